/// \file
/// English abbreviations and the words that tell whether a stop behind one ends a sentence.
#pragma once

#include <string_view>

namespace comention {

enum class Abbreviation : unsigned char {
    none,
    title,     ///< stands before a name: its stop ends no sentence (Mr., Gen., vs.)
    numbered,  ///< its stop ends no sentence before a number (No., Art.)
    closing,   ///< its stop ends a sentence only before a word that begins one (Inc., Jan., Calif.)
    clock,     ///< a.m. and p.m.: ends a sentence but before days, months and time zones
};

/// The class of a word in lower case, without its stop.
Abbreviation abbreviation(std::string_view lower_case);

/// Abbreviations that are written in lower case too: vs., et al., approx.
bool is_lower_abbreviation(std::string_view lower_case);

/// Whether the word often begins a sentence and never a name: the, he, in, but, …
bool begins_sentences(std::string_view lower_case);

/// Verbs of saying: said, asked, replied, …
bool reports_speech(std::string_view lower_case);

/// Days, months and names of time zones, as they follow a time of day.
bool follows_clock(std::string_view lower_case);

}  // namespace comention
