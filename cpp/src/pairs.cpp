#include "pairs.hpp"

#include <algorithm>

namespace comention {
namespace {

bool overlap(const Occurrence& a, const Occurrence& b) { return a.begin < b.end && b.begin < a.end; }

/// A mention of `a` and one of `b` that fit, of which that of `a` begins first; mentions come by position.
Meeting ordered_meeting(std::span<const Occurrence> a, std::span<const Occurrence> b, bool apart) {
    for (const Occurrence& later : b)
        for (const Occurrence& earlier : a) {
            if (earlier.begin >= later.begin) break;
            if (!apart || !overlap(earlier, later)) return {1, &earlier, &later, 0};
        }
    return {};
}

/// Number of mention pairs that share no character: those of which one ends before the other begins.
Count pairs_apart(std::span<const Occurrence> a, std::span<const Occurrence> b) {
    std::vector<Offset> ends;
    for (const Occurrence& mention : a) ends.push_back(mention.end);
    std::sort(ends.begin(), ends.end());
    Count sum = 0;
    for (const Occurrence& mention : b)
        sum += std::upper_bound(ends.begin(), ends.end(), mention.begin) - ends.begin();
    return sum;
}

/// Two mentions that share no character, if there are any.
Meeting apart_meeting(std::span<const Occurrence> row, std::span<const Occurrence> col) {
    if (!overlap(row.front(), col.front())) return {1, &row.front(), &col.front(), 0};
    const Meeting forth = ordered_meeting(row, col, true);
    if (forth.amount > 0) return forth;
    const Meeting back = ordered_meeting(col, row, true);
    return {back.amount, back.col, back.row, 0};
}

}  // namespace

Meeting meeting_of(std::span<const Occurrence> row, std::span<const Occurrence> col,
                   const CountOptions& options) {
    const auto m = static_cast<Count>(row.size()), k = static_cast<Count>(col.size());
    switch (options.counting) {
        case Counting::binary:
            if (options.directed) return ordered_meeting(row, col, options.drop_overlapping);
            if (options.drop_overlapping) return apart_meeting(row, col);
            return {1, &row.front(), &col.front(), 0};
        case Counting::product:
            // Two tags of the document stand at one place, and before one another.
            if (!options.drop_overlapping || (row.front().of_document() && col.front().of_document()))
                return {m * k, &row.front(), &col.front(), 0};
            {
                Meeting meeting = apart_meeting(row, col);
                meeting.amount = pairs_apart(row, col) + pairs_apart(col, row);
                return meeting;
            }
        case Counting::min:
            return {std::min(m, k), &row.front(), &col.front(), 0};
    }
    return {};
}

double soft_amount(const TagInUnit& row, const TagInUnit& col, const Meeting& meeting, Counting counting) {
    if (counting == Counting::min)
        return std::min(static_cast<double>(row.mentions.size()) * row.value,
                        static_cast<double>(col.mentions.size()) * col.value);
    return static_cast<double>(meeting.amount) * (row.value * col.value);
}

std::uint32_t distance(const Occurrence& a, const Occurrence& b, DistanceBy by) {
    const std::int64_t between = by == DistanceBy::token
                                     ? static_cast<std::int64_t>(b.first_token) - a.last_token
                                     : static_cast<std::int64_t>(b.begin) - a.end + 1;
    return static_cast<std::uint32_t>(std::max<std::int64_t>(between, 1));
}

Axis::Axis(std::span<const TagId> tags) : size_(tags.size()) {
    for (const TagId tag : tags)
        places_.resize(std::max<std::size_t>(places_.size(), tag + std::size_t{1}), TagInUnit::absent);
    for (std::size_t i = 0; i < tags.size(); ++i) places_[tags[i]] = static_cast<std::int64_t>(i);
}

void PairFinder::read(const UnitTags& unit) {
    tags_.clear();
    row_size_ = col_size_ = both_size_ = 0;
    const auto all = unit.occurrences;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
        const TagId tag = all[begin].tag;
        while (end < all.size() && all[end].tag == tag) ++end;
        const unsigned sides = tag < options_.sides.size() ? options_.sides[tag] : 0U;
        row_size_ += sides & 1U;
        col_size_ += sides >> 1U & 1U;
        both_size_ += sides == 3U;
        const std::int64_t found = rows_.at(tag), col = cols_.at(tag);
        const std::int64_t row = found >= first_row_ && found <= last_row_ ? found : TagInUnit::absent;
        const std::uint32_t identity = tag < options_.identity.size() ? options_.identity[tag] : tag;
        tags_.push_back({tag, identity, row, col, all.subspan(begin, end - begin)});
    }
    if (!unit.values.empty())
        for (TagInUnit& tag : tags_)
            tag.value = unit.value(static_cast<std::size_t>(&tag.mentions[0] - &all[0]));
    row_tags_.clear();
    col_tags_.clear();
    for (const TagInUnit& tag : tags_) {
        if (tag.is_row()) row_tags_.push_back(&tag);
        if (tag.is_col()) col_tags_.push_back(&tag);
    }
    stretches_.clear();
    if (window_) {
        const Starts starts = window_starts(window_, unit.tokens);
        for (std::size_t i = 0; i < tags_.size(); ++i)
            append_stretches(i, tags_[i].mentions, window_, starts, stretches_);
    }
    if (options_.proximity) find_near();
}

std::uint32_t PairFinder::bucket() const {
    switch (options_.share) {
        case Share::whole:
            return 0;
        case Share::row:
            return static_cast<std::uint32_t>(col_size_);
        case Share::cell:
            return static_cast<std::uint32_t>(row_size_ * col_size_);
        case Share::col:
        case Share::size:
            return static_cast<std::uint32_t>(row_size_);
    }
    return 0;
}

void PairFinder::find_near() {
    near_.clear();
    for (std::size_t i = 0; i < tags_.size(); ++i)
        if (tags_[i].is_row() || tags_[i].is_col())
            for (const Occurrence& mention : tags_[i].mentions) near_.push_back({i, &mention});
    const bool by_token = options_.proximity.by == DistanceBy::token;
    std::stable_sort(near_.begin(), near_.end(), [&](const NearMention& a, const NearMention& b) {
        if (by_token && a.mention->first_token != b.mention->first_token)
            return a.mention->first_token < b.mention->first_token;
        return a.mention->begin < b.mention->begin;
    });
}

}  // namespace comention
