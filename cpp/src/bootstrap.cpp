#include "comention/bootstrap.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "draws.hpp"

namespace comention {
namespace {

/// 2^64 times the distribution function of the Poisson distribution of mean 1, at 0, 1, …
constexpr std::array<std::uint64_t, 12> thresholds = {
    6786177901268885274U,  13572355802537770549U, 16965444753172213186U, 18096474403383694065U,
    18379231815936564285U, 18435783298447138329U, 18445208545532234003U, 18446555009401533385U,
    18446723317385195808U, 18446742018272269410U, 18446743888360976771U, 18446744058369041076U,
};

/// Where the stream of a cluster begins.
constexpr std::uint64_t stream(std::uint64_t seed, std::uint64_t key) {
    return mixed(key + golden + mixed(seed + golden));
}

inline Count poisson(std::uint64_t u) {
    Count value = (u >= thresholds[0]) + (u >= thresholds[1]) + (u >= thresholds[2]) + (u >= thresholds[3]);
    if (value < 4) return value;
    while (value < static_cast<Count>(thresholds.size()) && u >= thresholds[static_cast<std::size_t>(value)])
        ++value;
    return value;
}

inline Count drawn(std::uint64_t stream_begin, std::uint64_t replicate) {
    return poisson(mixed(stream_begin + (replicate + 1) * golden));
}

/// Replicates that are counted together: their sums for one thing lie side by side.
constexpr std::size_t at_once = 64;
using Lanes = std::array<Count, at_once>;

/// Sums of some replicates.
struct Sums {
    std::vector<Lanes> pairs, rows, cols;
    Lanes n{};

    Sums(std::size_t pair_count, std::size_t row_count, std::size_t col_count)
        : pairs(pair_count), rows(row_count), cols(col_count) {}

    void clear() {
        for (auto* things : {&pairs, &rows, &cols}) std::fill(things->begin(), things->end(), Lanes{});
        n = {};
    }
};

inline void add(Lanes& sums, const Lanes& draws, Count units) {
    for (std::size_t i = 0; i < at_once; ++i) sums[i] += draws[i] * units;
}

void add_cluster(const ClusterCounts& counts, std::size_t cluster, const Lanes& draws,
                 std::vector<Lanes>& sums) {
    for (std::size_t i = cluster == 0 ? 0 : counts.ends[cluster - 1]; i < counts.ends[cluster]; ++i)
        add(sums[counts.what[i]], draws, counts.units[i]);
}

void write(const std::vector<Lanes>& sums, std::size_t first, std::size_t width, std::size_t replicates,
           std::vector<Count>& out) {
    for (std::size_t thing = 0; thing < sums.size(); ++thing)
        std::copy_n(sums[thing].begin(), width,
                    out.begin() + static_cast<std::ptrdiff_t>(thing * replicates + first));
}

}  // namespace

Count draws(std::uint64_t seed, std::uint64_t cluster_key, std::uint32_t replicate) {
    return drawn(stream(seed, cluster_key), replicate);
}

Replicates replicate(const ClusterTable& table, std::size_t pairs, std::size_t rows, std::size_t cols,
                     std::span<const std::uint64_t> keys, std::uint64_t seed, std::uint32_t replicates,
                     const Job& job) {
    if (keys.size() != table.size()) throw std::invalid_argument("there must be one key a cluster");
    const std::size_t count = replicates;
    Replicates out;
    out.pairs.resize(pairs * count);
    out.rows.resize(rows * count);
    out.cols.resize(cols * count);
    out.n.resize(count);
    const std::size_t blocks = (count + at_once - 1) / at_once;
    std::vector<Sums> sums(std::max(worker_count(job, blocks), 1U), Sums(pairs, rows, cols));
    run_blocks(blocks, job, [&](std::size_t block, unsigned worker) {
        Sums& mine = sums[worker];
        mine.clear();
        const std::size_t first = block * at_once, width = std::min(at_once, count - first);
        Lanes times;
        for (std::size_t cluster = 0; cluster < table.size(); ++cluster) {
            const std::uint64_t begin = stream(seed, keys[cluster]);
            for (std::size_t i = 0; i < at_once; ++i) times[i] = drawn(begin, first + i);
            add(mine.n, times, table.units[cluster]);
            add_cluster(table.rows, cluster, times, mine.rows);
            add_cluster(table.cols, cluster, times, mine.cols);
            add_cluster(table.pairs, cluster, times, mine.pairs);
        }
        write(mine.pairs, first, width, count, out.pairs);
        write(mine.rows, first, width, count, out.rows);
        write(mine.cols, first, width, count, out.cols);
        std::copy_n(mine.n.begin(), width, out.n.begin() + static_cast<std::ptrdiff_t>(first));
    });
    return out;
}

namespace {

/// What a cluster holds of one thing.
struct Holding {
    std::size_t cluster;
    Count units;
};

/// The clusters that hold each thing, in order.
class Holders {
  public:
    Holders(const ClusterCounts& counts, std::size_t things) : begins_(things + 1) {
        for (const std::uint32_t what : counts.what) ++begins_[what + std::size_t{1}];
        for (std::size_t i = 0; i < things; ++i) begins_[i + 1] += begins_[i];
        holdings_.resize(counts.what.size());
        std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
        for (std::size_t cluster = 0, i = 0; cluster < counts.ends.size(); ++cluster)
            for (; i < counts.ends[cluster]; ++i)
                holdings_[next[counts.what[i]]++] = {cluster, counts.units[i]};
    }

    std::span<const Holding> of(std::size_t thing) const {
        return std::span(holdings_).subspan(begins_[thing], begins_[thing + 1] - begins_[thing]);
    }

  private:
    std::vector<std::size_t> begins_;
    std::vector<Holding> holdings_;
};

/// Gives what clusters hold, asked for by rising cluster.
class Walk {
  public:
    explicit Walk(std::span<const Holding> holdings) : holdings_(holdings) {}

    std::size_t cluster(std::size_t none) const {
        return at_ < holdings_.size() ? holdings_[at_].cluster : none;
    }

    double take(std::size_t cluster) {
        if (at_ == holdings_.size() || holdings_[at_].cluster != cluster) return 0;
        return static_cast<double>(holdings_[at_++].units);
    }

  private:
    std::span<const Holding> holdings_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<Influence> influences(const ClusterTable& table, std::span<const TagPair> pairs, std::size_t rows,
                                  std::size_t cols, std::span<const Gradient> gradients, const Job& job) {
    if (gradients.size() != pairs.size()) throw std::invalid_argument("there must be one gradient a pair");
    const Holders with_pair(table.pairs, pairs.size()), with_row(table.rows, rows),
        with_col(table.cols, cols);
    double squares = 0, cubes = 0;  // of units
    for (const Count units : table.units) {
        const auto n = static_cast<double>(units);
        squares += n * n;
        cubes += n * n * n;
    }
    std::vector<Influence> out(pairs.size());
    constexpr std::size_t some = 256;
    run_blocks((pairs.size() + some - 1) / some, job, [&](std::size_t block, unsigned) {
        for (std::size_t i = block * some; i < std::min((block + 1) * some, pairs.size()); ++i) {
            const Gradient& slope = gradients[i];
            Walk joint(with_pair.of(i)), row(with_row.of(pairs[i].row)), col(with_col.of(pairs[i].col));
            // As if no cluster held either tag, then what those that do change.
            Influence sum = {slope.n * slope.n * squares, slope.n * slope.n * slope.n * cubes};
            while (true) {
                const std::size_t at = std::min(row.cluster(table.size()), col.cluster(table.size()));
                if (at == table.size()) break;
                const double without = slope.n * static_cast<double>(table.units[at]);
                const double u = slope.joint * joint.take(at) + slope.row * row.take(at) +
                                 slope.col * col.take(at) + without;
                sum.squares += u * u - without * without;
                sum.cubes += u * u * u - without * without * without;
            }
            out[i] = sum;
        }
    });
    return out;
}

}  // namespace comention
