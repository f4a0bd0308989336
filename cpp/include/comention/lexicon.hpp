/// \file
/// The lexicon: which forms stand for which tags, and how they may be written.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "comention/rules.hpp"
#include "comention/types.hpp"

namespace comention {

class Automaton;

/// What a form is. Types from `region` on are not of the country tables: `term` belongs to topics and
/// dictionaries; a `label` is given to a whole document and never looked for in text; a `block` is a phrase
/// that means nothing and hides what it contains.
enum class FormType : std::uint8_t {
    name,
    official,
    abbreviation,
    adjective,
    noun,
    prefix,
    capital,
    city,
    subnational,
    institution,
    historic,
    dateline,
    qualifier,
    inferred,
    region,
    org,
    term,
    label,
    block
};
inline constexpr std::size_t form_type_count = 19;

std::string_view to_string(FormType type);
/// Throws std::invalid_argument listing the known types.
FormType form_type(std::string_view name);

/// How the case of a text must agree with a form. `capital`: each word that is capitalised in the form is so
/// in the text; `exact`: letter by letter; `any`: not at all.
enum class CaseRule : std::uint8_t { capital, exact, any };

std::string_view to_string(CaseRule rule);

/// Which types of mention count: names and demonyms; also capitals, datelines and institutions; also cities
/// and parts of countries. A profile filters what was matched; it never changes what matches.
enum class Profile : std::uint8_t { strict, standard, cities };

bool counts_in(Profile profile, FormType type);

/// Whether forms of one dictionary hide shorter ones of another key (`dictionary`) or of the same key only.
enum class Nesting : std::uint8_t { key, dictionary };

/// What to do with a tag that is in both lexicons.
enum class OnConflict : std::uint8_t { error, replace, merge };

inline constexpr TagId no_tag = static_cast<TagId>(-1);

/// A thing that is looked for. Attributes are the further columns of its table, as alpha3 or group.
struct Tag {
    std::string id;
    std::string kind;
    std::string label;
    std::vector<std::pair<std::string, std::string>> attributes;
    bool counted = true;

    /// The value of an attribute, or empty.
    std::string_view attribute(std::string_view name) const;
};

/// One way to write a tag. A form is a sequence of words, in which `*` and `?` are wildcards and a word that
/// is `*` alone is any one word.
struct Form {
    std::string text;
    TagId tag = no_tag;  ///< `no_tag` for a block
    FormType type = FormType::term;
    CaseRule rule = CaseRule::any;
    std::string layer;  ///< forms of one layer hide one another: the leftmost, then longest wins
    std::string flags;  ///< as written: venue, accent_exact, not_in_allcaps, both, language, given_name,
                        ///< surname, ambig:<group>, area:<id>, …
    std::string note;

    bool has_flag(std::string_view flag) const;
    /// Whether the flag is there with a value, as in `ambig:congo`.
    bool has_valued_flag(std::string_view flag) const { return !flag_value(flag).empty(); }
    /// The value of such a flag, or empty.
    std::string_view flag_value(std::string_view flag) const;
};

/// Tags, their forms and the rules that decide between them. Immutable; threads may share it. Operations give
/// a new lexicon.
class Lexicon {
  public:
    /// Checks what it is given; throws std::invalid_argument where a form has no word, or the same form
    /// stands for two tags of a layer of places without a flag that allows it, or a rule names a set of cues
    /// that is not there.
    Lexicon(std::vector<Tag> tags, std::vector<Form> forms, Rules rules = {});

    const std::vector<Tag>& tags() const { return tags_; }
    const std::vector<Form>& forms() const { return forms_; }
    const Rules& rules() const { return rules_; }
    /// Kinds in order of first appearance.
    const std::vector<std::string>& kinds() const { return kinds_; }

    Profile profile() const { return profile_; }
    /// Whether forms of one tag lie in several layers, as after a merge; then overlapping mentions of one tag
    /// are one mention, the longest.
    bool has_merged_tags() const { return merged_tags_; }
    /// Whether a mention of this form and type counts under profile and selection.
    bool counts(const Form& form, FormType type) const;

    /// The tag of a kind by id, alpha-3 code, label or a name among its forms, without regard to case;
    /// `no_tag` if there is none.
    TagId find(std::string_view kind, std::string_view name) const;

    Lexicon with_profile(Profile profile) const;
    /// Counts only the given kinds; layers without any of them are left out.
    Lexicon with_kinds(const std::vector<std::string>& kinds) const;
    /// Counts only the given tags of a kind.
    Lexicon select(std::string_view kind, const std::vector<TagId>& tags) const;
    /// Adds another lexicon. Its forms keep layers of their own. A tag that counts no more is no conflict.
    Lexicon add(const Lexicon& other, OnConflict on_conflict) const;
    /// Adds tags that are given to documents, with their forms of type label; those that are there keep their
    /// numbers. A tag that is there and counts no more counts again, as a label only: its other forms mean
    /// nothing. Throws std::invalid_argument for a tag that counts already, or a form that is no label.
    Lexicon with_labels(const std::vector<Tag>& tags, const std::vector<Form>& forms) const;
    /// Makes phrases mean nothing in the layers of a kind.
    Lexicon block(const std::vector<std::string>& phrases, std::string_view kind) const;
    /// Removes some forms of a tag. Without any, the tag counts no more; its forms still hide what they
    /// contain, so that without Guinea-Bissau no Guinea is found in its name.
    Lexicon remove(TagId tag, const std::vector<std::string>& forms) const;

    /// Lets each form forms[i] stand for all tags of tags[i]; where that is empty, for nothing, so that the
    /// form still hides what it contains.
    Lexicon assign(const std::vector<FormId>& forms, const std::vector<std::vector<TagId>>& tags) const;

    /// The compiled forms; compiled at the first call, which threads may make together.
    const Automaton& automaton() const;

  private:
    struct Compiled;

    void index();
    void check() const;
    void check_rules() const;

    std::vector<Tag> tags_;
    std::vector<Form> forms_;
    Rules rules_;
    std::vector<std::string> kinds_;
    Profile profile_ = Profile::standard;
    bool merged_tags_ = false;
    std::unordered_map<std::string, TagId> names_;
    std::shared_ptr<Compiled> compiled_;
};

/// The tables of one kind, as text. `name` is used in messages: "country_forms.tsv, line 12: …".
struct KindTables {
    std::string kind;
    std::string layer;
    std::string tags_name;
    std::string tags;
    std::string forms_name;
    std::string forms;
};

/// The tables of blocks and rules, as text; each may be empty.
struct RuleTables {
    std::string blocks;
    std::string cues;
    std::string contexts;
    std::string readings;
};

/// Reads the tables of several kinds and of rules into one lexicon. Columns: tags `tag label …`; forms
/// `form tag type case flags note`; blocks `form type case flags note` (layer of the first kind); cues
/// `set word`; contexts `name types beside cues case`; readings `group tag evidence preference cues` (tags of
/// the first kind). An empty case means `capital` in places and `any` elsewhere. Throws std::invalid_argument
/// with file, line and reason.
Lexicon read_lexicon(const std::vector<KindTables>& tables, const RuleTables& rules = {});

/// A lexicon of one kind from keys and their patterns, as they stand.
Lexicon make_lexicon(const std::vector<std::pair<std::string, std::vector<std::string>>>& dictionary,
                     std::string_view kind, Nesting nesting, CaseRule rule);

}  // namespace comention
