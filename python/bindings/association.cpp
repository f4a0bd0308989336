#include "comention/association.hpp"

#include "bindings.hpp"

namespace comention::python {
namespace {

using Measure = double (*)(const Contingency&);

/// Binds a measure for arrays of one length: joint, row totals, column totals, n.
void bind_measure(py::module_& m, const char* name, Measure measure) {
    m.def(
        name,
        [measure](const Array<double>& joint, const Array<double>& rows, const Array<double>& cols,
                  const Array<double>& n) {
            py::array_t<double> out(joint.size());
            const auto a = as_span(joint), b = as_span(rows), c = as_span(cols), d = as_span(n);
            double* values = out.mutable_data();
            const py::gil_scoped_release release;
            for (std::size_t i = 0; i < a.size(); ++i)
                values[i] = measure(Contingency(a[i], b[i], c[i], d[i]));
            return out;
        },
        py::arg("joint"), py::arg("row_total"), py::arg("col_total"), py::arg("n"));
}

}  // namespace

void bind_association(py::module_& m) {
    auto association =
        m.def_submodule("association", "Association measures of contingency tables, by element.");
    bind_measure(association, "count", count);
    bind_measure(association, "expected", expected);
    bind_measure(association, "lift", lift);
    bind_measure(association, "pmi", pmi);
    bind_measure(association, "npmi", npmi);
    bind_measure(association, "ic", ic);
    bind_measure(association, "log_odds", log_odds);
    bind_measure(association, "log_odds_se", log_odds_se);
    bind_measure(association, "g2", g2);
    bind_measure(association, "g2_p", g2_p);
    bind_measure(association, "cosine", cosine);
    bind_measure(association, "jaccard", jaccard);
}

}  // namespace comention::python
