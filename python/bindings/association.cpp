#include "comention/association.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "bindings.hpp"

namespace comention::python {
namespace {

using Measure = double (*)(const Contingency&);

constexpr std::pair<std::string_view, Measure> measures[] = {
    {"count", count},
    {"expected", expected},
    {"lift", lift},
    {"pmi", pmi},
    {"npmi", npmi},
    {"ic", ic},
    {"log_odds", log_odds},
    {"log_odds_se", log_odds_se},
    {"g2", g2},
    {"g2_p", g2_p},
    {"cosine", cosine},
    {"jaccard", jaccard},
};

Measure find_measure(std::string_view name) {
    for (const auto& [known, measure] : measures)
        if (known == name) return measure;
    throw std::invalid_argument("unknown measure \"" + std::string(name) + "\"");
}

py::array_t<double> measure(std::string_view name, const Array<double>& joint, const Array<double>& row_total,
                            const Array<double>& col_total, const Array<double>& n) {
    const Measure compute = find_measure(name);
    const auto o11 = as_span(joint), r1 = as_span(row_total), c1 = as_span(col_total), total = as_span(n);
    if (r1.size() != o11.size() || c1.size() != o11.size() || total.size() != o11.size())
        throw std::invalid_argument("joint, row_total, col_total and n must have one length");
    py::array_t<double> out(joint.size());
    double* values = out.mutable_data();
    const py::gil_scoped_release release;
    for (std::size_t i = 0; i < o11.size(); ++i)
        values[i] = compute(Contingency(o11[i], r1[i], c1[i], total[i]));
    return out;
}

}  // namespace

void bind_association(py::module_& m) {
    m.def("measure", &measure, py::arg("name"), py::arg("joint"), py::arg("row_total"), py::arg("col_total"),
          py::arg("n"), "An association measure, by element of arrays of one length.");
}

}  // namespace comention::python
