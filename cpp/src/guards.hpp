/// \file
/// Guards look at what stands around a match and may refuse it. Only forms that ask for one run it.
///
/// A new guard is a line in the table of guards.cpp, which says what forms it guards and when it refuses one.
/// A flag of its own is also named in read_lexicon.cpp, its words in cues.tsv. What one word beside a form
/// tells, needs no code: it is a row of contexts.tsv. A refused match still hides what it contains: nothing
/// shorter is tried in its place.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "passage.hpp"
#include "persons.hpp"

namespace comention {

/// The guards that a form asks for, by its type and flags.
GuardSet guards_of(const Form& form);

/// Why a surname is refused; the form means that person through the rest of the document.
inline constexpr std::string_view surname_guard = "surname";

/// The guards and contexts of a lexicon. Threads may share it.
class Guards {
  public:
    explicit Guards(const Lexicon& lexicon);

    /// Why the match is refused: the name of a guard or context; empty if it is not.
    std::string_view refusal(const Match& match, const Passage& passage) const;
    /// Whether a preposition before the match tells that it is a place: "in Jordan".
    bool is_placed(const Match& match, const Passage& passage) const;

  private:
    struct Guard;
    static const std::array<Guard, 11> table;
    friend GuardSet guards_of(const Form& form);

    struct BesideRule {
        std::string_view name;
        CueMask cues;
        bool capital;
    };
    /// The contexts of one type of form and one place beside it.
    struct BesideRules {
        CueMask cues = 0;  ///< of all of them
        std::vector<BesideRule> rules;
    };
    bool in_capitals(const Match& match, const Passage& passage) const;
    bool is_pronoun(const Match& match, const Passage& passage) const;
    bool is_not_combining(const Match& match, const Passage& passage) const;
    bool is_language(const Match& match, const Passage& passage) const;
    bool is_common_word(const Match& match, const Passage& passage) const;
    bool is_given(const Match& match, const Passage& passage) const;
    bool is_family(const Match& match, const Passage& passage) const;
    bool has_no_preposition(const Match& match, const Passage& passage) const;
    bool is_currency(const Match& match, const Passage& passage) const;
    bool is_after_place(const Match& match, const Passage& passage) const;
    bool has_no_comma(const Match& match, const Passage& passage) const;
    bool closes_phrase(TokenIndex end, const Passage& passage) const;
    bool list_closes(TokenIndex end, const Passage& passage) const;
    TokenIndex first_of_list(const Match& match, const Passage& passage) const;
    /// The end of a list of capitalised words, and whether a conjunction joins it.
    struct ListEnd {
        TokenIndex end;
        bool joined;
    };
    ListEnd list_end(TokenIndex end, const Passage& passage) const;
    bool is_owned_language(const Match& match, const Passage& passage) const;
    bool is_called_language(const Match& match, const Passage& passage) const;
    CueMask set_of(const Match& match, std::string_view flag) const;
    std::string_view context(const Match& match, const Passage& passage) const;

    const Lexicon& lexicon_;
    const Automaton& automaton_;
    PersonCues person_;
    CueMask phrase_end_, conjunction_, copula_, possessive_, format_kind_;
    CueMask pronoun_preposition_, pronoun_next_;
    CueMask language_verb_, language_stop_, language_manner_, language_head_, language_naming_, language_as_;
    std::array<std::array<BesideRules, beside_count>, form_type_count> contexts_;
};

}  // namespace comention
