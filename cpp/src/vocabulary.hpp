/// \file
/// A memory of words: what each word of a text means to an automaton, worked out once.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "comention/automaton.hpp"

namespace comention {

/// What matching needs to know of a word as written.
struct Word {
    std::span<const Symbol> symbols;
    CueMask cues = 0;     ///< the sets of cues that it is in
    bool starts = false;  ///< some form begins with it
};

/// Not for several threads at once: each worker has its own.
class Vocabulary {
  public:
    explicit Vocabulary(const Automaton& automaton);

    /// The meaning of the word `text[begin:end]`; good until the next call.
    Word look_up(std::string_view text, std::size_t begin, std::size_t end);

  private:
    /// A Word whose symbols are found by number.
    struct Meaning {
        std::uint32_t symbols = 0;
        std::uint32_t symbol_count = 0;
        CueMask cues = 0;
        bool starts = false;
    };

    /// All words met so far, by hash.
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t text = 0;
        std::uint32_t size = 0;  ///< 0: free
        Meaning meaning;
    };

    /// Words of at most sixteen bytes met last, each at the one place that its bytes give: small enough to
    /// stay near the processor, where `slots_` does not.
    struct Recent {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        Meaning meaning;
    };

    void clear();
    void grow();
    Slot& find_slot(std::uint64_t hash, std::string_view token);
    Meaning find(std::string_view token);
    Meaning describe(std::string_view token);
    Word word_of(const Meaning& meaning) const;

    const Automaton& automaton_;
    std::vector<Recent> recent_;
    std::vector<Slot> slots_;
    std::size_t used_ = 0;
    std::vector<char> texts_;
    std::vector<Symbol> symbols_;
};

}  // namespace comention
