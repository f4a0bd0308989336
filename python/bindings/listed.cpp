#include "comention/listed.hpp"

#include "bindings.hpp"

namespace comention::python {
namespace {

MentionColumns as_columns(const Array<DocumentId>& doc, const Array<Offset>& start, const Array<Offset>& end,
                          const Array<FormId>& form, const Array<std::uint8_t>& type,
                          const Array<double>& value = {}) {
    return {as_span(doc), as_span(start), as_span(end), as_span(form), as_span(type), as_span(value)};
}

}  // namespace

void bind_listed(py::module_& m) {
    m.def(
        "list_mentions",
        [](std::size_t documents, const Array<DocumentId>& doc, const Array<Offset>& start,
           const Array<Offset>& end, const Array<FormId>& form, const Array<std::uint8_t>& type,
           const Array<double>& value) {
            return list_mentions(documents, as_columns(doc, start, end, form, type, value));
        },
        py::arg("documents"), py::arg("doc"), py::arg("start"), py::arg("end"), py::arg("form"),
        py::arg("type"), py::arg("value") = Array<double>());
    m.def(
        "place_mentions",
        [](const Texts& texts, const Array<DocumentId>& doc, const Array<Offset>& start,
           const Array<Offset>& end, const Array<FormId>& form, const Array<std::uint8_t>& type,
           unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            const MentionColumns columns = as_columns(doc, start, end, form, type);
            return job.run([&](const Job& j) { return place_mentions(texts.views(), columns, j); });
        },
        py::arg("texts"), py::arg("doc"), py::arg("start"), py::arg("end"), py::arg("form"), py::arg("type"),
        py::arg("threads"), py::arg("progress"));
}

}  // namespace comention::python
