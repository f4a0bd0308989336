/// \file
/// The search for forms in a sentence: the leftmost, then longest of each layer.
#pragma once

#include <cstdint>
#include <vector>

#include "passage.hpp"
#include "vocabulary.hpp"

namespace comention {

/// Not for several threads at once: each worker has its own, whose memory is used again.
class Search {
  public:
    explicit Search(const Lexicon& lexicon);

    /// Forgets where the last document's forms ended, and makes room for the cues of `tokens`.
    void begin_document(std::size_t tokens);
    /// The sets of cues that each token of the document is in, filled up to the last sentence searched.
    std::span<const CueMask> cues() const { return cues_; }

    /// Appends the matches of a sentence in order, blocks too.
    void find(const Passage& passage, std::vector<Match>& matches);

  private:
    Word look_up(const Passage& passage, TokenIndex i);
    void search_at(const Passage& passage, TokenIndex i, const Word& word, std::vector<Match>& matches);
    void step(const Word& word);
    void consider(const Passage& passage, TokenIndex i, const Entry& entry);
    bool agrees(const Passage& passage, TokenIndex i, const Entry& entry) const;
    void emit(TokenIndex i, std::vector<Match>& matches);
    void keep_tags(std::vector<const Entry*>& entries) const;

    const Lexicon& lexicon_;
    const Automaton& automaton_;
    Vocabulary vocabulary_;
    std::vector<CueMask> cues_;
    std::vector<Node> nodes_, next_nodes_;
    std::vector<std::vector<const Entry*>> best_;  ///< by layer: the longest match at the current token
    std::vector<std::uint32_t> touched_;
    std::vector<TokenIndex> free_from_;
};

}  // namespace comention
