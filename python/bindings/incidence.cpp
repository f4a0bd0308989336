#include "comention/incidence.hpp"

#include <stdexcept>

#include "bindings.hpp"

namespace comention::python {
namespace {

/// Units that hold a tag (document, position, end of their occurrences), and the occurrences by unit.
py::dict arrays(const Incidence& incidence) {
    std::vector<DocumentId> document;
    std::vector<UnitIndex> position;
    std::vector<std::int64_t> ends;
    std::vector<TagId> tag;
    std::vector<Offset> start, end;
    std::vector<FormId> form;
    incidence.for_each_unit([&](const UnitTags& unit) {
        document.push_back(unit.document);
        position.push_back(unit.position);
        for (const Occurrence& o : unit.occurrences) {
            tag.push_back(o.tag);
            start.push_back(o.begin);
            end.push_back(o.end);
            form.push_back(o.form);
        }
        ends.push_back(static_cast<std::int64_t>(tag.size()));
    });
    using namespace py::literals;
    return py::dict("document"_a = to_array(document), "position"_a = to_array(position),
                    "ends"_a = to_array(ends), "tag"_a = to_array(tag), "start"_a = to_array(start),
                    "end"_a = to_array(end), "form"_a = to_array(form));
}

Incidence from_arrays(Unit unit, Count units, const Array<DocumentId>& document,
                      const Array<UnitIndex>& position, const Array<std::int64_t>& ends,
                      const Array<TagId>& tag, const Array<Offset>& start, const Array<Offset>& end,
                      const Array<FormId>& form) {
    Incidence out;
    out.unit = unit;
    out.units = units;
    out.blocks.resize(1);
    const auto refuse = [] {
        throw std::invalid_argument("the arrays of the incidence do not fit together");
    };
    if (position.size() != document.size() || ends.size() != document.size()) refuse();
    py::ssize_t at = 0;
    for (py::ssize_t u = 0; u < document.size(); ++u) {
        if (ends.at(u) < at || ends.at(u) > tag.size()) refuse();
        out.blocks[0].begin_unit(document.at(u), position.at(u));
        for (; at < ends.at(u); ++at) out.blocks[0].add({tag.at(at), start.at(at), end.at(at), form.at(at)});
    }
    return out;
}

/// A matrix, a row a document.
DocumentTags tags_of(const Array<TagId>& tags) {
    if (tags.ndim() != 2) throw std::invalid_argument("tags of documents must be a matrix");
    return {as_span(tags), static_cast<std::size_t>(tags.shape(1))};
}

}  // namespace

void bind_incidence(py::module_& m) {
    py::classh<Incidence>(m, "Incidence", "Which tags occur in which units.")
        .def_readonly("unit", &Incidence::unit)
        .def_readonly("units", &Incidence::units)
        .def_readonly("foreign", &Incidence::foreign)
        .def("arrays", &arrays)
        .def_static("from_arrays", &from_arrays, py::arg("unit"), py::arg("units"), py::arg("document"),
                    py::arg("position"), py::arg("ends"), py::arg("tag"), py::arg("start"), py::arg("end"),
                    py::arg("form"));
    m.def(
        "make_incidence",
        [](const Mentions& mentions, const Lexicon& lexicon, Unit unit, const Array<std::uint8_t>& wanted,
           const Array<TagId>& document_tags, unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run([&](const Job& j) {
                return make_incidence(mentions, lexicon, unit, as_span(wanted), j, tags_of(document_tags));
            });
        },
        py::arg("mentions"), py::arg("lexicon"), py::arg("unit"), py::arg("wanted"), py::arg("document_tags"),
        py::arg("threads"), py::arg("progress"));
    m.def(
        "make_incidence",
        [](const Texts& texts, const Lexicon& lexicon, Unit unit, const Array<std::uint8_t>& wanted,
           const Array<TagId>& document_tags, unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run([&](const Job& j) {
                return make_incidence(texts.views(), lexicon, unit, as_span(wanted), j,
                                      tags_of(document_tags));
            });
        },
        py::arg("texts"), py::arg("lexicon"), py::arg("unit"), py::arg("wanted"), py::arg("document_tags"),
        py::arg("threads"), py::arg("progress"));
}

}  // namespace comention::python
