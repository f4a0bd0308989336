/// \file
/// Listed mentions: those that people or other programs give, with a place in a text or without a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "comention/mentions.hpp"

namespace comention {

/// Mentions as columns: a row each, in any order.
struct MentionColumns {
    std::span<const DocumentId> document;
    std::span<const Offset> begin;  ///< in code points
    std::span<const Offset> end;
    std::span<const FormId> form;
    std::span<const std::uint8_t> type;  ///< a FormType
    std::span<const double> value = {};  ///< of labels; empty: 1 each
};

/// The mentions of documents without texts, by document and position. Each document is a unit by itself and
/// has no others. Throws std::invalid_argument, naming the row, for columns of several lengths, a document
/// that is not there, a label with a place, any other mention that does not end behind its begin or has
/// another value than 1, a value that is not finite or not greater than 0, or a type that is none.
Mentions list_mentions(std::size_t documents, const MentionColumns& columns);

/// The mentions that stand at given places in texts, with the sentence each begins in and its first token
/// there. The same result for any number of threads. Throws std::invalid_argument, naming document and row,
/// for a place outside of its text, and as list_mentions does.
Mentions place_mentions(std::span<const TextView> texts, const MentionColumns& columns, const Job& job = {});

}  // namespace comention
