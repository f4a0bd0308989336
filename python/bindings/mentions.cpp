#include "comention/mentions.hpp"

#include "bindings.hpp"

namespace comention::python {
namespace {

/// The columns of all mentions, in order of document and position; their values if any has one.
py::dict columns(const Mentions& mentions) {
    const auto size = static_cast<py::ssize_t>(mentions.size());
    py::array_t<DocumentId> doc(size);
    py::array_t<UnitIndex> paragraph(size), sentence(size);
    py::array_t<TokenIndex> token(size);
    py::array_t<Offset> start(size), end(size);
    py::array_t<FormId> form(size);
    py::array_t<std::uint8_t> type(size);
    std::vector<double> values;
    py::ssize_t i = 0;
    for (DocumentId d = 0; d < mentions.documents(); ++d) {
        const DocumentMentions document = mentions.document(d);
        for (const Mention& m : document.mentions) {
            doc.mutable_at(i) = d;
            paragraph.mutable_at(i) = document.paragraph_of(m.sentence);
            sentence.mutable_at(i) = m.sentence;
            token.mutable_at(i) = m.token;
            start.mutable_at(i) = m.begin;
            end.mutable_at(i) = m.end;
            form.mutable_at(i) = m.form;
            type.mutable_at(i) = static_cast<std::uint8_t>(m.type);
            ++i;
        }
        if (mentions.has_values())
            for (std::size_t m = 0; m < document.mentions.size(); ++m) values.push_back(document.value(m));
    }
    using namespace py::literals;
    py::dict out("doc"_a = doc, "paragraph"_a = paragraph, "sentence"_a = sentence, "token"_a = token,
                 "start"_a = start, "end"_a = end, "form"_a = form, "type"_a = type);
    if (mentions.has_values()) out["value"] = to_array(values);
    return out;
}

/// Per document: paragraphs, sentences, and whether its text is missing.
py::dict documents(const Mentions& mentions) {
    const auto size = static_cast<py::ssize_t>(mentions.documents());
    py::array_t<UnitIndex> paragraphs(size), sentences(size);
    py::array_t<bool> missing(size), foreign(size);
    for (py::ssize_t d = 0; d < size; ++d) {
        const DocumentMentions document = mentions.document(static_cast<DocumentId>(d));
        paragraphs.mutable_at(d) = document.paragraphs();
        sentences.mutable_at(d) = document.sentences();
        missing.mutable_at(d) = document.missing;
        foreign.mutable_at(d) = document.foreign;
    }
    using namespace py::literals;
    return py::dict("paragraphs"_a = paragraphs, "sentences"_a = sentences, "missing"_a = missing,
                    "foreign"_a = foreign);
}

/// What was decided in the documents [begin, end): document, start, end, form, type, whether kept, reason and
/// the form that decided.
py::list explain(const Texts& texts, DocumentId begin, DocumentId end, const Lexicon& lexicon,
                 const Array<TagId>& homes) {
    Tagger tagger(lexicon);
    py::list rows;
    for (DocumentId document = begin; document < end; ++document) {
        const TagId home = homes.size() == 0 ? no_tag : homes.at(document);
        for (const Decision& d : tagger.explain(texts.at(document), home))
            rows.append(py::make_tuple(document, d.mention.begin, d.mention.end, FormId{d.mention.form},
                                       static_cast<unsigned>(d.mention.type), d.kept, d.reason,
                                       d.because == no_form ? -1 : static_cast<std::int64_t>(d.because)));
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }
    return rows;
}

}  // namespace

void bind_mentions(py::module_& m) {
    py::classh<Mentions>(m, "Mentions", "Where tags stand in documents.")
        .def("__len__", &Mentions::size)
        .def_property_readonly("has_values", &Mentions::has_values)
        .def("columns", &columns)
        .def("documents", &documents)
        .def(
            "replace",
            [](const Mentions& self, const Array<std::int64_t>& ends, const Array<FormId>& forms) {
                return self.replace(as_span(ends), as_span(forms));
            },
            py::arg("ends"), py::arg("forms"))
        .def("join", &Mentions::join, py::arg("first"))
        .def(
            "filter",
            [](const Mentions& self, const Array<std::uint8_t>& keep) { return self.filter(as_span(keep)); },
            py::arg("keep"));
    m.def("form_types", [] {
        std::vector<std::string_view> names;
        for (std::size_t i = 0; i < form_type_count; ++i)
            names.push_back(to_string(static_cast<FormType>(i)));
        return names;
    });
    m.def(
        "tag",
        [](const Texts& texts, const Lexicon& lexicon, const Array<TagId>& homes, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run([&](const Job& j) { return tag(texts.views(), lexicon, j, as_span(homes)); });
        },
        py::arg("texts"), py::arg("lexicon"), py::arg("homes"), py::arg("threads"), py::arg("progress"));
    m.def("explain", &explain, py::arg("texts"), py::arg("begin"), py::arg("end"), py::arg("lexicon"),
          py::arg("homes"));
    m.attr("no_tag") = no_tag;
}

}  // namespace comention::python
