/// \file
/// Guards look at what stands around a match and may refuse it. Only forms that ask for one run it.
///
/// A new guard is a bit, a line in guards_of, and a function in guards.cpp.
#pragma once

#include <string_view>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "comention/text.hpp"

namespace comention {

inline constexpr GuardSet guard_named_format = 1;  ///< "Astana Process", "Treaty of Versailles": no country
inline constexpr GuardSet guard_all_caps = 2;      ///< words that only look like the form among capitals
inline constexpr GuardSet guard_prefix = 4;        ///< "Sino-Russian", but not the Franco of a person

/// The guards that a form asks for, by its type and flags.
GuardSet guards_of(const Form& form);

/// A sentence of a segmented text.
struct Passage {
    std::string_view text;
    const Segmentation* cut;
    UnitIndex sentence;

    TokenIndex first_token() const { return cut->first_tokens[sentence]; }
    TokenIndex end_token() const { return cut->first_tokens[sentence + 1]; }
    std::string_view word(TokenIndex token) const {
        const Token& t = cut->tokens[token];
        return text.substr(t.begin, t.end - t.begin);
    }
    /// The text between a token and the one before it.
    std::string_view gap_before(TokenIndex token) const {
        const Offset begin = cut->tokens[token - 1].end;
        return text.substr(begin, cut->tokens[token].begin - begin);
    }
};

/// A form found at the tokens [first, end).
struct Match {
    TokenIndex first;
    TokenIndex end;
    Entry entry;
    FormType type;
};

/// Whether a guard of the match's form refuses it.
bool is_refused(const Match& match, const Passage& passage, const CueSets& cues);

}  // namespace comention
