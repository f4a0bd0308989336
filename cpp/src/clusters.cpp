#include "comention/clusters.hpp"

#include <algorithm>
#include <stdexcept>

#include "cluster_reader.hpp"
#include "flat_map.hpp"

namespace comention {
namespace {

struct Sums {
    PairClusters sums;
    Count here = 0;  ///< units of the current cluster that hold both
};

/// Sums of one side over the clusters, and the units of the current one by size.
class Side {
  public:
    Side(std::size_t tags, const InclusionBySize& by_size)
        : totals_(tags), by_size_(by_size), of_size_(by_size.sizes.size()) {}

    void add_size(std::size_t size) {
        if (by_size_.any_size) return;
        const auto found = std::lower_bound(by_size_.sizes.begin(), by_size_.sizes.end(), size);
        if (found != by_size_.sizes.end() && *found == size)
            ++of_size_[static_cast<std::size_t>(found - by_size_.sizes.begin())];
    }

    /// Ends a cluster of n units.
    void close(const Tally& units, Count n) {
        if (by_size_.any_size && !of_size_.empty()) of_size_[0] = n;
        for (std::size_t tag = 0; tag < totals_.size(); ++tag) {
            const Count r = units.units(tag);
            totals_[tag].excess += excess(tag, static_cast<double>(r), static_cast<double>(n));
            totals_[tag].r_r += r * r;
            totals_[tag].r_n += r * n;
        }
        std::fill(of_size_.begin(), of_size_.end(), 0);
    }

    std::vector<TagClusters> take() { return std::move(totals_); }

  private:
    double excess(std::size_t tag, double units, double n) const {
        double mean = 0, variance = 0;
        for (std::size_t i = 0; i < of_size_.size(); ++i) {
            if (of_size_[i] == 0) continue;
            const double p = by_size_.inclusion[i * totals_.size() + tag];
            mean += static_cast<double>(of_size_[i]) * p;
            variance += static_cast<double>(of_size_[i]) * p * (1 - p);
        }
        const double off = units - mean;
        return (off * off - variance) / n;
    }

    std::vector<TagClusters> totals_;
    const InclusionBySize& by_size_;
    std::vector<Count> of_size_;
};

void add_cluster(PairClusters& pair, Count o, Count r, Count c, Count n) {
    pair.oo += o * o;
    pair.o_r += o * r;
    pair.o_c += o * c;
    pair.o_n += o * n;
    pair.r_c += r * c;
    pair.second = std::max(pair.second, std::min(pair.largest, o));
    pair.largest = std::max(pair.largest, o);
    pair.holding += o > 0;
}

std::uint64_t key_of(std::uint64_t row, std::uint64_t col) { return row << 32 | col; }

void refuse_values(const Incidence& incidence) {
    if (incidence.soft) throw std::invalid_argument("tags with values are not counted by cluster");
}

}  // namespace

Clustered count_clusters(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                         TagId given, const CountOptions& options, std::span<const std::uint32_t> cluster_of,
                         const InclusionBySize& row_inclusion, const InclusionBySize& col_inclusion) {
    refuse_values(incidence);
    ClusterReader reader(incidence, rows, cols, given, options, cluster_of);
    Side row_side(rows.size(), row_inclusion), col_side(cols.size(), col_inclusion);
    FlatMap<Sums> pairs;
    const auto on_unit = [&](const PairFinder& finder) {
        row_side.add_size(finder.row_size());
        col_side.add_size(finder.col_size());
    };
    const auto on_pair = [&](std::uint32_t row, std::uint32_t col, Count amount) {
        pairs[key_of(row, col)].here += amount;
    };
    Clustered out;
    while (reader.next(on_unit, on_pair)) {
        const Count n = reader.n();
        ++out.clusters;
        out.n_n += n * n;
        for (const std::uint32_t row : reader.rows().present())
            for (const std::uint32_t col : reader.cols().present()) {
                Sums& pair = pairs[key_of(row, col)];
                add_cluster(pair.sums, pair.here, reader.rows().units(row), reader.cols().units(col), n);
                pair.here = 0;
            }
        row_side.close(reader.rows(), n);
        col_side.close(reader.cols(), n);
    }
    out.rows = row_side.take();
    out.cols = col_side.take();
    pairs.for_each([&](std::uint64_t key, const Sums& pair) {
        out.pairs.push_back(pair.sums);
        out.pairs.back().row = static_cast<std::uint32_t>(key >> 32);
        out.pairs.back().col = static_cast<std::uint32_t>(key);
    });
    std::sort(out.pairs.begin(), out.pairs.end(), [](const PairClusters& a, const PairClusters& b) {
        return std::pair(a.row, a.col) < std::pair(b.row, b.col);
    });
    return out;
}

namespace {

/// Amounts of the current cluster by place, listed when it ends.
class PairTally {
  public:
    explicit PairTally(std::span<const TagPair> pairs) : units_(pairs.size()) {
        for (std::size_t i = 0; i < pairs.size(); ++i)
            places_[key_of(pairs[i].row, pairs[i].col)] = static_cast<std::uint32_t>(i);
    }

    void add(std::uint32_t row, std::uint32_t col, Count amount) {
        if (const std::uint32_t* place = places_.find(key_of(row, col))) units_.add(*place, amount);
    }

    Tally& units() { return units_; }

  private:
    FlatMap<std::uint32_t> places_;
    Tally units_;
};

void append(const Tally& tally, ClusterCounts& out) {
    for (const std::uint32_t what : tally.present()) {
        out.what.push_back(what);
        out.units.push_back(tally.units(what));
    }
    out.ends.push_back(out.what.size());
}

}  // namespace

ClusterTable tabulate_clusters(const Incidence& incidence, std::span<const TagId> rows,
                               std::span<const TagId> cols, std::span<const TagPair> pairs, TagId given,
                               const CountOptions& options, std::span<const std::uint32_t> cluster_of) {
    refuse_values(incidence);
    ClusterReader reader(incidence, rows, cols, given, options, cluster_of);
    PairTally tally(pairs);
    const auto on_unit = [](const PairFinder&) {};
    const auto on_pair = [&](std::uint32_t row, std::uint32_t col, Count amount) {
        tally.add(row, col, amount);
    };
    ClusterTable out;
    while (reader.next(on_unit, on_pair)) {
        out.clusters.push_back(reader.cluster());
        out.units.push_back(reader.n());
        append(reader.rows(), out.rows);
        append(reader.cols(), out.cols);
        tally.units().sort();
        append(tally.units(), out.pairs);
        tally.units().clear();
    }
    return out;
}

}  // namespace comention
