/// \file
/// Tables of cases and random texts for tests.
#pragma once

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace comention::test {

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

/// A pseudo-random generator that gives the same numbers everywhere (splitmix64).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

  private:
    std::uint64_t state_;
};

/// A text of pieces chosen at random, which hold what segmentation and matching look at.
inline std::string random_text(Random& random, const std::vector<std::string>& pieces, std::size_t most) {
    std::string text;
    const std::size_t count = random.below(most + 1);
    for (std::size_t i = 0; i < count; ++i) text += random.pick(pieces);
    return text;
}

/// Words, stops, spaces and oddities from which random texts are made.
inline const std::vector<std::string>& text_pieces() {
    static const std::vector<std::string> pieces = {"Chad",       "chad",
                                                    "CHAD",       "Guinea",
                                                    "Bissau",     "South",
                                                    "Sudan",      "Sudan's",
                                                    "the",        "The",
                                                    "of",         "Treaty",
                                                    "process",    "U.S.",
                                                    "U.S",        "J",
                                                    "Mr",         "Jan",
                                                    "Inc",        "p.m",
                                                    "18",         "3",
                                                    "peace",      "talks",
                                                    "war",        "wars",
                                                    "Côte",       "d’Ivoire",
                                                    "d'Ivoire",   "São",
                                                    "Tome\u0301", "Москва",
                                                    "日本",       "مصر",
                                                    "ﬁ",          "ß",
                                                    "İ",          "a",
                                                    "x",          "said",
                                                    "asked",      " ",
                                                    " ",          " ",
                                                    " ",          " ",
                                                    " ",          " ",
                                                    " ",          " ",
                                                    " ",          "\u00a0",
                                                    "\u200b",     "\u00ad",
                                                    "\n",         "\n\n",
                                                    "\n    ",     "\r\n",
                                                    "\t",         ".",
                                                    ". ",         ". ",
                                                    ".",          "!",
                                                    "? ",         "…",
                                                    "...",        "。",
                                                    "؟ ",         ", ",
                                                    "; ",         "-",
                                                    "–",          " — ",
                                                    "--",         "/",
                                                    "\"",         "”",
                                                    "“",          "'",
                                                    "’",          "(",
                                                    ")",          "[",
                                                    "1. ",        "(a) ",
                                                    "*",          "&",
                                                    "\u2028",     "🙂",
                                                    "\u0301",     std::string(1, '\0'),
                                                    ". /TASS/. ", "CHAD. Jan 18 (UN) "};
    return pieces;
}

}  // namespace comention::test
