/// \file
/// Integer widths, chosen by role.
#pragma once

#include <cstdint>

namespace comention {

using Offset = std::uint32_t;      ///< a position in one document, in bytes or code points as stated
using DocumentId = std::uint32_t;  ///< number of a document in its corpus, from 0
using UnitIndex = std::uint32_t;   ///< number of a unit inside its document, from 0
using TokenIndex = std::uint32_t;  ///< number of a token inside its document, from 0
using TagId = std::uint32_t;       ///< number of a tag in its lexicon, over all kinds
using FormId = std::uint32_t;      ///< number of a form in its lexicon
using Count = std::int64_t;        ///< numbers of units, pairs, mentions

}  // namespace comention
