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
    bool starts = false;   ///< some form begins with it
    bool capital = false;  ///< its first letter is a capital
};

/// Not for several threads at once: each worker has its own.
class Vocabulary {
  public:
    explicit Vocabulary(const Automaton& automaton);

    /// The word's meaning; good until the next call.
    Word look_up(std::string_view token);

  private:
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t text = 0;
        std::uint32_t size = 0;  ///< 0: free
        std::uint32_t symbols = 0;
        std::uint16_t symbol_count = 0;
        bool starts = false;
        bool capital = false;
    };

    void clear();
    void grow();
    Slot& find_slot(std::uint64_t hash, std::string_view token);
    Slot describe(std::uint64_t hash, std::string_view token);
    Word word_of(const Slot& slot) const;

    const Automaton& automaton_;
    std::vector<Slot> slots_;
    std::size_t used_ = 0;
    std::vector<char> texts_;
    std::vector<Symbol> symbols_;
};

}  // namespace comention
