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

/// Whether another place goes on behind a match, after a comma, a conjunction or both.
bool list_goes_on(const Passage& passage, const Match& match, const std::vector<Match>& matches) {
    TokenIndex next = match.end;
    if (next < passage.end_token() && is_conjunction(passage.word(next))) ++next;
    return std::any_of(matches.begin(), matches.end(), [&](const Match& m) { return m.first == next; });
}

bool list_leads_here(const Passage& passage, const std::vector<Match>& matches, std::size_t i) {
    return i > 0 && comma_between(passage, matches[i - 1], matches[i]);
}

/// A city, or one that is called like a country: "Lebanon, Tennessee,".
bool can_be_qualified(const Match& place, const Match& qualifier, const Readings& readings) {
    return is_city(place) || (place.type == FormType::name && readings.form(qualifier).has_flag("state"));
}

bool is_qualified(const Passage& passage, const Readings& readings, const std::vector<Match>& matches,
                  std::size_t i) {
    const Match& place = matches[i];
    const Match& qualifier = matches[i + 1];
    return can_be_qualified(place, qualifier, readings) && can_qualify(qualifier) &&
           comma_between(passage, place, qualifier) && is_closed(passage, qualifier) &&
           !list_goes_on(passage, qualifier, matches) && !list_leads_here(passage, matches, i);
}

}  // namespace

void apply_qualifiers(const Passage& passage, const Readings& readings, std::vector<Match>& matches) {
    for (std::size_t i = 0; i + 1 < matches.size(); ++i) {
        if (!is_qualified(passage, readings, matches, i)) continue;
        readings.join(matches[i], matches[i + 1]);
        matches[i].type = FormType::qualifier;
        matches.erase(matches.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
}

}  // namespace comention
