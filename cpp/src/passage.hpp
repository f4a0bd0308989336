/// \file
/// A sentence with what is known of its words, and matches in it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "comention/mentions.hpp"
#include "comention/text.hpp"

namespace comention {

/// A sentence of a segmented text.
struct Passage {
    std::string_view text;
    const Segmentation* cut;
    std::span<const CueMask> cues;  ///< of each token of the document, filled up to this sentence
    UnitIndex sentence;
    /// What rules ask of the whole sentence, worked out once.
    mutable std::optional<bool> all_caps = std::nullopt;
    mutable std::optional<bool> headline = std::nullopt;

    TokenIndex first_token() const { return cut->first_tokens[sentence]; }
    TokenIndex end_token() const { return cut->first_tokens[sentence + 1]; }
    std::string_view word(TokenIndex token) const {
        const Token& t = cut->tokens[token];
        return text.substr(t.begin, t.end - t.begin);
    }
    /// The text between a token and the one before it.
    std::string_view gap_before(TokenIndex token) const {
        const Offset begin = cut->tokens[token - 1].end;
        return text.substr(begin, cut->tokens[token].begin - begin);
    }
    bool is_cue(TokenIndex token, CueMask sets) const { return (cues[token] & sets) != 0; }
};

/// A form found at the tokens [first, end).
struct Match {
    TokenIndex first;
    TokenIndex end;
    Entry entry;
    FormType type;
    FormId city = no_form;      ///< of a qualified city, its own form
    FormId region = no_form;    ///< of a qualified city, the form that says where it lies
    bool before_place = false;  ///< a place that is no surname begins where it ends
    bool after_place = false;   ///< a place ends where it begins
};

}  // namespace comention
