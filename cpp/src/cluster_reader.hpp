/// \file
/// Reads an incidence cluster by cluster.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"
#include "pairs.hpp"

namespace comention {

/// Units of one cluster by tag.
class Tally {
  public:
    explicit Tally(std::size_t tags) : units_(tags) {}

    void add(std::int64_t tag, Count units) {
        const auto at = static_cast<std::size_t>(tag);
        if (units_[at] == 0) present_.push_back(static_cast<std::uint32_t>(tag));
        units_[at] += units;
    }

    void clear() {
        for (const std::uint32_t tag : present_) units_[tag] = 0;
        present_.clear();
    }

    void sort() { std::sort(present_.begin(), present_.end()); }
    /// Tags that a unit holds.
    const std::vector<std::uint32_t>& present() const { return present_; }
    Count units(std::size_t tag) const { return units_[tag]; }

  private:
    std::vector<Count> units_;
    std::vector<std::uint32_t> present_;
};

/// Gives one cluster after another, by rising number; those without a unit are left out.
class ClusterReader {
  public:
    ClusterReader(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                  TagId given, const CountOptions& options, std::span<const std::uint32_t> cluster_of)
        : incidence_(incidence),
          given_(given),
          row_axis_(rows),
          col_axis_(cols),
          finder_(row_axis_, col_axis_, options, incidence.window),
          rows_(rows.size()),
          cols_(cols.size()) {
        list_members(cluster_of);
    }
    ClusterReader(const ClusterReader&) = delete;
    ClusterReader& operator=(const ClusterReader&) = delete;

    /// Reads the next cluster; false behind the last. Calls `on_unit(finder)` for each unit that holds a tag
    /// and `on_pair(row, col, amount)` for its pairs, by their places.
    template <class OnUnit, class OnPair>
    bool next(OnUnit on_unit, OnPair on_pair) {
        for (; next_ < units_.size(); ++next_) {
            cluster_ = next_;
            rows_.clear();
            cols_.clear();
            n_ = given_ == no_tag ? units_[cluster_] : 0;
            read_members(on_unit, on_pair);
            if (n_ == 0) continue;
            rows_.sort();
            cols_.sort();
            ++next_;
            return true;
        }
        return false;
    }

    std::uint32_t cluster() const { return cluster_; }
    Count n() const { return n_; }
    const Tally& rows() const { return rows_; }
    const Tally& cols() const { return cols_; }

  private:
    /// A unit that holds a tag, in the cluster it belongs to.
    struct Member {
        std::uint32_t cluster;
        std::uint32_t block;
        std::uint32_t unit;
    };

    void list_members(std::span<const std::uint32_t> cluster_of) {
        for (std::size_t b = 0; b < incidence_.blocks.size(); ++b) {
            const IncidenceBlock& block = incidence_.blocks[b];
            for (const DocumentUnits& document : block.documents()) {
                const std::uint32_t cluster = cluster_of[document.document];
                if (cluster >= units_.size()) units_.resize(cluster + std::size_t{1});
                units_[cluster] += document.units;
            }
            for (std::size_t u = 0; u < block.units(); ++u)
                members_.push_back({cluster_of[block.unit(u).document], static_cast<std::uint32_t>(b),
                                    static_cast<std::uint32_t>(u)});
        }
        std::stable_sort(members_.begin(), members_.end(),
                         [](const Member& a, const Member& b) { return a.cluster < b.cluster; });
    }

    template <class OnUnit, class OnPair>
    void read_members(OnUnit& on_unit, OnPair& on_pair) {
        for (; at_ < members_.size() && members_[at_].cluster == cluster_; ++at_) {
            finder_.read(incidence_.blocks[members_[at_].block].unit(members_[at_].unit));
            if (given_ == no_tag)
                read_unit(no_tag, on_unit, on_pair);
            else
                read_given(on_unit, on_pair);
        }
    }

    template <class OnUnit, class OnPair>
    void read_given(OnUnit& on_unit, OnPair& on_pair) {
        for (std::size_t t = 0; t < finder_.tags().size(); ++t) {
            if (finder_.tags()[t].tag != given_) continue;
            const std::uint32_t identity = finder_.tags()[t].identity;
            finder_.for_each_part_with(t, [&](Count units) {
                n_ += units;
                read_unit(identity, on_unit, on_pair);
            });
        }
    }

    /// `skip` is what a given tag stands for: it does not co-occur with itself.
    template <class OnUnit, class OnPair>
    void read_unit(std::uint32_t skip, OnUnit& on_unit, OnPair& on_pair) {
        if (finder_.has_too_many_tags()) {
            --n_;
            return;
        }
        on_unit(finder_);
        finder_.for_each_total([&](const TagInUnit& tag, Count units) {
            if (tag.is_row()) rows_.add(tag.row, units);
            if (tag.is_col()) cols_.add(tag.col, units);
        });
        finder_.for_each_pair([&](const TagInUnit& row, const TagInUnit& col, const Meeting& meeting,
                                  std::uint32_t) {
            if (row.identity == skip || col.identity == skip) return;
            on_pair(static_cast<std::uint32_t>(row.row), static_cast<std::uint32_t>(col.col), meeting.amount);
        });
    }

    const Incidence& incidence_;
    TagId given_;
    Axis row_axis_, col_axis_;
    PairFinder finder_;
    std::vector<Count> units_;  ///< of each cluster
    std::vector<Member> members_;
    Tally rows_, cols_;
    std::size_t at_ = 0;
    std::uint32_t next_ = 0, cluster_ = 0;
    Count n_ = 0;
};

}  // namespace comention
