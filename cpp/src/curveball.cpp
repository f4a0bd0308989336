#include "comention/curveball.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>

#include "draws.hpp"

namespace comention {
namespace {

constexpr std::size_t chains = 16;
constexpr std::size_t burn_in = 10;
constexpr std::size_t between = 5;

using Units = std::vector<std::uint32_t>;

/// The matrix: the units of each tag, rising.
using Rows = std::vector<Units>;

/// Numbers units by what they hold, so that their order does not matter; those without a tag are left out.
std::vector<std::size_t> ordered_units(const UnitLists& lists, const UnitLists& fixed) {
    std::vector<std::size_t> order;
    for (std::size_t u = 0; u < lists.units(); ++u)
        if (!lists.of(u).empty()) order.push_back(u);
    const auto compare = [](std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
        return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto by_list = compare(lists.of(a), lists.of(b));
        if (by_list != 0 || fixed.units() == 0) return by_list < 0;
        return compare(fixed.of(a), fixed.of(b)) < 0;
    });
    return order;
}

/// Tags of units one behind the other.
struct Lists {
    std::vector<std::int64_t> ends;
    std::vector<std::uint32_t> tags;

    UnitLists view(std::size_t tag_count) const { return {ends, tags, tag_count}; }
};

Lists in_order(const UnitLists& lists, std::span<const std::size_t> order) {
    Lists out;
    for (const std::size_t unit : order) {
        const auto tags = lists.of(unit);
        out.tags.insert(out.tags.end(), tags.begin(), tags.end());
        out.ends.push_back(static_cast<std::int64_t>(out.tags.size()));
    }
    return out;
}

Rows rows_of(const UnitLists& lists) {
    Rows rows(lists.tag_count);
    for (std::size_t u = 0; u < lists.units(); ++u)
        for (const std::uint32_t tag : lists.of(u)) rows[tag].push_back(static_cast<std::uint32_t>(u));
    return rows;
}

/// A matrix that walks among those with its margins.
class Walk {
  public:
    Walk(const Rows& rows, std::uint64_t seed, std::uint64_t chain) : rows_(rows), draws_(seed, chain) {
        for (std::size_t tag = 0; tag < rows_.size(); ++tag)
            if (!rows_[tag].empty()) held_.push_back(tag);
    }

    const Rows& rows() const { return rows_; }

    /// Trades so many times a tag.
    void trade(std::size_t times, const std::atomic<bool>& stop) {
        if (held_.size() < 2) return;
        for (std::size_t t = 0; t < times * held_.size(); ++t) {
            if (stop.load(std::memory_order_relaxed)) throw Cancelled();
            trade_once();
        }
    }

  private:
    void trade_once() {
        const auto tags = static_cast<std::uint32_t>(held_.size());
        const std::uint32_t first = draws_.below(tags);
        std::uint32_t second = draws_.below(tags - 1);
        if (second >= first) ++second;
        deal(rows_[held_[first]], rows_[held_[second]]);
    }

    /// Deals the units that one of two tags holds alone, in their order: each goes to the first with the
    /// chance that leaves it as many as it had.
    void deal(Units& a, Units& b) {
        auto [open, wanted] = alone(a, b);
        if (wanted == 0 || wanted == open) return;
        new_a_.clear();
        new_b_.clear();
        for (auto i = a.begin(), j = b.begin(); i != a.end() || j != b.end();) {
            if (i != a.end() && j != b.end() && *i == *j) {
                new_a_.push_back(*i++);
                new_b_.push_back(*j++);
                continue;
            }
            const bool from_a = j == b.end() || (i != a.end() && *i < *j);
            const std::uint32_t unit = from_a ? *i++ : *j++;
            const bool to_a = draws_.below(open--) < wanted;
            wanted -= to_a ? 1 : 0;
            (to_a ? new_a_ : new_b_).push_back(unit);
        }
        a.swap(new_a_);
        b.swap(new_b_);
    }

    struct Alone {
        std::uint32_t both;   ///< units with one of the tags
        std::uint32_t first;  ///< units with the first only
    };

    static Alone alone(const Units& a, const Units& b) {
        std::size_t shared = 0;
        for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
            const std::uint32_t left = *i, right = *j;
            shared += left == right ? 1 : 0;
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return {static_cast<std::uint32_t>(a.size() + b.size() - 2 * shared),
                static_cast<std::uint32_t>(a.size() - shared)};
    }

    Rows rows_;
    Draws draws_;
    std::vector<std::size_t> held_;
    Units new_a_, new_b_;
};

/// Puts the tags of each unit one behind the other; `ends` stay as they are, since units keep their sizes.
void transpose(const Rows& rows, Lists& lists, std::vector<std::int64_t>& next) {
    next.assign(lists.ends.size(), 0);
    for (std::size_t u = 1; u < next.size(); ++u) next[u] = lists.ends[u - 1];
    for (std::size_t tag = 0; tag < rows.size(); ++tag)
        for (const std::uint32_t unit : rows[tag])
            lists.tags[static_cast<std::size_t>(next[unit]++)] = static_cast<std::uint32_t>(tag);
}

/// Sums over samples of how far a pair's count is from the observed one.
struct Tally {
    Count off = 0, squares = 0, above = 0, below = 0;

    void add(Count count, Count observed) {
        const Count by = count - observed;
        off += by;
        squares += by * by;
        above += by >= 0 ? 1 : 0;
        below += by <= 0 ? 1 : 0;
    }
    void add(const Tally& other) {
        off += other.off;
        squares += other.squares;
        above += other.above;
        below += other.below;
    }
};

/// Counts the pairs that are asked for, a row's at a time.
class Counter {
  public:
    Counter(std::span<const SampledQuery> pairs, std::size_t cols)
        : pairs_(pairs), order_(pairs.size()), counts_(cols) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return pairs[a].row < pairs[b].row; });
    }

    void count(const Rows& rows, const UnitLists& beside, std::vector<Tally>& tallies) {
        for (std::size_t i = 0; i < order_.size();) {
            const std::uint32_t row = pairs_[order_[i]].row;
            std::fill(counts_.begin(), counts_.end(), 0);
            for (const std::uint32_t unit : rows[row])
                for (const std::uint32_t col : beside.of(unit)) ++counts_[col];
            for (; i < order_.size() && pairs_[order_[i]].row == row; ++i) {
                const SampledQuery& pair = pairs_[order_[i]];
                tallies[order_[i]].add(counts_[pair.col], pair.observed);
            }
        }
    }

  private:
    std::span<const SampledQuery> pairs_;
    std::vector<std::size_t> order_;
    std::vector<std::uint32_t> counts_;
};

/// Poll of a job that also tells chains to stop, and counts samples, not chains.
class Progress {
  public:
    Progress(const Job& job, std::size_t samples) {
        chains_.threads = job.threads;
        if (!job.poll) return;
        chains_.poll = [this, &job, samples](std::size_t, std::size_t) {
            const bool go_on = job.poll(done_, samples);
            if (!go_on) stop_ = true;
            return go_on;
        };
    }

    const Job& chains_job() const { return chains_; }
    const std::atomic<bool>& stop() const { return stop_; }
    void add() { ++done_; }

  private:
    Job chains_;
    std::atomic<bool> stop_ = false;
    std::atomic<std::size_t> done_ = 0;
};

SampledPair summary(const Tally& tally, Count observed, std::size_t samples) {
    const auto size = static_cast<double>(samples);
    const double off = static_cast<double>(tally.off) / size;
    const double squares = static_cast<double>(tally.squares) - static_cast<double>(tally.off) * off;
    return {static_cast<double>(observed) + off, samples > 1 ? std::max(0.0, squares / (size - 1)) : 0,
            tally.above, tally.below};
}

void check(const UnitLists& lists, const UnitLists& fixed, std::span<const SampledQuery> pairs,
           const Sampling& sampling) {
    check_lists(lists);
    check_lists(fixed);
    if (fixed.units() != 0 && fixed.units() != lists.units())
        throw std::invalid_argument("both lists must be of the same units");
    if (sampling.samples == 0) throw std::invalid_argument("there must be a sample");
    const std::size_t cols = fixed.units() == 0 ? lists.tag_count : fixed.tag_count;
    for (const SampledQuery& pair : pairs)
        if (pair.row >= lists.tag_count || pair.col >= cols)
            throw std::invalid_argument("a pair has a tag that is not there");
}

}  // namespace

void check_lists(const UnitLists& lists) {
    std::int64_t begin = 0;
    for (const std::int64_t end : lists.ends) {
        if (end < begin || end > static_cast<std::int64_t>(lists.tags.size()))
            throw std::invalid_argument("ends must rise up to the number of tags");
        begin = end;
    }
    if (begin != static_cast<std::int64_t>(lists.tags.size()))
        throw std::invalid_argument("the last end must be the number of tags");
    for (std::size_t u = 0; u < lists.units(); ++u) {
        const auto tags = lists.of(u);
        for (std::size_t i = 0; i < tags.size(); ++i)
            if (tags[i] >= lists.tag_count || (i > 0 && tags[i] <= tags[i - 1]))
                throw std::invalid_argument("tags of a unit must rise and be below their number");
    }
}

std::vector<SampledPair> sample_fixed_degree(const UnitLists& lists, const UnitLists& fixed,
                                             std::span<const SampledQuery> pairs, const Sampling& sampling,
                                             const Job& job) {
    check(lists, fixed, pairs, sampling);
    const bool one_layer = fixed.units() == 0;
    const std::vector<std::size_t> order = ordered_units(lists, fixed);
    const Lists start = in_order(lists, order);
    const Lists beside = one_layer ? Lists{} : in_order(fixed, order);
    const std::size_t cols = one_layer ? lists.tag_count : fixed.tag_count;
    const Rows rows = rows_of(start.view(lists.tag_count));
    Progress progress(job, sampling.samples);
    std::vector<std::vector<Tally>> tallies(worker_count(progress.chains_job(), chains),
                                            std::vector<Tally>(pairs.size()));
    run_blocks(chains, progress.chains_job(), [&](std::size_t chain, unsigned worker) {
        const std::size_t begin = chain * sampling.samples / chains;
        const std::size_t end = (chain + 1) * sampling.samples / chains;
        if (begin == end) return;
        Walk walk(rows, sampling.seed, chain);
        Counter counter(pairs, cols);
        Lists shuffled = one_layer ? start : Lists{};
        std::vector<std::int64_t> next;
        for (std::size_t sample = begin; sample < end; ++sample) {
            walk.trade(sample == begin ? burn_in + between : between, progress.stop());
            if (one_layer) transpose(walk.rows(), shuffled, next);
            counter.count(walk.rows(), (one_layer ? shuffled : beside).view(cols), tallies[worker]);
            progress.add();
        }
    });
    std::vector<SampledPair> out;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        Tally all;
        for (const auto& of_worker : tallies) all.add(of_worker[i]);
        out.push_back(summary(all, pairs[i].observed, sampling.samples));
    }
    return out;
}

}  // namespace comention
