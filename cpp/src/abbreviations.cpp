#include "abbreviations.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace comention {
namespace {

using Words = std::unordered_set<std::string_view>;

const Words titles = {"adm",  "amb",  "atty", "brig", "capt", "cdr",    "cf",   "cmdr",  "col",  "comdr",
                      "cpl",  "dr",   "drs",  "e.g",  "fr",   "ft",     "gen",  "gov",   "govs", "hon",
                      "i.e",  "insp", "lt",   "m",    "maj",  "messrs", "mlle", "mme",   "mr",   "mrs",
                      "ms",   "msgr", "mt",   "mx",   "pfc",  "pres",   "prof", "profs", "pvt",  "rep",
                      "reps", "rev",  "sen",  "sens", "sgt",  "supt",   "ven",  "viz",   "vs",   "v"};

const Words numbered = {"art", "arts", "ch",    "chap", "fig", "figs", "no",  "nos", "p",
                        "par", "para", "paras", "pp",   "res", "sect", "ser", "vol", "vols"};

const Words closing = {
    "al",     "ala",  "ariz", "ark",  "assn", "ave", "bhd",  "blvd", "bros", "calif", "cie",  "co",    "colo",
    "conn",   "corp", "cos",  "del",  "dept", "est", "fla",  "hwy",  "ill",  "inc",   "ind",  "intl",  "jr",
    "kan",    "ky",   "la",   "ltd",  "mass", "md",  "mfg",  "mich", "minn", "mo",    "mont", "neb",   "nev",
    "okla",   "ont",  "ore",  "pa",   "pty",  "que", "rd",   "sr",   "st",   "ste",   "tel",  "tenn",  "tex",
    "univ",   "va",   "vt",   "wash", "wis",  "wyo", "jan",  "feb",  "mar",  "apr",   "jun",  "jul",   "aug",
    "sep",    "sept", "oct",  "nov",  "dec",  "mon", "tue",  "tues", "wed",  "thu",   "thur", "thurs", "fri",
    "approx", "ca",   "dist", "div",  "ed",   "eds", "govt", "natl"};

const Words starters = {
    "a",         "about",       "above",       "according", "after",        "afterwards", "again",
    "all",       "almost",      "along",       "also",      "although",     "among",      "an",
    "and",       "another",     "any",         "are",       "as",           "at",         "back",
    "because",   "before",      "behind",      "below",     "besides",      "both",       "but",
    "by",        "can",         "could",       "despite",   "did",          "do",         "does",
    "during",    "each",        "earlier",     "either",    "even",         "every",      "everyone",
    "except",    "few",         "finally",     "five",      "following",    "for",        "four",
    "from",      "further",     "furthermore", "given",     "had",          "has",        "have",
    "he",        "hence",       "her",         "here",      "his",          "how",        "however",
    "i",         "if",          "in",          "indeed",    "instead",      "is",         "it",
    "its",       "last",        "later",       "let",       "like",         "many",       "meanwhile",
    "more",      "moreover",    "most",        "mr",        "mrs",          "ms",         "much",
    "my",        "nearly",      "neither",     "never",     "nevertheless", "no",         "nobody",
    "none",      "nonetheless", "nor",         "not",       "nothing",      "now",        "of",
    "officials", "on",          "once",        "one",       "only",         "or",         "other",
    "others",    "our",         "over",        "people",    "perhaps",      "police",     "rather",
    "reporters", "residents",   "several",     "she",       "should",       "similarly",  "since",
    "six",       "so",          "some",        "soon",      "still",        "such",       "than",
    "that",      "the",         "their",       "then",      "there",        "therefore",  "these",
    "they",      "this",        "those",       "though",    "three",        "through",    "thus",
    "to",        "today",       "together",    "tomorrow",  "two",          "unless",     "unlike",
    "until",     "up",          "was",         "we",        "were",         "what",       "when",
    "where",     "whether",     "which",       "while",     "who",          "why",        "will",
    "with",      "within",      "without",     "witnesses", "would",        "yes",        "yesterday",
    "yet",       "you",         "your"};

const Words behind_clock = {
    "monday",    "tuesday",   "wednesday", "thursday", "friday",   "saturday", "sunday",   "mon",
    "tue",       "tues",      "wed",       "thu",      "thur",     "thurs",    "fri",      "sat",
    "sun",       "january",   "february",  "march",    "april",    "may",      "june",     "july",
    "august",    "september", "october",   "november", "december", "jan",      "feb",      "mar",
    "apr",       "jun",       "jul",       "aug",      "sep",      "sept",     "oct",      "nov",
    "dec",       "gmt",       "utc",       "est",      "edt",      "cst",      "cdt",      "mst",
    "mdt",       "pst",       "pdt",       "et",       "ct",       "pt",       "bst",      "cet",
    "cest",      "msk",       "ist",       "jst",      "eastern",  "central",  "mountain", "pacific",
    "greenwich", "local",     "et",        "time"};

const Words lower_abbreviations = {"al",  "approx", "ca",  "cf", "e.g", "ed", "eds",
                                   "est", "i.e",    "tel", "v",  "viz", "vs"};

const Words speech_verbs = {"added",    "announced", "answered",  "argued",    "asked",    "called",  "cried",
                            "declared", "demanded",  "exclaimed", "explained", "insisted", "replied", "said",
                            "says",     "shouted",   "told",      "warned",    "wondered", "wrote"};

}  // namespace

Abbreviation abbreviation(std::string_view word) {
    if (word == "a.m" || word == "p.m") return Abbreviation::clock;
    if (titles.contains(word)) return Abbreviation::title;
    if (numbered.contains(word)) return Abbreviation::numbered;
    return closing.contains(word) ? Abbreviation::closing : Abbreviation::none;
}

bool is_lower_abbreviation(std::string_view word) { return lower_abbreviations.contains(word); }

bool begins_sentences(std::string_view word) { return starters.contains(word); }

bool reports_speech(std::string_view word) { return speech_verbs.contains(word); }

bool follows_clock(std::string_view word) { return behind_clock.contains(word); }

}  // namespace comention
