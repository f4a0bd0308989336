#include "windows.hpp"

namespace comention {
namespace {

/// The windows around a token.
Starts windows_around(TokenIndex token, const SlidingWindow& window, const Starts& all) {
    const std::int64_t at = token;
    return {std::max(at - window.width + 1, all.begin), std::min(at + 1, all.end)};
}

}  // namespace

void append_stretches(std::size_t tag, std::span<const Occurrence> mentions, const SlidingWindow& window,
                      const Starts& all, std::vector<Stretch>& out) {
    if (all.size() <= 0) return;
    if (mentions.front().of_document()) {
        out.push_back({tag, all});
        return;
    }
    const std::size_t first = out.size();
    for (const Occurrence& mention : mentions) {
        const Starts starts = windows_around(mention.first_token, window, all);
        if (starts.size() <= 0) continue;
        if (out.size() > first && out.back().starts.end >= starts.begin)
            out.back().starts.end = std::max(out.back().starts.end, starts.end);
        else
            out.push_back({tag, starts});
    }
}

Count covered_windows(std::span<const Occurrence> mentions, const SlidingWindow& window, TokenIndex tokens) {
    const Starts all = window_starts(window, tokens);
    if (mentions.empty()) return 0;
    if (mentions.front().of_document()) return all.size();
    std::vector<Stretch> stretches;
    append_stretches(0, mentions, window, all, stretches);
    Count sum = 0;
    for (const Stretch& stretch : stretches) sum += stretch.starts.size();
    return sum;
}

}  // namespace comention
