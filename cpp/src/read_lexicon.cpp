#include <array>
#include <stdexcept>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "tsv.hpp"
#include "words.hpp"

namespace comention {
namespace {

using TagIds = std::unordered_map<std::string, TagId>;

constexpr std::array<std::string_view, 5> plain_flags = {"venue", "accent_exact", "not_in_allcaps", "both",
                                                         "language"};
constexpr std::array<std::string_view, 3> valued_flags = {"ambig:", "area:", "unless_next:"};

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
        form_words(form.text);
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
    const TsvTable table(text, "cues.tsv");
    table.require("set");
    table.require("word");
    CueSets cues;
    for (std::size_t row = 0; row < table.size(); ++row)
        cues[std::string(table.at(row, "set"))].insert(word_key(table.at(row, "word")));
    return cues;
}

}  // namespace

Lexicon read_lexicon(const std::vector<KindTables>& tables, std::string_view blocks, std::string_view cues) {
    std::vector<Tag> tags;
    std::vector<Form> forms;
    for (const KindTables& source : tables) read_forms(source, read_tags(source, tags), forms);
    if (!blocks.empty()) read_blocks(blocks, tables.front().layer, forms);
    return {std::move(tags), std::move(forms), cues.empty() ? CueSets{} : read_cues(cues)};
}

}  // namespace comention
