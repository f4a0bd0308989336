/// \file
/// Rules: what stands around a form, or in its document, and decides what the form means there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "comention/types.hpp"

namespace comention {

/// Words that rules look for, folded, by name of their set.
using CueSets = std::map<std::string, std::unordered_set<std::string>, std::less<>>;

/// Sets of cues that a word is in, a bit a set, in the order of their names.
__extension__ using CueMask = unsigned __int128;
inline constexpr std::size_t most_cue_sets = 128;

/// Where a word stands beside a form: "Moscow *Times*", "Minsk Peace *Agreement*" (behind a capitalised
/// word), "Oslo peace *accords*" (behind a word that says what kind), "*Lake* Geneva", "*Gulf* of Oman".
enum class Beside : std::uint8_t { next, next_but_one, next_of_kind, before, before_of };
inline constexpr std::size_t beside_count = 5;

std::string_view to_string(Beside beside);

/// Refuses forms of some types beside a word: the phrase then names something that is no place.
struct Context {
    std::string name;         ///< what the phrase is then: publication, feature, …
    std::uint32_t types = 0;  ///< a bit a FormType
    Beside beside = Beside::next;
    std::string cues;      ///< the set of words
    bool capital = false;  ///< whether the word must be capitalised
};

/// What makes a reading of an ambiguous form win over its group's first one. `more`: more evidence in the
/// sentence, else in the document. `only`: evidence in the document, and none for the first. `home`: nothing
/// but the home of the document.
enum class Preference : std::uint8_t { more, only, home };

std::string_view to_string(Preference preference);

/// A tag that the forms of an ambiguous group may stand for, and what speaks for it: mentions of the tag
/// that are not ambiguous themselves, and cue words. The first reading of a group is its default.
struct Reading {
    std::string group;
    TagId tag = 0;            ///< `no_tag`: no mention at all
    bool parts_only = false;  ///< evidence are only towns and parts of the country, no capital or venue
    Preference preference = Preference::more;
    std::string cues;  ///< a set of words, or empty
};

struct Rules {
    CueSets cues;
    std::vector<Context> contexts;
    std::vector<Reading> readings;
};

}  // namespace comention
