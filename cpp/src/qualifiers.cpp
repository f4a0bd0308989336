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

bool is_country(const Match& match) {
    return match.type == FormType::name || match.type == FormType::official ||
           match.type == FormType::abbreviation;
}

/// A part of the country named behind it: "Texas, United States".
bool is_part(const Match& place, const Match& country, const Readings& readings) {
    return place.type == FormType::subnational && is_country(country) &&
           readings.form(place).tag == readings.form(country).tag;
}

/// A city; or a country or a part of one before a state that says otherwise: "Lebanon, Tennessee,".
bool can_be_qualified(const Match& place, const Match& qualifier, const Readings& readings) {
    const bool state = readings.form(qualifier).has_flag("state");
    if (place.type == FormType::name || place.type == FormType::subnational)
        return state && readings.form(place).tag != readings.form(qualifier).tag;
    return is_city(place) && (can_qualify(qualifier) || state);
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
           (can_be_qualified(place, qualifier, readings) && is_closed(passage, qualifier));
}

/// Lets a city, a state and their country be one place.
void join(const Readings& readings, std::vector<Match>& matches, std::size_t i) {
    const FormId city = matches[i].city;
    readings.join(matches[i], matches[i + 1]);
    if (city != no_form) matches[i].city = city;
    matches[i].type = FormType::qualifier;
    matches.erase(matches.begin() + static_cast<std::ptrdiff_t>(i) + 1);
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

}  // namespace

void apply_qualifiers(const Passage& passage, const Readings& readings, std::vector<Match>& matches) {
    for (std::size_t i = 0; i + 1 < matches.size(); ++i) {
        if (begins_chain(passage, readings, matches, i)) {
            join(readings, matches, i);
            join(readings, matches, i);
        } else if (is_qualified(passage, readings, matches, i)) {
            join(readings, matches, i);
        }
    }
}

}  // namespace comention
