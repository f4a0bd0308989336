/// \file
/// The pairs of tags in a unit, by every way of counting.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"
#include "windows.hpp"

namespace comention {

/// A tag of a unit with its mentions there, and its places among rows and columns.
struct TagInUnit {
    TagId tag;
    std::uint32_t identity;
    std::int64_t row;
    std::int64_t col;
    std::span<const Occurrence> mentions;
    double value = 1;

    static constexpr std::int64_t absent = -1;
    bool is_row() const { return row != absent; }
    bool is_col() const { return col != absent; }
};

/// How much a pair counts in a unit, with a mention of each that shows it. Of sliding windows the mentions
/// are any; those of the first window are to be looked for from its start on.
struct Meeting {
    Count amount = 0;
    const Occurrence* row = nullptr;
    const Occurrence* col = nullptr;
    std::int64_t first_window = 0;
};

/// How much a pair counts in a unit as such.
Meeting meeting_of(std::span<const Occurrence> row, std::span<const Occurrence> col,
                   const CountOptions& options);

/// How much a pair counts in a unit by the values of its tags.
double soft_amount(const TagInUnit& row, const TagInUnit& col, const Meeting& meeting, Counting counting);

/// A mention within reach of others, in the order of their positions.
struct NearMention {
    std::size_t tag;  ///< place among the tags of the unit
    const Occurrence* mention;
};

/// The distance of two mentions, of which the first begins no later.
std::uint32_t distance(const Occurrence& a, const Occurrence& b, DistanceBy by);

/// Where each tag stands on an axis.
class Axis {
  public:
    explicit Axis(std::span<const TagId> tags);
    std::int64_t at(TagId tag) const { return tag < places_.size() ? places_[tag] : TagInUnit::absent; }
    std::size_t size() const { return size_; }

  private:
    std::size_t size_;
    std::vector<std::int64_t> places_;
};

/// Reads one unit after another and finds its pairs of row and column tags.
class PairFinder {
  public:
    PairFinder(const Axis& rows, const Axis& cols, const CountOptions& options, const SlidingWindow& window)
        : rows_(rows), cols_(cols), options_(options), window_(window) {}

    /// Lets only the rows from `begin` up to `end` be rows.
    void choose_rows(std::size_t begin, std::size_t end) {
        first_row_ = static_cast<std::int64_t>(begin);
        last_row_ = static_cast<std::int64_t>(end) - 1;
    }

    /// Reads a unit.
    void read(const UnitTags& unit);

    const std::vector<TagInUnit>& tags() const { return tags_; }
    /// Tags of the rows' kinds, and of the columns'.
    std::size_t row_size() const { return row_size_; }
    std::size_t col_size() const { return col_size_; }
    /// Pairs of different tags, one of the rows' kinds and one of the columns'.
    Count pairs() const { return static_cast<Count>(row_size_ * col_size_ - both_size_); }
    bool has_too_many_tags() const {
        return options_.most_tags > 0 && std::max(row_size_, col_size_) > options_.most_tags;
    }
    std::uint32_t bucket() const;

    /// Calls `visit(row, col, meeting, bucket)` for each pair, tags given as TagInUnit. In sliding windows
    /// the amounts of several calls for one pair add up.
    template <class Visit>
    void for_each_pair(Visit visit) {
        if (options_.proximity)
            near_pairs(visit);
        else if (window_)
            window_pairs(visit, stretches_);
        else
            unit_pairs(visit);
    }

    /// Calls `visit(tag, units)` for each tag of rows or columns with the number of units that hold it; of
    /// sliding windows there may be several calls for one tag.
    template <class Visit>
    void for_each_total(Visit visit) const {
        if (window_)
            for (const Stretch& stretch : stretches_) visit(tags_[stretch.tag], stretch.starts.size());
        else
            for (const TagInUnit& tag : tags_) visit(tag, Count{1});
    }

    /// Lets only windows count that hold the tag at a place among those of the unit, and calls `work(units)`
    /// with their number, once for each stretch of them; without sliding windows once, with 1.
    template <class Work>
    void for_each_part_with(std::size_t tag, Work work) {
        if (!window_) return work(Count{1});
        const std::vector<Stretch> all = stretches_;
        for (const Stretch& within : all) {
            if (within.tag != tag) continue;
            stretches_.clear();
            for (const Stretch& stretch : all) {
                const Starts shared = {std::max(stretch.starts.begin, within.starts.begin),
                                       std::min(stretch.starts.end, within.starts.end)};
                if (shared.size() > 0) stretches_.push_back({stretch.tag, shared});
            }
            work(within.starts.size());
        }
        stretches_ = all;
    }

  private:
    template <class Visit>
    void unit_pairs(Visit& visit) {
        const std::uint32_t shared = bucket();
        for (const TagInUnit* row : row_tags_)
            for (const TagInUnit* col : col_tags_) {
                if (row->identity == col->identity) continue;
                const Meeting meeting = meeting_of(row->mentions, col->mentions, options_);
                if (meeting.amount > 0) visit(*row, *col, meeting, shared);
            }
    }

    template <class Visit>
    void window_pairs(Visit& visit, std::vector<Stretch>& stretches) {
        for_each_meeting(stretches, [&](const Stretch& a, const Stretch& b, const Starts& starts) {
            both_ways(visit, tags_[a.tag], tags_[b.tag], starts);
        });
    }

    template <class Visit>
    void both_ways(Visit& visit, const TagInUnit& a, const TagInUnit& b, const Starts& starts) {
        if (a.identity == b.identity) return;
        if (a.is_row() && b.is_col())
            visit(a, b, Meeting{starts.size(), &a.mentions.front(), &b.mentions.front(), starts.begin}, 0U);
        if (b.is_row() && a.is_col())
            visit(b, a, Meeting{starts.size(), &b.mentions.front(), &a.mentions.front(), starts.begin}, 0U);
    }

    template <class Visit>
    void near_pairs(Visit& visit) {
        const Proximity& near = options_.proximity;
        for (std::size_t i = 0; i < near_.size(); ++i)
            for (std::size_t j = i + 1; j < near_.size(); ++j) {
                const Occurrence &a = *near_[i].mention, &b = *near_[j].mention;
                const std::uint32_t apart = distance(a, b, near.by);
                if (apart > near.reach) break;
                near_pair(visit, near_[i], near_[j], apart);
            }
    }

    template <class Visit>
    void near_pair(Visit& visit, const NearMention& first, const NearMention& second, std::uint32_t apart) {
        const TagInUnit &a = tags_[first.tag], &b = tags_[second.tag];
        if (a.identity == b.identity) return;
        if (options_.drop_overlapping && second.mention->begin < first.mention->end) return;
        const bool ordered = first.mention->begin < second.mention->begin;
        if (a.is_row() && b.is_col() && (ordered || !options_.directed))
            visit(a, b, Meeting{1, first.mention, second.mention, 0}, apart);
        if (b.is_row() && a.is_col() && !options_.directed)
            visit(b, a, Meeting{1, second.mention, first.mention, 0}, apart);
    }

    void find_near();

    const Axis& rows_;
    const Axis& cols_;
    CountOptions options_;
    SlidingWindow window_;
    std::vector<TagInUnit> tags_;
    std::vector<const TagInUnit*> row_tags_, col_tags_;
    std::vector<Stretch> stretches_;
    std::vector<NearMention> near_;
    std::size_t row_size_ = 0, col_size_ = 0, both_size_ = 0;
    std::int64_t first_row_ = 0, last_row_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace comention
