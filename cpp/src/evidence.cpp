#include "comention/evidence.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "pairs.hpp"

namespace comention {
namespace {

constexpr Occurrence no_mention = {no_tag, 0, 0, no_form, 0, 0};

/// A mention of a tag in the window that begins at a token.
const Occurrence& in_window(const TagInUnit& tag, std::int64_t start) {
    const auto found = std::find_if(tag.mentions.begin(), tag.mentions.end(), [&](const Occurrence& mention) {
        return mention.of_document() || static_cast<std::int64_t>(mention.first_token) >= start;
    });
    return found == tag.mentions.end() ? tag.mentions.back() : *found;
}

class EvidenceFinder {
  public:
    EvidenceFinder(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                   TagId given, const CountOptions& options)
        : window_(incidence.window),
          soft_(incidence.soft),
          counting_(options.counting),
          given_(given),
          rows_(rows),
          cols_(cols),
          finder_(rows_, cols_, options, incidence.window) {}

    void read(const UnitTags& unit, std::vector<Evidence>& out) {
        finder_.read(unit);
        if (finder_.has_too_many_tags()) return;
        if (given_ == no_tag) return add(unit, nullptr, out);
        for (std::size_t i = 0; i < finder_.tags().size(); ++i)
            if (const TagInUnit& tag = finder_.tags()[i]; tag.tag == given_)
                finder_.for_each_part_with(i, [&](Count) { add(unit, &tag, out); });
    }

  private:
    void add(const UnitTags& unit, const TagInUnit* given, std::vector<Evidence>& out) {
        finder_.for_each_pair(
            [&](const TagInUnit& row, const TagInUnit& col, const Meeting& meeting, std::uint32_t bucket) {
                if (given && (row.identity == given->identity || col.identity == given->identity)) return;
                Evidence found{unit.document,
                               unit.position,
                               *meeting.row,
                               *meeting.col,
                               given ? given->mentions.front() : no_mention,
                               static_cast<double>(meeting.amount),
                               bucket};
                if (soft_) found.amount = soft_amount(row, col, meeting, counting_);
                if (window_) {
                    found.row = in_window(row, meeting.first_window);
                    found.col = in_window(col, meeting.first_window);
                    if (given) found.given = in_window(*given, meeting.first_window);
                }
                out.push_back(found);
            });
    }

    SlidingWindow window_;
    bool soft_;
    Counting counting_;
    TagId given_;
    Axis rows_, cols_;
    PairFinder finder_;
};

}  // namespace

std::vector<Evidence> find_all_evidence(const Incidence& incidence, std::span<const TagId> rows,
                                        std::span<const TagId> cols, TagId given,
                                        const CountOptions& options) {
    std::vector<Evidence> out;
    EvidenceFinder finder(incidence, rows, cols, given, options);
    incidence.for_each_unit([&](const UnitTags& unit) { finder.read(unit, out); });
    std::stable_sort(out.begin(), out.end(), [](const Evidence& a, const Evidence& b) {
        return std::tie(a.document, a.position) < std::tie(b.document, b.position);
    });
    return out;
}

std::vector<Evidence> find_evidence(const Incidence& incidence, TagId row, TagId col, TagId given,
                                    const CountOptions& options, std::size_t limit) {
    std::vector<Evidence> out =
        find_all_evidence(incidence, std::span(&row, 1), std::span(&col, 1), given, options);
    if (out.size() > limit) out.resize(limit);
    return out;
}

}  // namespace comention
