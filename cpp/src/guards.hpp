/// \file
/// Guards look at what stands around a match and may refuse it. Only forms that ask for one run it.
///
/// A new guard is a line in the table of guards.cpp, which says what forms it guards and when it refuses one.
/// A flag of its own is also named in read_lexicon.cpp, its words in cues.tsv. A refused match still hides
/// what it contains: nothing shorter is tried in its place.
#pragma once

#include <string_view>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "comention/text.hpp"

namespace comention {

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
bool is_refused(const Match& match, const Passage& passage, const Lexicon& lexicon);

}  // namespace comention
