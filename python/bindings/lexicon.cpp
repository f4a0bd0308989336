#include "comention/lexicon.hpp"

#include <string>

#include "bindings.hpp"
#include "comention/automaton.hpp"

namespace comention::python {
namespace {

py::list tag_rows(const Lexicon& lexicon) {
    py::list rows;
    for (const Tag& tag : lexicon.tags())
        rows.append(py::make_tuple(tag.kind, tag.id, tag.label, tag.attributes, tag.counted));
    return rows;
}

using TagRow =
    std::tuple<std::string, std::string, std::string, std::vector<std::pair<std::string, std::string>>, bool>;
using FormRow = std::tuple<TagId, std::string, std::string, std::string>;

/// A lexicon of tags as tag_rows gives them, and of forms: tag, text, type and layer.
Lexicon from_rows(const std::vector<TagRow>& tag_rows, const std::vector<FormRow>& form_rows) {
    std::vector<Tag> tags;
    for (const auto& [kind, id, label, attributes, counted] : tag_rows)
        tags.push_back({id, kind, label, attributes, counted});
    std::vector<Form> forms;
    for (const auto& [tag, text, type, layer] : form_rows)
        forms.push_back({text, tag, form_type(type), CaseRule::any, layer, {}, {}});
    return {std::move(tags), std::move(forms)};
}

py::list form_rows(const Lexicon& lexicon) {
    py::list rows;
    for (const Form& form : lexicon.forms())
        rows.append(py::make_tuple(form.tag == no_tag ? py::none() : py::object(py::int_(form.tag)),
                                   form.text, to_string(form.type), to_string(form.rule), form.layer,
                                   form.flags, form.note));
    return rows;
}

}  // namespace

void bind_lexicon(py::module_& m) {
    py::native_enum<Profile>(m, "Profile", "enum.Enum", "Which types of mention count.")
        .value("strict", Profile::strict)
        .value("default", Profile::standard)
        .value("cities", Profile::cities)
        .finalize();
    py::native_enum<CaseRule>(m, "CaseRule", "enum.Enum", "How the case of a text must agree with a form.")
        .value("capital", CaseRule::capital)
        .value("exact", CaseRule::exact)
        .value("any", CaseRule::any)
        .finalize();
    py::native_enum<Nesting>(m, "Nesting", "enum.Enum", "Which forms of a dictionary hide shorter ones.")
        .value("key", Nesting::key)
        .value("dictionary", Nesting::dictionary)
        .finalize();
    py::native_enum<OnConflict>(m, "OnConflict", "enum.Enum",
                                "What to do with a tag that is in both lexicons.")
        .value("error", OnConflict::error)
        .value("replace", OnConflict::replace)
        .value("merge", OnConflict::merge)
        .finalize();
    py::classh<KindTables>(m, "KindTables", "The tables of one kind, as text.")
        .def(py::init<std::string, std::string, std::string, std::string, std::string, std::string>(),
             py::arg("kind"), py::arg("layer"), py::arg("tags_name"), py::arg("tags"), py::arg("forms_name"),
             py::arg("forms"));
    py::classh<Lexicon>(m, "Lexicon", "Tags and their forms.")
        .def("tag_rows", &tag_rows)
        .def("form_rows", &form_rows)
        .def_property_readonly("kinds", &Lexicon::kinds)
        .def(
            "find",
            [](const Lexicon& self, std::string_view kind, std::string_view name) -> std::optional<TagId> {
                const TagId id = self.find(kind, name);
                return id == no_tag ? std::nullopt : std::optional(id);
            },
            py::arg("kind"), py::arg("name"))
        .def_property_readonly("profile", &Lexicon::profile)
        .def("with_profile", &Lexicon::with_profile, py::arg("profile"))
        .def("with_kinds", &Lexicon::with_kinds, py::arg("kinds"))
        .def("select", &Lexicon::select, py::arg("kind"), py::arg("tags"))
        .def("add", &Lexicon::add, py::arg("other"), py::arg("on_conflict"))
        .def("block", &Lexicon::block, py::arg("phrases"), py::arg("kind"))
        .def("remove", &Lexicon::remove, py::arg("tag"), py::arg("forms"))
        .def("assign", &Lexicon::assign, py::arg("forms"), py::arg("tags"))
        .def(
            "compile", [](const Lexicon& self) { (void)self.automaton(); },
            py::call_guard<py::gil_scoped_release>());
    py::classh<RuleTables>(m, "RuleTables", "The tables of blocks and rules, as text.")
        .def(py::init<std::string, std::string, std::string, std::string>(), py::arg("blocks"),
             py::arg("cues"), py::arg("contexts"), py::arg("readings"));
    m.def("read_lexicon", &read_lexicon, py::arg("tables"), py::arg("rules") = RuleTables{});
    m.def("lexicon_from_rows", &from_rows, py::arg("tags"), py::arg("forms"));
    m.def("make_lexicon", &make_lexicon, py::arg("dictionary"), py::arg("kind"), py::arg("nesting"),
          py::arg("rule"));
}

}  // namespace comention::python
