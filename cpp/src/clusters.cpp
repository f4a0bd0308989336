#include "comention/clusters.hpp"

#include <algorithm>
#include <stdexcept>

#include "flat_map.hpp"
#include "pairs.hpp"

namespace comention {
namespace {

/// A unit, or the units of a document, in the cluster they belong to.
struct Member {
    std::uint32_t cluster;
    std::uint32_t block;
    std::uint32_t unit;
};

struct Sums {
    PairClusters sums;
    Count here = 0;  ///< units of the current cluster that hold both
};

/// Units of the current cluster by tag and by size.
class Side {
  public:
    Side(std::size_t tags, const InclusionBySize& by_size)
        : totals_(tags), units_(tags), by_size_(by_size), of_size_(by_size.sizes.size()) {}

    void add_tag(std::size_t tag) {
        if (units_[tag]++ == 0) present_.push_back(static_cast<std::uint32_t>(tag));
    }

    void add_size(std::size_t size) {
        if (by_size_.any_size) return;
        const auto found = std::lower_bound(by_size_.sizes.begin(), by_size_.sizes.end(), size);
        if (found != by_size_.sizes.end() && *found == size)
            ++of_size_[static_cast<std::size_t>(found - by_size_.sizes.begin())];
    }

    /// Ends a cluster of n units.
    void close(Count n) {
        if (by_size_.any_size && !of_size_.empty()) of_size_[0] = n;
        const auto units = static_cast<double>(n);
        for (std::size_t tag = 0; tag < totals_.size(); ++tag) {
            double mean = 0, variance = 0;
            for (std::size_t i = 0; i < of_size_.size(); ++i) {
                if (of_size_[i] == 0) continue;
                const double p = by_size_.inclusion[i * totals_.size() + tag];
                mean += static_cast<double>(of_size_[i]) * p;
                variance += static_cast<double>(of_size_[i]) * p * (1 - p);
            }
            const double off = static_cast<double>(units_[tag]) - mean;
            totals_[tag].excess += (off * off - variance) / units;
            totals_[tag].r_r += units_[tag] * units_[tag];
            totals_[tag].r_n += units_[tag] * n;
        }
        for (const std::uint32_t tag : present_) units_[tag] = 0;
        present_.clear();
        std::fill(of_size_.begin(), of_size_.end(), 0);
    }

    const std::vector<std::uint32_t>& present() const { return present_; }
    Count units(std::uint32_t tag) const { return units_[tag]; }
    std::vector<TagClusters> take() { return std::move(totals_); }

  private:
    std::vector<TagClusters> totals_;
    std::vector<Count> units_;
    const InclusionBySize& by_size_;
    std::vector<Count> of_size_;
    std::vector<std::uint32_t> present_;
};

void add_cluster(PairClusters& pair, Count o, Count r, Count c, Count n) {
    pair.oo += o * o;
    pair.o_r += o * r;
    pair.o_c += o * c;
    pair.o_n += o * n;
    pair.r_c += r * c;
    pair.second = std::max(pair.second, std::min(pair.largest, o));
    pair.largest = std::max(pair.largest, o);
}

std::vector<Member> members_of(const Incidence& incidence, std::span<const std::uint32_t> cluster_of,
                               std::vector<Count>& units) {
    std::vector<Member> out;
    for (std::size_t b = 0; b < incidence.blocks.size(); ++b) {
        const IncidenceBlock& block = incidence.blocks[b];
        for (const DocumentUnits& document : block.documents()) {
            const std::uint32_t cluster = cluster_of[document.document];
            if (cluster >= units.size()) units.resize(cluster + std::size_t{1});
            units[cluster] += document.units;
        }
        for (std::size_t u = 0; u < block.units(); ++u)
            out.push_back({cluster_of[block.unit(u).document], static_cast<std::uint32_t>(b),
                           static_cast<std::uint32_t>(u)});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Member& a, const Member& b) { return a.cluster < b.cluster; });
    return out;
}

}  // namespace

Clustered count_clusters(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                         const CountOptions& options, std::span<const std::uint32_t> cluster_of,
                         const InclusionBySize& row_inclusion, const InclusionBySize& col_inclusion) {
    if (incidence.soft) throw std::invalid_argument("tags with values are not counted by cluster");
    std::vector<Count> units;
    const std::vector<Member> members = members_of(incidence, cluster_of, units);
    const Axis row_axis(rows), col_axis(cols);
    PairFinder finder(row_axis, col_axis, options, {});
    Side row_side(rows.size(), row_inclusion), col_side(cols.size(), col_inclusion);
    FlatMap<Sums> pairs;
    const auto key = [](std::uint64_t row, std::uint64_t col) { return row << 32 | col; };
    Clustered out;
    std::size_t at = 0;
    for (std::uint32_t cluster = 0; cluster < units.size(); ++cluster) {
        Count n = units[cluster];
        for (; at < members.size() && members[at].cluster == cluster; ++at) {
            finder.read(incidence.blocks[members[at].block].unit(members[at].unit));
            if (finder.has_too_many_tags()) {
                --n;
                continue;
            }
            row_side.add_size(finder.row_size());
            col_side.add_size(finder.col_size());
            for (const TagInUnit& tag : finder.tags()) {
                if (tag.is_row()) row_side.add_tag(static_cast<std::size_t>(tag.row));
                if (tag.is_col()) col_side.add_tag(static_cast<std::size_t>(tag.col));
            }
            finder.for_each_pair([&](const TagInUnit& row, const TagInUnit& col, const Meeting&,
                                     std::uint32_t) {
                ++pairs[key(static_cast<std::uint64_t>(row.row), static_cast<std::uint64_t>(col.col))].here;
            });
        }
        if (n == 0) continue;
        ++out.clusters;
        out.n_n += n * n;
        for (const std::uint32_t row : row_side.present())
            for (const std::uint32_t col : col_side.present()) {
                Sums& pair = pairs[key(row, col)];
                add_cluster(pair.sums, pair.here, row_side.units(row), col_side.units(col), n);
                pair.here = 0;
            }
        row_side.close(n);
        col_side.close(n);
    }
    out.rows = row_side.take();
    out.cols = col_side.take();
    pairs.for_each([&](std::uint64_t k, const Sums& pair) {
        out.pairs.push_back(pair.sums);
        out.pairs.back().row = static_cast<std::uint32_t>(k >> 32);
        out.pairs.back().col = static_cast<std::uint32_t>(k);
    });
    std::sort(out.pairs.begin(), out.pairs.end(), [](const PairClusters& a, const PairClusters& b) {
        return std::pair(a.row, a.col) < std::pair(b.row, b.col);
    });
    return out;
}

}  // namespace comention
