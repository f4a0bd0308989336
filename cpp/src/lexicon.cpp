#include "comention/lexicon.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <unordered_set>

#include "comention/automaton.hpp"
#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

constexpr std::array<std::string_view, form_type_count> type_names = {
    "name",   "official",    "abbreviation", "adjective", "noun",     "prefix",    "capital",
    "city",   "subnational", "institution",  "historic",  "dateline", "qualifier", "inferred",
    "region", "org",         "term",         "label",     "block"};

template <std::size_t N, class Enum>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// The form as matching sees it: equal for forms that match the same texts.
std::string match_key(const Form& form) {
    std::string key = form.rule == CaseRule::exact ? "=" : "~";
    for (const FormWord& word : form_words(form.text))
        key += word.separator + " " + (form.rule == CaseRule::exact ? word.text : word_key(word.text));
    return key;
}

bool is_name(const Form& form) {
    return form.type == FormType::name || form.type == FormType::official ||
           form.type == FormType::historic || form.type == FormType::abbreviation;
}

std::string name_key(std::string_view kind, std::string_view name) {
    return std::string(kind) + '\t' + fold(name);
}

}  // namespace

std::string_view to_string(FormType type) { return type_names[static_cast<std::size_t>(type)]; }

FormType form_type(std::string_view name) {
    const auto found = std::find(type_names.begin(), type_names.end(), name);
    if (found != type_names.end()) return static_cast<FormType>(found - type_names.begin());
    std::string known;
    for (const auto type : type_names) known.append(known.empty() ? "" : ", ").append(type);
    throw std::invalid_argument("unknown type \"" + std::string(name) + "\"; known: " + known);
}

std::string_view to_string(CaseRule rule) { return name_in<3>({"capital", "exact", "any"}, rule); }

std::string_view to_string(Beside beside) {
    return name_in<beside_count>({"next", "next_but_one", "next_of_kind", "before", "before_of"}, beside);
}

std::string_view to_string(Preference preference) { return name_in<3>({"more", "only", "home"}, preference); }

bool counts_in(Profile profile, FormType type) {
    switch (type) {
        case FormType::capital:
        case FormType::institution:
        case FormType::dateline:
            return profile != Profile::strict;
        case FormType::city:
        case FormType::subnational:
            return profile == Profile::cities;
        case FormType::block:
            return false;
        default:
            return true;
    }
}

std::string_view Tag::attribute(std::string_view name) const {
    for (const auto& [key, value] : attributes)
        if (key == name) return value;
    return {};
}

bool Form::has_flag(std::string_view flag) const {
    const std::string padded = ' ' + flags + ' ';
    return padded.find(' ' + std::string(flag) + ' ') != std::string::npos;
}

std::string_view Form::flag_value(std::string_view flag) const {
    const std::string wanted = std::string(flag) + ':';
    for (std::size_t at = flags.find(wanted); at != std::string::npos; at = flags.find(wanted, at + 1)) {
        if (at > 0 && flags[at - 1] != ' ') continue;
        const std::size_t begin = at + wanted.size();
        return std::string_view(flags).substr(begin, std::min(flags.find(' ', begin), flags.size()) - begin);
    }
    return {};
}

struct Lexicon::Compiled {
    std::once_flag once;
    std::unique_ptr<const Automaton> automaton;
};

Lexicon::Lexicon(std::vector<Tag> tags, std::vector<Form> forms, Rules rules)
    : tags_(std::move(tags)), forms_(std::move(forms)), rules_(std::move(rules)) {
    index();
    check();
    check_rules();
}

void Lexicon::check_rules() const {
    if (rules_.cues.size() > most_cue_sets)
        throw std::invalid_argument("there are more than 128 sets of cues");
    const auto require = [&](const std::string& rule, const std::string& set) {
        if (!set.empty() && !rules_.cues.contains(set))
            throw std::invalid_argument("the rule \"" + rule + "\" names the set of cues \"" + set +
                                        "\", which is not there");
    };
    for (const Context& context : rules_.contexts) require(context.name, context.cues);
    for (const Reading& reading : rules_.readings) require(reading.group, reading.cues);
}

void Lexicon::index() {
    compiled_ = std::make_shared<Compiled>();
    kinds_.clear();
    names_.clear();
    for (const Tag& tag : tags_)
        if (!contains(kinds_, tag.kind)) kinds_.push_back(tag.kind);
    // An id wins over a code, a code over a label.
    for (TagId id = 0; id < tags_.size(); ++id)
        names_.try_emplace(name_key(tags_[id].kind, tags_[id].id), id);
    for (TagId id = 0; id < tags_.size(); ++id) {
        const std::string_view alpha3 = tags_[id].attribute("alpha3");
        if (!alpha3.empty()) names_.try_emplace(name_key(tags_[id].kind, alpha3), id);
    }
    for (TagId id = 0; id < tags_.size(); ++id)
        names_.try_emplace(name_key(tags_[id].kind, tags_[id].label), id);
    std::unordered_map<TagId, std::string_view> layer_of;
    merged_tags_ = false;
    for (const Form& form : forms_) {
        if (form.tag == no_tag) continue;
        if (form.type == FormType::label) continue;
        if (is_name(form)) names_.try_emplace(name_key(tags_[form.tag].kind, form.text), form.tag);
        const auto [found, added] = layer_of.try_emplace(form.tag, form.layer);
        merged_tags_ = merged_tags_ || found->second != form.layer;
    }
}

void Lexicon::check() const {
    std::unordered_map<std::string, const Form*> seen;
    for (const Form& form : forms_) {
        if (form.layer != place_layer || form.type == FormType::block) continue;
        const std::string key = match_key(form);
        const auto [found, added] = seen.try_emplace(key, &form);
        if (added || found->second->tag == form.tag) continue;
        const auto allowed = [](const Form& f) { return f.has_flag("both") || f.has_valued_flag("ambig"); };
        if (allowed(form) && allowed(*found->second)) continue;
        throw std::invalid_argument("the form \"" + form.text + "\" stands for " +
                                    tags_[found->second->tag].id + " and for " + tags_[form.tag].id +
                                    "; flag both rows with ambig:<group> or both");
    }
}

bool Lexicon::counts(const Form& form, FormType type) const {
    return form.tag != no_tag && tags_[form.tag].counted && counts_in(profile_, type);
}

TagId Lexicon::find(std::string_view kind, std::string_view name) const {
    const auto found = names_.find(name_key(kind, name));
    return found == names_.end() ? no_tag : found->second;
}

Lexicon Lexicon::with_profile(Profile profile) const {
    Lexicon out = *this;
    out.profile_ = profile;
    out.compiled_ = std::make_shared<Compiled>();
    return out;
}

Lexicon Lexicon::with_kinds(const std::vector<std::string>& kinds) const {
    std::unordered_set<std::string> layers;
    for (const Form& form : forms_)
        if (form.tag != no_tag && contains(kinds, tags_[form.tag].kind)) layers.insert(form.layer);
    Lexicon out = *this;
    std::erase_if(out.forms_, [&](const Form& form) { return !layers.contains(form.layer); });
    for (Tag& tag : out.tags_) tag.counted = tag.counted && contains(kinds, tag.kind);
    out.index();
    return out;
}

Lexicon Lexicon::select(std::string_view kind, const std::vector<TagId>& tags) const {
    Lexicon out = *this;
    for (Tag& tag : out.tags_)
        if (tag.kind == kind) tag.counted = false;
    for (const TagId id : tags) {
        if (tags_.at(id).kind != kind)
            throw std::invalid_argument(tags_[id].id + " is no " + std::string(kind));
        out.tags_[id].counted = true;
    }
    out.index();
    return out;
}

namespace {

/// Layers of `other` that `base` has too, with names that are free.
std::unordered_map<std::string, std::string> rename_layers(const std::vector<Form>& base,
                                                           const std::vector<Form>& other) {
    std::unordered_set<std::string> taken;
    for (const Form& form : base) taken.insert(form.layer);
    std::unordered_map<std::string, std::string> names;
    for (const Form& form : other) {
        if (names.contains(form.layer)) continue;
        std::string name = form.layer;
        for (int n = 2; taken.contains(name); ++n) name = form.layer + '#' + std::to_string(n);
        taken.insert(name);
        names[form.layer] = name;
    }
    return names;
}

}  // namespace

Lexicon Lexicon::add(const Lexicon& other, OnConflict on_conflict) const {
    Lexicon out = *this;
    std::unordered_set<TagId> replaced;
    std::vector<TagId> tag_of;
    for (const Tag& tag : other.tags_) {
        const auto same = std::find_if(tags_.begin(), tags_.end(),
                                       [&](const Tag& t) { return t.kind == tag.kind && t.id == tag.id; });
        if (same == tags_.end()) {
            tag_of.push_back(static_cast<TagId>(out.tags_.size()));
            out.tags_.push_back(tag);
            continue;
        }
        const auto id = static_cast<TagId>(same - tags_.begin());
        tag_of.push_back(id);
        out.tags_[id].counted = true;
        if (on_conflict == OnConflict::replace || !same->counted) replaced.insert(id);
        if (on_conflict == OnConflict::error && same->counted)
            throw std::invalid_argument(
                "the " + tag.kind + " \"" + tag.id +
                "\" is in both lexicons; choose on_conflict=\"replace\" or \"merge\"");
    }
    std::erase_if(out.forms_,
                  [&](const Form& form) { return form.tag != no_tag && replaced.contains(form.tag); });
    const auto layers = rename_layers(forms_, other.forms_);
    for (Form form : other.forms_) {
        if (form.tag != no_tag) form.tag = tag_of[form.tag];
        form.layer = layers.at(form.layer);
        out.forms_.push_back(std::move(form));
    }
    out.rules_.cues.insert(other.rules_.cues.begin(), other.rules_.cues.end());
    out.rules_.contexts.insert(out.rules_.contexts.end(), other.rules_.contexts.begin(),
                               other.rules_.contexts.end());
    for (Reading reading : other.rules_.readings) {
        if (reading.tag != no_tag) reading.tag = tag_of[reading.tag];
        out.rules_.readings.push_back(std::move(reading));
    }
    out.index();
    out.check();
    return out;
}

Lexicon Lexicon::with_labels(const std::vector<Tag>& tags, const std::vector<Form>& forms) const {
    Lexicon out = *this;
    std::unordered_set<TagId> renewed;
    std::vector<TagId> tag_of;
    for (const Tag& tag : tags) {
        const auto same = std::find_if(out.tags_.begin(), out.tags_.end(),
                                       [&](const Tag& t) { return t.kind == tag.kind && t.id == tag.id; });
        tag_of.push_back(static_cast<TagId>(same - out.tags_.begin()));
        if (same == out.tags_.end()) {
            out.tags_.push_back(tag);
            continue;
        }
        if (same->counted)
            throw std::invalid_argument("the " + tag.kind + " \"" + tag.id + "\" counts already");
        *same = tag;
        renewed.insert(tag_of.back());
    }
    for (Form& form : out.forms_) {
        if (form.tag == no_tag || !renewed.contains(form.tag)) continue;
        form.tag = no_tag;
        form.type = FormType::block;
    }
    for (Form form : forms) {
        if (form.type != FormType::label)
            throw std::invalid_argument("the form \"" + form.text + "\" is no label");
        form.tag = tag_of.at(form.tag);
        out.forms_.push_back(std::move(form));
    }
    out.index();
    return out;
}

Lexicon Lexicon::block(const std::vector<std::string>& phrases, std::string_view kind) const {
    std::vector<std::string> layers;
    for (const Form& form : forms_)
        if (form.tag != no_tag && tags_[form.tag].kind == kind && !contains(layers, form.layer))
            layers.push_back(form.layer);
    if (layers.empty())
        throw std::invalid_argument("the lexicon has no forms of the kind \"" + std::string(kind) + "\"");
    Lexicon out = *this;
    std::unordered_set<std::string> keys;
    for (const std::string& phrase : phrases) {
        Form form{phrase, no_tag, FormType::block, CaseRule::any, {}, {}, {}};
        keys.insert(match_key(form).substr(1));
        for (const std::string& layer : layers) {
            form.layer = layer;
            out.forms_.push_back(form);
        }
    }
    std::erase_if(out.forms_, [&](const Form& form) {
        if (form.type == FormType::block || !contains(layers, form.layer)) return false;
        Form folded = form;
        folded.rule = CaseRule::any;
        return keys.contains(match_key(folded).substr(1));
    });
    out.index();
    return out;
}

Lexicon Lexicon::remove(TagId id, const std::vector<std::string>& forms) const {
    std::unordered_set<std::string> wanted;
    for (const std::string& form : forms) wanted.insert(fold(form));
    Lexicon out = *this;
    if (forms.empty()) out.tags_[id].counted = false;
    std::unordered_set<std::string> met;
    std::erase_if(out.forms_, [&](const Form& form) {
        if (form.tag != id || !wanted.contains(fold(form.text))) return false;
        met.insert(fold(form.text));
        return true;
    });
    for (const std::string& form : forms)
        if (!met.contains(fold(form)))
            throw std::invalid_argument("the tag " + tags_[id].id + " has no form \"" + form + "\"");
    out.index();
    return out;
}

Lexicon Lexicon::assign(const std::vector<FormId>& forms, const std::vector<std::vector<TagId>>& tags) const {
    std::unordered_map<FormId, const std::vector<TagId>*> wanted;
    for (std::size_t i = 0; i < forms.size(); ++i) wanted[forms[i]] = &tags.at(i);
    Lexicon out = *this;
    out.forms_.clear();
    for (FormId id = 0; id < forms_.size(); ++id) {
        Form form = forms_[id];
        const auto found = wanted.find(id);
        if (found == wanted.end() || found->second->empty()) {
            if (found != wanted.end()) {
                form.tag = no_tag;
                form.type = FormType::block;
            }
            out.forms_.push_back(std::move(form));
            continue;
        }
        if (found->second->size() > 1 && !form.has_flag("both"))
            form.flags += form.flags.empty() ? "both" : " both";
        for (const TagId tag : *found->second) {
            form.tag = tag;
            out.forms_.push_back(form);
        }
    }
    out.index();
    out.check();
    return out;
}

const Automaton& Lexicon::automaton() const {
    std::call_once(compiled_->once,
                   [this] { compiled_->automaton = std::make_unique<const Automaton>(*this); });
    return *compiled_->automaton;
}

Lexicon make_lexicon(const std::vector<std::pair<std::string, std::vector<std::string>>>& dictionary,
                     std::string_view kind, Nesting nesting, CaseRule rule) {
    std::vector<Tag> tags;
    std::vector<Form> forms;
    for (const auto& [key, patterns] : dictionary) {
        const auto id = static_cast<TagId>(tags.size());
        tags.push_back({key, std::string(kind), key, {}, true});
        std::string layer = "dictionary/" + std::string(kind);
        if (nesting == Nesting::key) layer += '/' + key;
        for (const std::string& pattern : patterns) {
            form_words(pattern);  // throws where there is none
            forms.push_back({pattern, id, FormType::term, rule, layer, {}, {}});
        }
    }
    return {std::move(tags), std::move(forms)};
}

}  // namespace comention
