#include <array>
#include <stdexcept>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "tsv.hpp"
#include "words.hpp"

namespace comention {
namespace {

using TagIds = std::unordered_map<std::string, TagId>;

constexpr std::array<std::string_view, 11> plain_flags = {
    "venue", "accent_exact", "not_in_allcaps",     "both",         "language", "given_name", "surname",
    "state", "after_comma",  "unless_after_place", "unless_dollar"};
constexpr std::array<std::string_view, 5> valued_flags = {
    "ambig:", "area:", "unless_next:", "only_after:", "not_in_allcaps_after:"};

bool known_flag(std::string_view flag) {
    for (const auto known : plain_flags)
        if (flag == known) return true;
    for (const auto known : valued_flags)
        if (flag.starts_with(known) && flag.size() > known.size()) return true;
    return false;
}

std::string known_flags() {
    std::string known;
    for (const auto flag : plain_flags) known.append(flag).append(", ");
    for (const auto flag : valued_flags) known.append(flag).append("<name> ");
    return known;
}

void check_flags(const TsvTable& table, std::size_t row, std::string_view flags) {
    while (!flags.empty()) {
        const std::size_t end = std::min(flags.find(' '), flags.size());
        const std::string_view flag = flags.substr(0, end);
        flags.remove_prefix(std::min(end + 1, flags.size()));
        if (!known_flag(flag))
            table.fail(row, "unknown flag \"" + std::string(flag) + "\"; known: " + known_flags());
    }
}

CaseRule case_rule(const TsvTable& table, std::size_t row, CaseRule otherwise) {
    const std::string_view name = table.at(row, "case");
    if (name.empty()) return otherwise;
    for (const CaseRule rule : {CaseRule::capital, CaseRule::exact, CaseRule::any})
        if (name == to_string(rule)) return rule;
    table.fail(row, "unknown case \"" + std::string(name) + "\"; known: capital, exact, any");
}

TagIds read_tags(const KindTables& source, std::vector<Tag>& tags) {
    const TsvTable table(source.tags, source.tags_name);
    table.require("tag");
    table.require("label");
    TagIds ids;
    for (std::size_t row = 0; row < table.size(); ++row) {
        Tag tag{
            std::string(table.at(row, "tag")), source.kind, std::string(table.at(row, "label")), {}, true};
        for (const std::string_view column : table.header())
            if (column != "tag" && column != "label")
                tag.attributes.emplace_back(column, table.at(row, column));
        if (tag.id.empty()) table.fail(row, "the tag is empty");
        if (!ids.try_emplace(tag.id, static_cast<TagId>(tags.size())).second)
            table.fail(row, "the tag \"" + tag.id + "\" is there twice");
        tags.push_back(std::move(tag));
    }
    return ids;
}

/// A quick way to see that a form has a word.
bool begins_with_letter(std::string_view form) {
    const char c = form.empty() ? ' ' : form[0];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Form read_form(const TsvTable& table, std::size_t row, std::string_view layer) {
    Form form;
    form.text = table.at(row, "form");
    form.layer = layer;
    form.flags = table.at(row, "flags");
    form.note = table.at(row, "note");
    form.rule = case_rule(table, row, layer == place_layer ? CaseRule::capital : CaseRule::any);
    check_flags(table, row, form.flags);
    try {
        form.type = form_type(table.at(row, "type"));
        if (!begins_with_letter(form.text)) form_words(form.text);
    } catch (const std::invalid_argument& error) {
        table.fail(row, error.what());
    }
    return form;
}

void read_forms(const KindTables& source, const TagIds& ids, std::vector<Form>& forms) {
    const TsvTable table(source.forms, source.forms_name);
    for (const auto column : {"form", "tag", "type", "case", "flags"}) table.require(column);
    for (std::size_t row = 0; row < table.size(); ++row) {
        Form form = read_form(table, row, source.layer);
        const std::string tag(table.at(row, "tag"));
        const auto found = ids.find(tag);
        if (form.type != FormType::block) {
            if (found == ids.end()) table.fail(row, "unknown tag \"" + tag + "\"");
            form.tag = found->second;
        } else if (!tag.empty()) {
            table.fail(row, "a block has no tag, but \"" + tag + "\" is given");
        }
        forms.push_back(std::move(form));
    }
}

void read_blocks(std::string_view text, std::string_view layer, std::vector<Form>& forms) {
    const TsvTable table(text, "blocks.tsv");
    table.require("form");
    for (std::size_t row = 0; row < table.size(); ++row) {
        forms.push_back(read_form(table, row, layer));
        if (forms.back().type != FormType::block) table.fail(row, "only the type block may stand here");
    }
}

CueSets read_cues(std::string_view text) {
    CueSets cues;
    if (text.empty()) return cues;
    const TsvTable table(text, "cues.tsv");
    table.require("set");
    table.require("word");
    for (std::size_t row = 0; row < table.size(); ++row)
        cues[std::string(table.at(row, "set"))].insert(word_key(table.at(row, "word")));
    return cues;
}

/// The value of an enum whose name stands in a column.
template <class Enum>
Enum named(const TsvTable& table, std::size_t row, std::string_view column,
           std::initializer_list<Enum> values) {
    const std::string_view name = table.at(row, column);
    std::string known;
    for (const Enum value : values) {
        if (name == to_string(value)) return value;
        known.append(known.empty() ? "" : ", ").append(to_string(value));
    }
    table.fail(row, "unknown " + std::string(column) + " \"" + std::string(name) + "\"; known: " + known);
}

constexpr std::uint32_t country_types = (1U << static_cast<unsigned>(FormType::region)) - 1;

/// A bit for each type in a list; `place` stands for all types of countries but combining prefixes.
std::uint32_t read_types(const TsvTable& table, std::size_t row) {
    std::string_view names = table.at(row, "types");
    if (names == "place") return country_types & ~(1U << static_cast<unsigned>(FormType::prefix));
    std::uint32_t types = 0;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        try {
            types |= 1U << static_cast<unsigned>(form_type(names.substr(0, end)));
        } catch (const std::invalid_argument& error) {
            table.fail(row, error.what());
        }
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return types;
}

std::vector<Context> read_contexts(std::string_view text) {
    std::vector<Context> contexts;
    if (text.empty()) return contexts;
    const TsvTable table(text, "contexts.tsv");
    for (const auto column : {"name", "types", "beside", "cues", "case"}) table.require(column);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto beside = named(
            table, row, "beside",
            {Beside::next, Beside::next_but_one, Beside::next_of_kind, Beside::before, Beside::before_of});
        const auto rule = named(table, row, "case", {CaseRule::capital, CaseRule::any});
        contexts.push_back({std::string(table.at(row, "name")), read_types(table, row), beside,
                            std::string(table.at(row, "cues")), rule == CaseRule::capital});
    }
    return contexts;
}

std::vector<Reading> read_readings(std::string_view text, const TagIds& ids) {
    std::vector<Reading> readings;
    if (text.empty()) return readings;
    const TsvTable table(text, "readings.tsv");
    for (const auto column : {"group", "tag", "evidence", "preference", "cues"}) table.require(column);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const std::string tag(table.at(row, "tag"));
        const auto found = ids.find(tag);
        if (tag != "-" && found == ids.end()) table.fail(row, "unknown tag \"" + tag + "\"");
        const std::string_view evidence = table.at(row, "evidence");
        if (evidence != "any" && evidence != "parts")
            table.fail(row, "unknown evidence \"" + std::string(evidence) + "\"; known: any, parts");
        const auto preference =
            named(table, row, "preference", {Preference::more, Preference::only, Preference::home});
        readings.push_back({std::string(table.at(row, "group")), tag == "-" ? no_tag : found->second,
                            evidence == "parts", preference, std::string(table.at(row, "cues"))});
    }
    return readings;
}

}  // namespace

Lexicon read_lexicon(const std::vector<KindTables>& tables, const RuleTables& rules) {
    std::vector<Tag> tags;
    std::vector<Form> forms;
    TagIds first_ids;
    for (const KindTables& source : tables) {
        TagIds ids = read_tags(source, tags);
        read_forms(source, ids, forms);
        if (&source == &tables.front()) first_ids = std::move(ids);
    }
    if (!rules.blocks.empty()) read_blocks(rules.blocks, tables.front().layer, forms);
    return {std::move(tags),
            std::move(forms),
            {read_cues(rules.cues), read_contexts(rules.contexts), read_readings(rules.readings, first_ids)}};
}

}  // namespace comention
