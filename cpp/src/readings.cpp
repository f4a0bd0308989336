#include "readings.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "words.hpp"

namespace comention {
namespace {

/// A town or part of a country. Capitals stand for governments and venues for meetings, of which Georgia has
/// some with Washington and in New York.
bool is_part(FormType type, const Form& form) {
    if (form.type == FormType::capital || form.has_flag("venue")) return false;
    return type == FormType::city || type == FormType::subnational || type == FormType::qualifier ||
           type == FormType::dateline;
}

/// Forms that match the same words.
std::string words_key(const Form& form) {
    std::string key = form.layer;
    for (const FormWord& word : form_words(form.text)) key += ' ' + word_key(word.text);
    return key;
}

}  // namespace

Readings::Readings(const Lexicon& lexicon) : lexicon_(lexicon) {
    std::map<std::string, std::size_t, std::less<>> numbers;
    const auto number = [&](std::string_view name) {
        const auto [at, added] = numbers.try_emplace(std::string(name), choices_.size());
        if (added) choices_.emplace_back();
        return at->second;
    };
    for (const Reading& r : lexicon.rules().readings)
        choices_[number(r.group)].push_back(
            {r.tag, r.parts_only, r.preference, lexicon.automaton().cue_set(r.cues)});
    std::map<std::string, std::vector<FormId>> same;
    for (FormId id = 0; id < lexicon.forms().size(); ++id) {
        const Form& form = lexicon.forms()[id];
        if (form.tag == no_tag || !form.has_valued_flag("ambig")) continue;
        groups_[id] = number(form.flag_value("ambig"));
        same[words_key(form)].push_back(id);
    }
    for (const auto& [key, forms] : same)
        for (const FormId form : forms) siblings_[form] = forms;
}

FormId Readings::base(FormId form) const {
    const auto found = siblings_.find(form);
    return found == siblings_.end() ? form : found->second.front();
}

FormId Readings::form_for(FormId form, TagId tag) const {
    const auto found = siblings_.find(form);
    if (found == siblings_.end()) return no_form;
    for (const FormId other : found->second)
        if (lexicon_.forms()[other].tag == tag) return other;
    return no_form;
}

void Readings::join(Match& city, const Match& region) const {
    const TagId tag = form(city).tag;
    city.city = city.entry.form;
    city.region = region.entry.form;
    city.end = region.end;
    if (is_ambiguous(region.entry.form)) {
        city.entry = region.entry;
        const auto& readings = siblings_.at(region.entry.form);
        const auto is_same = [&](FormId f) { return lexicon_.forms()[f].tag == tag; };
        const auto is_region = [&](FormId f) { return lexicon_.forms()[f].type == FormType::subnational; };
        auto best = std::find_if(readings.begin(), readings.end(), is_same);
        if (best == readings.end()) best = std::find_if(readings.begin(), readings.end(), is_region);
        if (best != readings.end()) city.entry.form = *best;
    } else if (const FormId own = form_for(city.entry.form, form(region).tag); own != no_form) {
        city.entry.form = own;
    } else if (tag != form(region).tag) {
        city.entry = region.entry;
    }
}

/// The evidence in one document.
class Readings::Document {
  public:
    Document(const Readings& readings, const std::vector<Found>& found, const Segmentation& cut,
             std::span<const CueMask> cues)
        : readings_(readings), found_(found), cut_(cut), cues_(cues) {}

    /// Counted once a choice and sentence.
    std::size_t in_sentence(const Choice& choice, UnitIndex sentence) {
        if (sentence != last_sentence_) in_sentence_.clear();
        last_sentence_ = sentence;
        const auto [at, added] = in_sentence_.try_emplace(&choice, 0);
        if (added) at->second = count_in(choice, sentence);
        return at->second;
    }

    /// Counted once a choice.
    std::size_t in_document(const Choice& choice) {
        const auto [at, added] = counted_.try_emplace(&choice, 0);
        if (added) at->second = count(choice, found_, 0, static_cast<TokenIndex>(cues_.size()));
        return at->second;
    }

  private:
    std::size_t count_in(const Choice& choice, UnitIndex sentence) const {
        const auto of = [](const Found& f, UnitIndex s) { return f.sentence < s; };
        const auto begin = std::lower_bound(found_.begin(), found_.end(), sentence, of);
        const auto end = std::lower_bound(begin, found_.end(), sentence + 1, of);
        return count(choice, {begin, end}, cut_.first_tokens[sentence], cut_.first_tokens[sentence + 1]);
    }

    std::size_t count(const Choice& choice, std::span<const Found> found, TokenIndex begin,
                      TokenIndex end) const {
        std::size_t evidence = 0;
        if (choice.cues != 0)
            for (TokenIndex i = begin; i < end; ++i) evidence += (cues_[i] & choice.cues) != 0;
        if (choice.tag == no_tag) return evidence;
        for (const Found& f : found) {
            const FormId id = f.match.entry.form;
            const Form& form = readings_.lexicon_.forms()[id];
            evidence += f.match.entry.place && !readings_.is_ambiguous(id) && form.tag == choice.tag &&
                        (!choice.parts_only || is_part(f.match.type, form));
        }
        return evidence;
    }

    const Readings& readings_;
    const std::vector<Found>& found_;
    const Segmentation& cut_;
    std::span<const CueMask> cues_;
    std::map<const Choice*, std::size_t> counted_, in_sentence_;
    UnitIndex last_sentence_ = 0;
};

namespace {

/// The choice with the most evidence, or nothing where two have as much.
template <class Choices, class Count>
std::size_t most(const Choices& choices, Count count) {
    std::size_t best = 0, most = 0;
    bool tie = true;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (i > 0 && choices[i].preference != Preference::more) continue;
        const std::size_t n = count(choices[i]);
        if (n == most) tie = true;
        if (n > most) {
            best = i;
            most = n;
            tie = false;
        }
    }
    return tie ? choices.size() : best;
}

}  // namespace

void Readings::resolve(std::vector<Found>& found, const Segmentation& cut, std::span<const CueMask> cues,
                       TagId home) const {
    std::optional<Document> document;
    const auto choose = [&](const std::vector<Choice>& choices, UnitIndex sentence,
                            std::string_view& reason) {
        const auto in_document = [&](const Choice& c) { return document->in_document(c); };
        std::size_t best = most(choices, [&](const Choice& c) { return document->in_sentence(c, sentence); });
        reason = "evidence in the sentence";
        if (best < choices.size()) return best;
        reason = "evidence in the document";
        best = most(choices, in_document);
        if (best < choices.size()) return best;
        for (std::size_t i = 1; i < choices.size(); ++i)
            if (choices[i].preference == Preference::only && in_document(choices[i]) > 0 &&
                in_document(choices[0]) == 0)
                return i;
        reason = "home of the document";
        for (std::size_t i = 0; i < choices.size(); ++i)
            if (home != no_tag && choices[i].tag == home && in_document(choices[0]) == 0) return i;
        reason = "default reading";
        return std::size_t{0};
    };
    std::vector<std::pair<std::size_t, FormId>> chosen;
    for (std::size_t i = 0; i < found.size(); ++i) {
        Found& f = found[i];
        const auto group = groups_.find(f.match.entry.form);
        // A qualified city, or one in a dateline with its region, is decided.
        if (group == groups_.end() || f.match.city != no_form) continue;
        const auto& choices = choices_[group->second];
        if (choices.empty()) continue;
        if (!document) document.emplace(*this, found, cut, cues);
        const TagId tag = choices[choose(choices, f.sentence, f.reason)].tag;
        chosen.emplace_back(i, tag == no_tag ? no_form : form_for(f.match.entry.form, tag));
    }
    for (const auto& [i, form] : chosen) {
        Match& match = found[i].match;
        match.entry.block = form == no_form;
        if (form == no_form) continue;
        match.entry.form = form;
        if (match.type != FormType::dateline) match.type = lexicon_.forms()[form].type;
    }
}

}  // namespace comention
