#include "comention/cooccurrence.hpp"

#include <algorithm>
#include <cstdint>

#include "flat_map.hpp"

namespace comention {
namespace {

using Position = std::int64_t;
constexpr Position absent = -1;

/// Where each tag stands on an axis.
std::vector<Position> positions(std::span<const TagId> axis, std::size_t tags) {
    std::vector<Position> out(tags, absent);
    for (std::size_t i = 0; i < axis.size(); ++i) out[axis[i]] = static_cast<Position>(i);
    return out;
}

struct Cell {
    Count joint = 0;
    Count documents = 0;
    Position last_document = absent;
};

/// What one worker has counted. Adding tallies gives the tally of all their blocks, in any order, since a
/// document lies in one block.
struct Tally {
    FlatMap<Cell> cells;
    std::vector<Count> row_totals, col_totals;
};

class PairCounter {
  public:
    PairCounter(std::span<const TagId> rows, std::span<const TagId> cols)
        : rows_(rows.size()), cols_(cols.size()) {
        std::size_t tags = 0;
        for (const TagId tag : rows) tags = std::max<std::size_t>(tags, tag + std::size_t{1});
        for (const TagId tag : cols) tags = std::max<std::size_t>(tags, tag + std::size_t{1});
        row_of_ = positions(rows, tags);
        col_of_ = positions(cols, tags);
    }

    Tally empty() const { return {{}, std::vector<Count>(rows_), std::vector<Count>(cols_)}; }

    void count(const IncidenceBlock& block, Tally& tally) const {
        std::vector<Position> cols;
        std::vector<TagId> col_tags;
        for (std::size_t u = 0; u < block.units(); ++u) {
            const UnitTags unit = block.unit(u);
            cols.clear();
            col_tags.clear();
            for (const Occurrence& occurrence : unit.occurrences) {
                const Position col = at(col_of_, occurrence.tag);
                if (col == absent) continue;
                ++tally.col_totals[static_cast<std::size_t>(col)];
                cols.push_back(col);
                col_tags.push_back(occurrence.tag);
            }
            for (const Occurrence& occurrence : unit.occurrences) {
                const Position row = at(row_of_, occurrence.tag);
                if (row == absent) continue;
                ++tally.row_totals[static_cast<std::size_t>(row)];
                for (std::size_t i = 0; i < cols.size(); ++i)
                    if (col_tags[i] != occurrence.tag) add(tally.cells[key(row, cols[i])], unit.document);
            }
        }
    }

    Cooccurrence sum(std::span<const Tally> tallies, Count n) const {
        Cooccurrence out;
        out.n = n;
        out.row_totals.resize(rows_);
        out.col_totals.resize(cols_);
        FlatMap<Cell> cells;
        for (const Tally& tally : tallies) {
            for (std::size_t i = 0; i < rows_; ++i) out.row_totals[i] += tally.row_totals[i];
            for (std::size_t i = 0; i < cols_; ++i) out.col_totals[i] += tally.col_totals[i];
            tally.cells.for_each([&](std::uint64_t k, const Cell& cell) {
                cells[k].joint += cell.joint;
                cells[k].documents += cell.documents;
            });
        }
        out.joint = matrix(cells, &Cell::joint);
        out.documents = matrix(cells, &Cell::documents);
        return out;
    }

  private:
    static Position at(const std::vector<Position>& positions, TagId tag) {
        return tag < positions.size() ? positions[tag] : absent;
    }

    static std::uint64_t key(Position row, Position col) {
        return (static_cast<std::uint64_t>(row) << 32) | static_cast<std::uint64_t>(col);
    }

    static void add(Cell& cell, DocumentId document) {
        ++cell.joint;
        cell.documents += cell.last_document != document;
        cell.last_document = document;
    }

    CountMatrix matrix(const FlatMap<Cell>& cells, Count Cell::* value) const {
        std::vector<Eigen::Triplet<Count, std::int64_t>> triplets;
        triplets.reserve(cells.size());
        cells.for_each([&](std::uint64_t k, const Cell& cell) {
            triplets.emplace_back(static_cast<std::int64_t>(k >> 32),
                                  static_cast<std::int64_t>(k & 0xFFFFFFFF), cell.*value);
        });
        CountMatrix out(static_cast<std::int64_t>(rows_), static_cast<std::int64_t>(cols_));
        out.setFromTriplets(triplets.begin(), triplets.end());
        return out;
    }

    std::size_t rows_, cols_;
    std::vector<Position> row_of_, col_of_;
};

const Occurrence* find_tag(std::span<const Occurrence> occurrences, TagId tag) {
    const auto found = std::lower_bound(occurrences.begin(), occurrences.end(), tag,
                                        [](const Occurrence& o, TagId t) { return o.tag < t; });
    return found != occurrences.end() && found->tag == tag ? &*found : nullptr;
}

}  // namespace

Cooccurrence count_cooccurrence(const Incidence& incidence, std::span<const TagId> rows,
                                std::span<const TagId> cols, const Job& job) {
    const PairCounter counter(rows, cols);
    std::vector<Tally> tallies(worker_count(job, incidence.blocks.size()), counter.empty());
    run_blocks(incidence.blocks.size(), job,
               [&](std::size_t i, unsigned worker) { counter.count(incidence.blocks[i], tallies[worker]); });
    return counter.sum(tallies, incidence.units);
}

std::vector<Evidence> find_evidence(const Incidence& incidence, TagId row, TagId col, std::size_t limit) {
    std::vector<Evidence> out;
    if (row == col) return out;
    incidence.for_each_unit([&](const UnitTags& unit) {
        if (out.size() >= limit) return;
        const Occurrence* a = find_tag(unit.occurrences, row);
        const Occurrence* b = a ? find_tag(unit.occurrences, col) : nullptr;
        if (b) out.push_back({unit.document, unit.position, *a, *b});
    });
    return out;
}

}  // namespace comention
