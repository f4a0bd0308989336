#include "comention/cooccurrence.hpp"

#include "bindings.hpp"

namespace comention::python {
namespace {

/// A sparse matrix as (data, indices, indptr), to be built by the caller.
py::tuple csr_parts(const CountMatrix& matrix) {
    const auto copy = [](const auto* data, auto size) {
        return py::array_t<std::int64_t>(static_cast<py::ssize_t>(size), data);
    };
    return py::make_tuple(copy(matrix.valuePtr(), matrix.nonZeros()),
                          copy(matrix.innerIndexPtr(), matrix.nonZeros()),
                          copy(matrix.outerIndexPtr(), matrix.outerSize() + 1));
}

py::dict evidence_columns(const std::vector<Evidence>& evidence) {
    std::vector<DocumentId> document;
    std::vector<UnitIndex> position;
    std::vector<Offset> row_start, row_end, col_start, col_end;
    std::vector<FormId> row_form, col_form;
    for (const Evidence& e : evidence) {
        document.push_back(e.document);
        position.push_back(e.position);
        row_start.push_back(e.row.begin);
        row_end.push_back(e.row.end);
        row_form.push_back(e.row.form);
        col_start.push_back(e.col.begin);
        col_end.push_back(e.col.end);
        col_form.push_back(e.col.form);
    }
    using namespace py::literals;
    return py::dict("doc"_a = to_array(document), "unit"_a = to_array(position),
                    "row_start"_a = to_array(row_start), "row_end"_a = to_array(row_end),
                    "row_form"_a = to_array(row_form), "col_start"_a = to_array(col_start),
                    "col_end"_a = to_array(col_end), "col_form"_a = to_array(col_form));
}

}  // namespace

void bind_cooccurrence(py::module_& m) {
    py::classh<Cooccurrence>(m, "Cooccurrence", "Counts of row tags against column tags.")
        .def_property_readonly("joint", [](const Cooccurrence& self) { return csr_parts(self.joint); })
        .def_property_readonly("documents",
                               [](const Cooccurrence& self) { return csr_parts(self.documents); })
        .def_property_readonly("row_totals",
                               [](const Cooccurrence& self) { return to_array(self.row_totals); })
        .def_property_readonly("col_totals",
                               [](const Cooccurrence& self) { return to_array(self.col_totals); })
        .def_readonly("n", &Cooccurrence::n);
    m.def(
        "count_cooccurrence",
        [](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run(
                [&](const Job& j) { return count_cooccurrence(incidence, as_span(rows), as_span(cols), j); });
        },
        py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("threads"), py::arg("progress"));
    m.def(
        "find_evidence",
        [](const Incidence& incidence, TagId row, TagId col, std::size_t limit) {
            return evidence_columns(find_evidence(incidence, row, col, limit));
        },
        py::arg("incidence"), py::arg("row"), py::arg("col"), py::arg("limit"));
}

}  // namespace comention::python
