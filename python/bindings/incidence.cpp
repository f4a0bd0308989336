#include "comention/incidence.hpp"

#include <stdexcept>

#include "bindings.hpp"

namespace comention::python {
namespace {

using namespace py::literals;

/// Units a block, so that threads share the counting of a file.
constexpr std::size_t block_units = 16384;

/// Documents and how many units each has; units that hold a tag (document, position, tokens, end of their
/// occurrences); and the occurrences by unit, with their values if the incidence is soft.
py::dict arrays(const Incidence& incidence) {
    std::vector<DocumentId> documents, document;
    std::vector<Count> document_units;
    std::vector<UnitIndex> position;
    std::vector<TokenIndex> tokens, first_token, last_token;
    std::vector<std::int64_t> ends;
    std::vector<TagId> tag;
    std::vector<Offset> start, end;
    std::vector<FormId> form;
    std::vector<double> value;
    for (const IncidenceBlock& block : incidence.blocks)
        for (const DocumentUnits& d : block.documents()) {
            documents.push_back(d.document);
            document_units.push_back(d.units);
        }
    incidence.for_each_unit([&](const UnitTags& unit) {
        document.push_back(unit.document);
        position.push_back(unit.position);
        tokens.push_back(unit.tokens);
        for (const Occurrence& o : unit.occurrences) {
            tag.push_back(o.tag);
            start.push_back(o.begin);
            end.push_back(o.end);
            form.push_back(o.form);
            first_token.push_back(o.first_token);
            last_token.push_back(o.last_token);
        }
        if (incidence.soft)
            for (std::size_t i = 0; i < unit.occurrences.size(); ++i) value.push_back(unit.value(i));
        ends.push_back(static_cast<std::int64_t>(tag.size()));
    });
    py::dict out("documents"_a = to_array(documents), "document_units"_a = to_array(document_units),
                 "document"_a = to_array(document), "position"_a = to_array(position),
                 "tokens"_a = to_array(tokens), "ends"_a = to_array(ends), "tag"_a = to_array(tag),
                 "start"_a = to_array(start), "end"_a = to_array(end), "form"_a = to_array(form),
                 "first_token"_a = to_array(first_token), "last_token"_a = to_array(last_token));
    if (incidence.soft) out["value"] = to_array(value);
    return out;
}

void refuse() { throw std::invalid_argument("the arrays of the incidence do not fit together"); }

template <class T>
Array<T> column(const py::dict& arrays, const char* name) {
    return arrays[name].cast<Array<T>>();
}

Incidence from_arrays(Unit unit, SlidingWindow window, bool every_mention, const py::dict& parts) {
    const auto documents = column<DocumentId>(parts, "documents"),
               document = column<DocumentId>(parts, "document");
    const auto document_units = column<Count>(parts, "document_units");
    const auto position = column<UnitIndex>(parts, "position");
    const auto tokens = column<TokenIndex>(parts, "tokens"), first = column<TokenIndex>(parts, "first_token"),
               last = column<TokenIndex>(parts, "last_token");
    const auto ends = column<std::int64_t>(parts, "ends");
    const auto tag = column<TagId>(parts, "tag");
    const auto start = column<Offset>(parts, "start"), end = column<Offset>(parts, "end");
    const auto form = column<FormId>(parts, "form");
    const auto units = document.size(), occurrences = tag.size();
    if (document_units.size() != documents.size() || position.size() != units || tokens.size() != units ||
        ends.size() != units || start.size() != occurrences || end.size() != occurrences ||
        form.size() != occurrences || first.size() != occurrences || last.size() != occurrences)
        refuse();
    const bool soft = parts.contains("value");
    const auto value = soft ? column<double>(parts, "value") : Array<double>();
    if (soft && value.size() != occurrences) refuse();
    Incidence out;
    out.soft = soft;
    out.unit = unit;
    out.window = window;
    out.every_mention = every_mention;
    py::ssize_t u = 0, at = 0;
    for (py::ssize_t d = 0; d < documents.size(); ++d) {
        if (out.blocks.empty() || out.blocks.back().units() >= block_units) out.blocks.emplace_back();
        IncidenceBlock& block = out.blocks.back();
        block.begin_document(documents.at(d), document_units.at(d));
        for (; u < units && document.at(u) == documents.at(d); ++u) {
            if (ends.at(u) < at || ends.at(u) > occurrences) refuse();
            block.begin_unit(position.at(u), tokens.at(u));
            for (; at < ends.at(u); ++at)
                block.add({tag.at(at), start.at(at), end.at(at), form.at(at), first.at(at), last.at(at)},
                          soft ? value.at(at) : 1.0);
        }
    }
    if (u != units || at != occurrences) refuse();
    return out;
}

/// Options with the arrays that they look into.
struct OwnedOptions {
    Array<std::uint8_t> wanted;
    Array<TagId> document_tags;
    Array<std::uint32_t> identity;
    IncidenceOptions options;
};

OwnedOptions own_options(Unit unit, SlidingWindow window, bool every_mention, bool nonempty,
                         Array<std::uint8_t> wanted, Array<TagId> document_tags,
                         Array<std::uint32_t> identity) {
    if (document_tags.ndim() != 2) throw std::invalid_argument("tags of documents must be a matrix");
    const DocumentTags tags{as_span(document_tags), static_cast<std::size_t>(document_tags.shape(1))};
    const IncidenceOptions options{unit, window,           every_mention, nonempty, as_span(wanted),
                                   tags, as_span(identity)};
    return {std::move(wanted), std::move(document_tags), std::move(identity), options};
}

}  // namespace

void bind_incidence(py::module_& m) {
    py::native_enum<Edge>(m, "Edge", "enum.Enum")
        .value("valid", Edge::valid)
        .value("pad", Edge::pad)
        .finalize();
    py::classh<SlidingWindow>(m, "SlidingWindow", "Every stretch of `width` tokens in a unit.")
        .def(py::init<>())
        .def(py::init<TokenIndex, Edge>(), py::arg("width"), py::arg("edge"))
        .def_readonly("width", &SlidingWindow::width)
        .def_readonly("edge", &SlidingWindow::edge);
    py::classh<OwnedOptions>(m, "IncidenceOptions", "What an incidence holds, and which units count.")
        .def(py::init(&own_options), py::arg("unit"), py::arg("window"), py::arg("every_mention"),
             py::arg("nonempty"), py::arg("wanted"), py::arg("document_tags"), py::arg("identity"));
    py::classh<Incidence>(m, "Incidence", "Which tags occur in which units.")
        .def_readonly("unit", &Incidence::unit)
        .def_readonly("window", &Incidence::window)
        .def_readonly("every_mention", &Incidence::every_mention)
        .def_readonly("soft", &Incidence::soft)
        .def_readonly("foreign", &Incidence::foreign)
        .def_property_readonly("units", &Incidence::units)
        .def("arrays", &arrays)
        .def_static("from_arrays", &from_arrays, py::arg("unit"), py::arg("window"), py::arg("every_mention"),
                    py::arg("arrays"))
        .def(
            "split",
            [](const Incidence& self, const Array<std::int64_t>& part_of, std::size_t parts) {
                return split(self, as_span(part_of), parts);
            },
            py::arg("part_of"), py::arg("parts"))
        .def_static(
            "join", [](const std::vector<const Incidence*>& parts) { return join(parts); }, py::arg("parts"))
        .def(
            "renumber",
            [](const Incidence& self, DocumentId first, const Array<TagId>& tags,
               const Array<FormId>& forms) { return renumber(self, first, as_span(tags), as_span(forms)); },
            py::arg("first"), py::arg("tags"), py::arg("forms"));
    m.def(
        "make_incidence",
        [](const Mentions& mentions, const Lexicon& lexicon, const OwnedOptions& options, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run(
                [&](const Job& j) { return make_incidence(mentions, lexicon, options.options, j); });
        },
        py::arg("mentions"), py::arg("lexicon"), py::arg("options"), py::arg("threads"), py::arg("progress"));
    m.def(
        "make_incidences",
        [](const Texts& texts, const Lexicon& lexicon, const std::vector<const OwnedOptions*>& options,
           unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            std::vector<IncidenceOptions> each;
            for (const OwnedOptions* one : options) each.push_back(one->options);
            return job.run([&](const Job& j) { return make_incidences(texts.views(), lexicon, each, j); });
        },
        py::arg("texts"), py::arg("lexicon"), py::arg("options"), py::arg("threads"), py::arg("progress"));
}

}  // namespace comention::python
