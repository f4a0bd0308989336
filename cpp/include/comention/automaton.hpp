/// \file
/// The compiled lexicon: a trie over words, and what each word of a text means to it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "comention/lexicon.hpp"
#include "comention/types.hpp"

namespace comention {

using Symbol = std::uint32_t;
using Node = std::uint32_t;

/// Guards that a form asks for; see guards.hpp.
using GuardSet = std::uint16_t;

/// What matching needs of a form, compiled.
struct Entry {
    FormId form = 0;
    std::uint32_t layer = 0;
    std::uint16_t words = 0;
    std::uint16_t literals =
        0;               ///< characters that are no wildcard: breaks ties between equally long matches
    bool place = false;  ///< of the layer of countries, regions, organisations and their blocks
    bool block = false;
    bool unites = false;  ///< fires beside other tags of the same form
    CaseRule rule = CaseRule::any;
    bool accent_exact = false;
    GuardSet guards = 0;
};

/// A word of a form as listed, for the checks behind a match.
struct FormWord {
    std::string text;         ///< without possessive
    bool capital = false;     ///< begins with a capital letter
    bool possessive = false;  ///< was written with 's
    std::string separator;    ///< punctuation before the word that the text must have too
};

/// An immutable trie over words. Threads may share it.
class Automaton {
  public:
    explicit Automaton(const Lexicon& lexicon);
    ~Automaton();
    Automaton(const Automaton&) = delete;
    Automaton& operator=(const Automaton&) = delete;

    static constexpr Node root = 0;
    static constexpr Node none = static_cast<Node>(-1);

    /// The symbols that a word, folded and without possessive, stands for: itself and wildcards it fits.
    void find_symbols(std::string_view folded, std::vector<Symbol>& out) const;

    /// Whether some form begins with a word of this symbol, written with a capital or not.
    bool starts(Symbol symbol, bool capital) const;
    Node child(Node node, Symbol symbol) const {
        return (nodes_[node].children & child_bit(symbol)) == 0 ? none : find_child(node, symbol);
    }
    /// The child reached by any word, or `none`.
    Node any_child(Node node) const { return nodes_[node].any_child; }
    /// Entries whose last word leads to this node.
    std::span<const Entry> entries(Node node) const {
        const std::uint32_t begin = nodes_[node].entries;
        return std::span(entries_).subspan(begin, nodes_[node + 1].entries - begin);
    }

    std::span<const FormWord> words(FormId form) const;
    std::size_t layers() const;

    /// The sets of cues that a word, folded and without possessive, is in.
    CueMask cues(const std::string& folded) const;
    /// The bit of a set of cues; 0 if the lexicon has none of that name.
    CueMask cue_set(std::string_view name) const;

  private:
    struct Tables;
    class Builder;

    struct Branch {
        std::uint64_t children = 0;  ///< a bit for some symbols that lead on: without it, none of them does
        std::uint32_t entries = 0;   ///< where its entries begin
        Node any_child = none;
    };

    static std::uint64_t child_bit(Symbol symbol) {
        return std::uint64_t{1} << ((symbol * 0x9E3779B9U) >> 26);
    }
    Node find_child(Node node, Symbol symbol) const;

    std::vector<Branch> nodes_;  ///< and one more behind the last
    std::vector<Entry> entries_;
    std::unique_ptr<const Tables> tables_;
};

/// Splits a form into its words; throws std::invalid_argument if there is none.
std::vector<FormWord> form_words(std::string_view form);

/// Whether a folded word fits a pattern with the wildcards `*` and `?`.
bool fits(std::string_view pattern, std::string_view word);

}  // namespace comention
