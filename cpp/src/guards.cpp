#include "guards.hpp"

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

constexpr double all_caps_share = 0.9;
constexpr TokenIndex all_caps_words = 3;

bool is_cue(const CueSets& cues, std::string_view set, std::string_view word) {
    const auto found = cues.find(set);
    return found != cues.end() && found->second.contains(word_key(word));
}

/// A negotiation, treaty or doctrine called after the city where it began.
bool is_named_format(const Match& match, const Passage& passage, const CueSets& cues) {
    const TokenIndex next = match.end;
    if (next < passage.end_token() && gap_marks(passage.gap_before(next)).empty() &&
        is_cue(cues, "format_head", passage.word(next)))
        return true;
    const TokenIndex first = match.first;
    return first >= passage.first_token() + 2 && word_key(passage.word(first - 1)) == "of" &&
           is_cue(cues, "format_head", passage.word(first - 2));
}

/// A combining form: a hyphen and a capitalised word follow.
bool is_combining(const Match& match, const Passage& passage) {
    if (match.end == passage.end_token()) return false;
    std::size_t at = 0;
    const std::string_view next = passage.word(match.end);
    const bool capital = char_class(next_code_point(next, at)) == CharClass::upper;
    std::size_t gap_at = 0;
    const std::string_view gap = passage.gap_before(match.end);
    return capital && is_hyphen(next_code_point(gap, gap_at)) && gap_at == gap.size();
}

bool is_all_caps(const Passage& passage) {
    if (passage.end_token() - passage.first_token() < all_caps_words) return false;
    std::size_t upper = 0;
    std::size_t cased = 0;
    for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i) {
        const std::string_view word = passage.word(i);
        for (std::size_t at = 0; at < word.size();) {
            const CharClass c = char_class(next_code_point(word, at));
            upper += c == CharClass::upper;
            cased += c == CharClass::upper || c == CharClass::lower;
        }
    }
    return cased > 0 && static_cast<double>(upper) >= all_caps_share * static_cast<double>(cased);
}

}  // namespace

GuardSet guards_of(const Form& form) {
    GuardSet guards = 0;
    if (form.type == FormType::capital || form.type == FormType::city) guards |= guard_named_format;
    if (form.type == FormType::prefix) guards |= guard_prefix;
    if (form.has_flag("not_in_allcaps")) guards |= guard_all_caps;
    return guards;
}

bool is_refused(const Match& match, const Passage& passage, const CueSets& cues) {
    const GuardSet guards = match.entry.guards;
    if ((guards & guard_named_format) && is_named_format(match, passage, cues)) return true;
    if ((guards & guard_prefix) && !is_combining(match, passage)) return true;
    return (guards & guard_all_caps) && is_all_caps(passage);
}

}  // namespace comention
