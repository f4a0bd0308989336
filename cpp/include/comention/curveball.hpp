/// \file
/// Tags dealt anew to units, so that every unit keeps its number of tags and every tag its number of units.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "comention/parallel.hpp"
#include "comention/types.hpp"

namespace comention {

/// Units by their tags: those of unit u are `tags` from `ends[u - 1]` (or 0) up to `ends[u]`, rising. Tags
/// are numbered from 0 up to `tag_count`.
struct UnitLists {
    std::span<const std::int64_t> ends;
    std::span<const std::uint32_t> tags;
    std::size_t tag_count = 0;

    std::size_t units() const { return ends.size(); }
    std::span<const std::uint32_t> of(std::size_t unit) const {
        const auto begin = static_cast<std::size_t>(unit == 0 ? 0 : ends[unit - 1]);
        return tags.subspan(begin, static_cast<std::size_t>(ends[unit]) - begin);
    }
};

/// Throws std::invalid_argument unless the lists fit together.
void check_lists(const UnitLists& lists);

/// A pair of tags with the count that samples are compared with.
struct SampledQuery {
    std::uint32_t row;
    std::uint32_t col;
    Count observed;
};

/// What samples say of a pair.
struct SampledPair {
    double mean = 0;
    double variance = 0;  ///< by the number of samples less 1
    Count above = 0;      ///< samples with at least the observed count
    Count below = 0;      ///< samples with at most the observed count
};

/// How many samples, and the seed of their random numbers.
struct Sampling {
    std::size_t samples = 1000;
    std::uint64_t seed = 1;
};

/// Samples matrices of units by tags, uniform among those with the margins of `lists`, by curveball trades
/// (Strona et al. 2014): two tags put together the units that only one of them holds, and deal these out
/// anew. Ten trades a tag begin a chain and five come before each sample; tags without a unit take no part.
/// There are 16 chains that begin with `lists`, whatever the number of threads, and units are numbered by
/// what they hold, so that neither threads nor the order of units change a result.
///
/// Counts the units that hold both tags of each pair: of `lists` by itself, or, if `fixed` has units, of the
/// tags of `lists` as rows against those of `fixed` as columns, which stay where they are. A sample takes
/// time in proportion to the units of all tags, and to the tags that stand beside each row's; memory is
/// linear, for each thread. Throws std::invalid_argument where numbers of tags, units and samples do not fit.
std::vector<SampledPair> sample_fixed_degree(const UnitLists& lists, const UnitLists& fixed,
                                             std::span<const SampledQuery> pairs, const Sampling& sampling,
                                             const Job& job = {});

}  // namespace comention
