#include <stdexcept>
#include <string>

#include "bindings.hpp"
#include "comention/units.hpp"

namespace comention::python {
namespace {

TextView view_of(py::handle text, std::size_t row) {
    if (text.is_none()) return {};
    PyObject* object = text.ptr();
    if (!PyUnicode_Check(object))
        throw py::type_error("row " + std::to_string(row) + ": a text must be str or None, not " +
                             std::string(py::str(py::type::of(text).attr("__name__"))));
    const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(object));
    const void* data = PyUnicode_DATA(object);
    if (PyUnicode_IS_ASCII(object)) return {data, length, Encoding::utf8};
    switch (PyUnicode_KIND(object)) {
        case PyUnicode_1BYTE_KIND:
            return {data, length, Encoding::latin1};
        case PyUnicode_2BYTE_KIND:
            return {data, length, Encoding::ucs2};
        default:
            return {data, length, Encoding::ucs4};
    }
}

py::array_t<Offset> to_pairs(const std::vector<Span>& spans) {
    py::array_t<Offset> out({static_cast<py::ssize_t>(spans.size()), py::ssize_t{2}});
    auto cells = out.mutable_unchecked<2>();
    for (std::size_t i = 0; i < spans.size(); ++i) {
        cells(static_cast<py::ssize_t>(i), 0) = spans[i].begin;
        cells(static_cast<py::ssize_t>(i), 1) = spans[i].end;
    }
    return out;
}

py::array_t<Offset> token_spans(const Texts& texts, std::size_t document) {
    std::string scratch;
    const std::string_view utf8 = as_utf8(texts.at(document), scratch);
    std::vector<Token> tokens;
    append_tokens(utf8, tokens);
    std::vector<Span> spans;
    for (const Token& token : tokens) spans.push_back({token.begin, token.end});
    return to_pairs(to_code_points(utf8, spans));
}

}  // namespace

Texts::Texts(const py::list& texts) : strings_(texts) {
    views_.reserve(strings_.size());
    for (std::size_t row = 0; row < strings_.size(); ++row) views_.push_back(view_of(strings_[row], row));
}

void bind_text(py::module_& m) {
    py::native_enum<Unit>(m, "Unit", "enum.Enum", "A stretch of text in which tags may occur together.")
        .value("document", Unit::document)
        .value("paragraph", Unit::paragraph)
        .value("sentence", Unit::sentence)
        .finalize();
    py::classh<Texts>(m, "Texts", "Strings of Python, read where they lie.")
        .def(py::init<const py::list&>(), py::arg("texts"))
        .def("__len__", &Texts::size)
        .def("__getitem__", &Texts::text, py::arg("document"));
    m.def(
        "unit_spans",
        [](const Texts& texts, std::size_t document, Unit unit) {
            return to_pairs(unit_spans(texts.at(document), unit));
        },
        py::arg("texts"), py::arg("document"), py::arg("unit"),
        "Begin and end of each unit of a document, in code points.");
    m.def("token_spans", &token_spans, py::arg("texts"), py::arg("document"),
          "Begin and end of each token of a document, in code points.");
}

}  // namespace comention::python
