/// \file
/// Values of documents dealt anew to the documents.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "comention/curveball.hpp"
#include "comention/parallel.hpp"
#include "comention/types.hpp"

namespace comention {

/// Documents by their values, by the tags of their units, and by how many units hold each of these.
struct ValuedDocuments {
    UnitLists values;  ///< values of each document
    UnitLists tags;    ///< tags that a unit of the document holds
    /// Units of the document with each of `tags.tags`; 0: the document is no case of the tag.
    std::span<const Count> held;
    std::span<const Count> units;  ///< all units of each document, at least 1
};

/// A value and a tag.
struct ValuedPair {
    std::uint32_t value;
    std::uint32_t tag;
};

/// What dealing says of a pair.
struct PermutedPair {
    double mean = 0;
    double variance = 0;
    Count above = 0;  ///< samples with at least the observed t
    Count below = 0;  ///< samples with at most the observed t
};

/// Permutes the values over documents; a document's set of values stays together.
///
/// With y units of a document that hold the tag, n units in all, and p the share of all units that hold the
/// tag, a document has z = y − n·p more than expected. Of the documents with a value Σz is count − expected,
/// the expected count being their units times p, so that documents of a value may be long. The mean is that
/// of the observed documents, the variance that of Σz over all permutations: Σ(x − x̄)²·Σz²/(D − 1), x = 1 for
/// documents with the value. Samples are compared by t = Σz/√Σ(x − r)²z², r the share of all units that are
/// of the value, which stands the test where documents of a value are longer than others (Janssen 1997), and
/// lets no single document decide.
///
/// All of this is of the documents that are cases of the tag, as which a document stays whatever it is dealt;
/// the variance is that of values dealt among them.
///
/// Exact sums, and the same for any number of threads and order of documents. A sample takes time in
/// proportion to the tags of all documents; memory is linear. Throws std::invalid_argument where numbers do
/// not fit.
std::vector<PermutedPair> permute_documents(const ValuedDocuments& documents,
                                            std::span<const ValuedPair> pairs, const Sampling& sampling,
                                            const Job& job = {});

}  // namespace comention
