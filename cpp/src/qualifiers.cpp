#include "qualifiers.hpp"

#include <algorithm>

#include "words.hpp"

namespace comention {
namespace {

bool is_city(const Match& match) { return match.type == FormType::capital || match.type == FormType::city; }

/// A country, or a part of one that may stand behind a city.
bool can_qualify(const Match& match) {
    switch (match.type) {
        case FormType::name:
        case FormType::official:
        case FormType::abbreviation:
        case FormType::historic:
        case FormType::subnational:
            return true;
        default:
            return false;
    }
}

bool comma_between(const Passage& passage, const Match& a, const Match& b) {
    return a.end == b.first && gap_marks(passage.gap_before(b.first)) == ",";
}

/// Whether punctuation or the end of the sentence closes a match.
bool is_closed(const Passage& passage, const Match& match) {
    std::size_t at = 0;
    return match.end == passage.end_token() || !is_space(next_code_point(passage.gap_before(match.end), at));
}

bool is_conjunction(std::string_view word) { return word == "and" || word == "or" || word == "nor"; }

/// Whether another place goes on behind a match, after a comma, a conjunction, an article or several of them.
bool list_goes_on(const Passage& passage, const Match& match, const std::vector<Match>& matches) {
    TokenIndex next = match.end;
    if (next < passage.end_token() && is_conjunction(passage.word(next))) ++next;
    if (next < passage.end_token() && passage.word(next) == "the") ++next;
    const auto before = [](const Match& m, TokenIndex token) { return m.first < token; };
    const auto found = std::lower_bound(matches.begin(), matches.end(), next, before);
    return found != matches.end() && found->first == next;
}

bool list_leads_here(const Passage& passage, const std::vector<Match>& matches, std::size_t i) {
    return i > 0 && comma_between(passage, matches[i - 1], matches[i]);
}

bool is_country(const Match& match) {
    return match.type == FormType::name || match.type == FormType::official ||
           match.type == FormType::abbreviation;
}

/// A part of the country named behind it: "Texas, United States".
bool is_part(const Match& place, const Match& country, const Readings& readings) {
    return place.type == FormType::subnational && is_country(country) &&
           readings.form(place).tag == readings.form(country).tag;
}

/// Whether a place ends a phrase that opens the sentence ("Back in Washington, Israel …"), or begins a list
/// behind "between": then the country behind its comma is another.
bool opens_clause(const Passage& passage, const Match& place) {
    constexpr TokenIndex reach = 2;
    if (place.first == passage.first_token()) return false;
    const std::string key = word_key(passage.word(place.first - 1));
    if (key == "between") return true;
    return place.first - passage.first_token() <= reach && (key == "in" || key == "from" || key == "at");
}

/// A city; or a country or a part of one before a state that says otherwise: "Lebanon, Tennessee,".
bool can_be_qualified(const Passage& passage, const Match& place, const Match& qualifier,
                      const Readings& readings) {
    const bool state = readings.form(qualifier).has_flag("state");
    if (place.type == FormType::name || place.type == FormType::subnational)
        return state && readings.form(place).tag != readings.form(qualifier).tag;
    if (!is_city(place) || (!can_qualify(qualifier) && !state)) return false;
    const bool own = readings.form_for(place.entry.form, readings.form(qualifier).tag) != no_form ||
                     readings.form(place).tag == readings.form(qualifier).tag;
    return own || place.type != FormType::capital || !is_country(qualifier) || !opens_clause(passage, place);
}

/// Whether `last`, the last place of a qualified one that begins at matches[i], ends no list of places.
bool is_no_list(const Passage& passage, const std::vector<Match>& matches, std::size_t i, const Match& last) {
    return !list_goes_on(passage, last, matches) && !list_leads_here(passage, matches, i);
}

bool is_qualified(const Passage& passage, const Readings& readings, const std::vector<Match>& matches,
                  std::size_t i) {
    const Match& place = matches[i];
    const Match& qualifier = matches[i + 1];
    if (!comma_between(passage, place, qualifier) || !is_no_list(passage, matches, i, qualifier))
        return false;
    return is_part(place, qualifier, readings) ||
           (can_be_qualified(passage, place, qualifier, readings) && is_closed(passage, qualifier));
}

/// "Tyler, Texas, United States"
bool begins_chain(const Passage& passage, const Readings& readings, const std::vector<Match>& matches,
                  std::size_t i) {
    return i + 2 < matches.size() && is_city(matches[i]) &&
           comma_between(passage, matches[i], matches[i + 1]) &&
           comma_between(passage, matches[i + 1], matches[i + 2]) &&
           is_part(matches[i + 1], matches[i + 2], readings) &&
           is_no_list(passage, matches, i, matches[i + 2]);
}

/// How many of the matches from `i` on are one place.
std::size_t places_in_one(const Passage& passage, const Readings& readings, const std::vector<Match>& matches,
                          std::size_t i) {
    if (begins_chain(passage, readings, matches, i)) return 3;
    return i + 1 < matches.size() && is_qualified(passage, readings, matches, i) ? 2 : 1;
}

}  // namespace

void apply_qualifiers(const Passage& passage, const Readings& readings, std::vector<Match>& matches) {
    std::vector<Match> out;
    for (std::size_t i = 0, size = 1; i < matches.size(); i += size) {
        size = places_in_one(passage, readings, matches, i);
        out.push_back(matches[i]);
        for (std::size_t k = 1; k < size; ++k) {
            const FormId city = out.back().city;
            readings.join(out.back(), matches[i + k]);
            if (city != no_form) out.back().city = city;
            out.back().type = FormType::qualifier;
        }
    }
    matches = std::move(out);
}

}  // namespace comention
