/// \file
/// Persons called like places: Jordan Peterson, Denzel Washington.
#pragma once

#include "passage.hpp"

namespace comention {

/// The sets of cues that tell persons.
struct PersonCues {
    CueMask given_name;   ///< Denzel, Catherine
    CueMask title;        ///< before a surname: Mr, Senator
    CueMask role;         ///< capitalised words behind a country that are no surname: Foreign, Airport
    CueMask preposition;  ///< before a place: in, near
    CueMask determiner;   ///< never before a person: the, its
    CueMask suffix;       ///< behind a surname: Jr
    CueMask particle;     ///< before a surname: le, van
    CueMask function;     ///< small words, in lower case in headlines too
};

/// Whether the match is the given name of a person. A surname follows, which is capitalised, no word of an
/// office or institution, the last of the name and no other place; before it stands neither a preposition nor
/// a determiner nor a longer name. Headlines, where all is capitalised, tell nothing.
bool is_given_name(const Match& match, const Passage& passage, const PersonCues& cues);

/// Whether the match is the surname of a person: a given name, a title or an initial stands before it.
bool is_surname(const Match& match, const Passage& passage, const PersonCues& cues);

}  // namespace comention
