#include "comention/cooccurrence.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "cells.hpp"
#include "matrices.hpp"
#include "pairs.hpp"

namespace comention {
namespace {

/// A number in units of 2^-32. Numbers beyond what a sum may be stay beyond it.
Wide in_fractions(double units) {
    constexpr double beyond = 0x1p95;
    return static_cast<Wide>(std::min(std::nearbyint(units), beyond));
}

/// What does not depend on pairs. `Sum` is Count, or Wide where documents have weights.
template <class Sum>
struct Totals {
    std::vector<Sum> rows, cols;
    Sum n = 0, left_out = 0;
    Count left_out_pairs = 0, pairs = 0;
    std::vector<Count> tag_units;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Count> sizes;

    Totals(std::size_t row_count, std::size_t col_count, std::size_t tags)
        : rows(row_count), cols(col_count), tag_units(tags) {}

    void add(const Totals& other) {
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += other.rows[i];
        for (std::size_t i = 0; i < cols.size(); ++i) cols[i] += other.cols[i];
        n += other.n;
        left_out += other.left_out;
        left_out_pairs += other.left_out_pairs;
        pairs += other.pairs;
        for (std::size_t i = 0; i < tag_units.size(); ++i) tag_units[i] += other.tag_units[i];
        for (const auto& [size, units] : other.sizes) sizes[size] += units;
    }

    Cooccurrence result() const {
        Cooccurrence out;
        out.row_totals = exact(rows);
        out.col_totals = exact(cols);
        out.n = exact(std::vector<Sum>{n});
        out.left_out = exact(std::vector<Sum>{left_out});
        out.left_out_pairs = left_out_pairs;
        out.pairs = pairs;
        out.tag_units = tag_units;
        for (const auto& [size, units] : sizes) out.sizes.push_back({size.first, size.second, units});
        return out;
    }
};

/// Counts of pairs by bucket. Adding those of two sets of documents gives those of both.
template <class Sum>
class PairCounts {
  public:
    /// `layered`: several buckets are to be expected; `table`: the cells of some rows fit in a table.
    PairCounts(const RowRange& rows, std::size_t cols, bool layered, bool table)
        : rows_(rows),
          cols_(cols),
          layered_(layered),
          table_(table && !layered),
          together_(rows, cols, false) {}

    void add(const TagInUnit& row, const TagInUnit& col, std::uint32_t bucket, Sum amount,
             DocumentId document) {
        if (amount == 0) return;  // of a document without weight
        const auto i = static_cast<std::size_t>(row.row), j = static_cast<std::size_t>(col.col);
        Cell<Sum>& cell = layer(bucket).at(i, j);
        cell.joint += amount;
        cell.add_document(document);
        if (layered_) together_.at(i, j).add_document(document);
    }

    void add(const PairCounts& other) {
        for (const auto& [bucket, cells] : other.layers_) layer(bucket).add(cells);
        together_.add(other.together_);
    }

    /// Moves the cells out; the counts are empty then, and may be of other rows.
    CellsOfRows<Sum> take() {
        CellsOfRows<Sum> out;
        for (auto& [bucket, cells] : layers_) out.layers[bucket] = sorted(cells);
        out.together = sorted(together_);
        return out;
    }

    void start(const RowRange& rows) {
        rows_ = rows;
        for (auto& [bucket, cells] : layers_) cells.start(rows);
        together_.start(rows);
    }

  private:
    Cells<Sum>& layer(std::uint32_t bucket) {
        if (last_ != nullptr && bucket == last_bucket_) return *last_;
        last_bucket_ = bucket;
        last_ = &layers_.try_emplace(bucket, rows_, cols_, table_).first->second;
        return *last_;
    }

    static std::vector<PlacedCell<Sum>> sorted(Cells<Sum>& cells) {
        std::vector<PlacedCell<Sum>> out;
        cells.take_sorted([&](std::size_t row, std::size_t col, const Cell<Sum>& cell) {
            out.push_back({row, col, cell});
        });
        return out;
    }

    RowRange rows_;
    std::size_t cols_;
    bool layered_, table_;
    std::map<std::uint32_t, Cells<Sum>> layers_;
    Cells<Sum> together_;
    Cells<Sum>* last_ = nullptr;
    std::uint32_t last_bucket_ = 0;
};

/// A unit of an incidence.
struct UnitPlace {
    std::uint32_t block;
    std::uint32_t unit;
};

template <class Sum>
class PairCounter {
  public:
    PairCounter(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                const CountOptions& options)
        : incidence_(incidence), rows_(rows), cols_(cols), options_(options) {}

    const Axis& rows() const { return rows_; }
    const Axis& cols() const { return cols_; }
    bool layered() const { return options_.share != Share::whole || options_.proximity; }
    RowRange all_rows() const { return {0, rows_.size(), 0}; }
    Totals<Sum> no_totals() const { return Totals<Sum>(rows_.size(), cols_.size(), options_.sides.size()); }
    PairFinder finder() const { return PairFinder(rows_, cols_, options_, incidence_.window); }

    Sum weighted(DocumentId document, Count amount) const {
        if constexpr (std::is_same_v<Sum, Count>)
            return amount;
        else
            return static_cast<Wide>(weight_of(document)) * amount;
    }

    /// How much units of a document add to the total of a tag.
    Sum total(DocumentId document, const TagInUnit& tag, Count units) const {
        if constexpr (!std::is_same_v<Sum, Count>)
            if (tag.value != 1)
                return in_fractions(static_cast<double>(weight_of(document)) *
                                    (static_cast<double>(units) * tag.value));
        return weighted(document, units);
    }

    /// How much a unit adds to the count of a pair.
    Sum joint(DocumentId document, const TagInUnit& row, const TagInUnit& col, const Meeting& meeting) const {
        if constexpr (!std::is_same_v<Sum, Count>)
            if (row.value != 1 || col.value != 1)
                return in_fractions(static_cast<double>(weight_of(document)) *
                                    soft_amount(row, col, meeting, options_.counting));
        return weighted(document, meeting.amount);
    }

    /// Adds all units of the documents of a block to n.
    void count_documents(const IncidenceBlock& block, Totals<Sum>& totals) const {
        for (const DocumentUnits& document : block.documents())
            totals.n += weighted(document.document, document.units);
    }

    /// Adds what a unit has but for its pairs; false if it is left out.
    bool count_totals(const PairFinder& finder, DocumentId document, Totals<Sum>& totals) const {
        totals.pairs += finder.pairs();
        if (finder.has_too_many_tags()) {
            totals.n -= weighted(document, 1);
            totals.left_out += weighted(document, 1);
            totals.left_out_pairs += finder.pairs();
            return false;
        }
        for (const TagInUnit& tag : finder.tags())
            if (tag.tag < totals.tag_units.size()) ++totals.tag_units[tag.tag];
        if (!incidence_.window && finder.row_size() + finder.col_size() > 0)
            ++totals.sizes[{static_cast<std::uint32_t>(finder.row_size()),
                            static_cast<std::uint32_t>(finder.col_size())}];
        finder.for_each_total([&](const TagInUnit& tag, Count units) {
            if (tag.is_row()) totals.rows[static_cast<std::size_t>(tag.row)] += total(document, tag, units);
            if (tag.is_col()) totals.cols[static_cast<std::size_t>(tag.col)] += total(document, tag, units);
        });
        return true;
    }

    /// `skip` is what a given tag stands for: it does not co-occur with itself.
    void count_pairs(PairFinder& finder, DocumentId document, PairCounts<Sum>& counts,
                     std::uint32_t skip = no_tag) const {
        finder.for_each_pair(
            [&](const TagInUnit& row, const TagInUnit& col, const Meeting& meeting, std::uint32_t bucket) {
                if (row.identity == skip || col.identity == skip) return;
                counts.add(row, col, bucket, joint(document, row, col, meeting), document);
            });
    }

    /// Ranges of rows so small that a table has their cells; at least a row each.
    std::vector<RowRange> ranges() const {
        const std::size_t size =
            std::max<std::size_t>(options_.most_cells / std::max<std::size_t>(cols_.size(), 1), 1);
        std::vector<RowRange> out;
        for (std::size_t row = 0; row < rows_.size(); row += size)
            out.push_back({row, std::min(row + size, rows_.size()), 0});
        return out;
    }

    /// The units that hold a row's tag, range by range; sets how many cells each range has at most.
    std::vector<std::vector<UnitPlace>> units_of(std::span<RowRange> ranges) const {
        std::vector<std::vector<UnitPlace>> out(ranges.size());
        PairFinder read = finder();
        for (std::size_t b = 0; b < incidence_.blocks.size(); ++b)
            for (std::size_t u = 0; u < incidence_.blocks[b].units(); ++u) {
                read.read(incidence_.blocks[b].unit(u));
                if (read.has_too_many_tags()) continue;
                std::size_t cols = 0;
                for (const TagInUnit& tag : read.tags()) cols += tag.is_col();
                for (const TagInUnit& tag : read.tags()) {
                    if (!tag.is_row()) continue;
                    const std::size_t range = static_cast<std::size_t>(tag.row) / ranges[0].size();
                    ranges[range].cells += cols;
                    const UnitPlace place = {static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(u)};
                    if (out[range].empty() || out[range].back().block != place.block ||
                        out[range].back().unit != place.unit)
                        out[range].push_back(place);
                }
            }
        for (RowRange& range : ranges) range.cells = std::min(range.cells, range.size() * cols_.size());
        return out;
    }

  private:
    /// In units of 2^-32.
    std::uint64_t weight_of(DocumentId document) const {
        constexpr std::uint64_t one = std::uint64_t{1} << 32;
        return options_.document_weights.empty() ? one : options_.document_weights[document];
    }

    const Incidence& incidence_;
    Axis rows_, cols_;
    CountOptions options_;
};

/// Threads share the blocks, each with counts of its own.
template <class Sum>
Cooccurrence count_blocks(const PairCounter<Sum>& counter, const Incidence& incidence, bool table,
                          const Job& job) {
    const std::size_t workers = std::max(worker_count(job, incidence.blocks.size()), 1U);
    std::vector<Totals<Sum>> totals(workers, counter.no_totals());
    std::vector<PairCounts<Sum>> counts;
    for (std::size_t i = 0; i < workers; ++i)
        counts.emplace_back(counter.all_rows(), counter.cols().size(), counter.layered(), table);
    run_blocks(incidence.blocks.size(), job, [&](std::size_t i, unsigned worker) {
        const IncidenceBlock& block = incidence.blocks[i];
        counter.count_documents(block, totals[worker]);
        PairFinder finder = counter.finder();
        for (std::size_t u = 0; u < block.units(); ++u) {
            const UnitTags unit = block.unit(u);
            finder.read(unit);
            if (counter.count_totals(finder, unit.document, totals[worker]))
                counter.count_pairs(finder, unit.document, counts[worker]);
        }
    });
    for (std::size_t worker = 1; worker < workers; ++worker) {
        totals[0].add(totals[worker]);
        counts[0].add(counts[worker]);
    }
    Cooccurrence out = totals[0].result();
    MatrixWriter<Sum> writer(counter.rows().size(), counter.cols().size(), 0, counter.layered());
    writer.add(counts[0].take());
    writer.finish(out);
    return out;
}

/// Threads share ranges of rows, so that no cell is held twice, however many there are.
template <class Sum>
Cooccurrence count_ranges(const PairCounter<Sum>& counter, const Incidence& incidence, const Job& job) {
    Totals<Sum> totals = counter.no_totals();
    for (const IncidenceBlock& block : incidence.blocks) {
        counter.count_documents(block, totals);
        PairFinder finder = counter.finder();
        for (std::size_t u = 0; u < block.units(); ++u) {
            finder.read(block.unit(u));
            counter.count_totals(finder, block.unit(u).document, totals);
        }
    }
    std::vector<RowRange> ranges = counter.ranges();
    const std::vector<std::vector<UnitPlace>> units = counter.units_of(ranges);
    std::size_t cells = 0;
    for (const RowRange& range : ranges) cells += range.cells;
    MatrixWriter<Sum> writer(counter.rows().size(), counter.cols().size(), cells, counter.layered());
    constexpr std::size_t at_once = 64;
    for (std::size_t first = 0; first < ranges.size(); first += at_once) {
        const std::size_t some = std::min(at_once, ranges.size() - first);
        std::vector<CellsOfRows<Sum>> parts(some);
        std::vector<PairCounts<Sum>> counts;
        for (unsigned i = 0; i < std::max(worker_count(job, some), 1U); ++i)
            counts.emplace_back(ranges[0], counter.cols().size(), counter.layered(), true);
        run_blocks(some, job, [&](std::size_t i, unsigned worker) {
            const RowRange& rows = ranges[first + i];
            counts[worker].start(rows);
            PairFinder finder = counter.finder();
            finder.choose_rows(rows.begin, rows.end);
            for (const UnitPlace& place : units[first + i]) {
                const UnitTags unit = incidence.blocks[place.block].unit(place.unit);
                finder.read(unit);
                counter.count_pairs(finder, unit.document, counts[worker]);
            }
            parts[i] = counts[worker].take();
        });
        for (const CellsOfRows<Sum>& part : parts) writer.add(part);
    }
    Cooccurrence out = totals.result();
    writer.finish(out);
    return out;
}

template <class Sum>
Cooccurrence count_all(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                       const CountOptions& options, const Job& job) {
    const PairCounter<Sum> counter(incidence, rows, cols, options);
    const bool table = rows.size() * cols.size() <= options.most_cells;
    const bool whole_units = !options.proximity && !incidence.window;
    // Of windows and near mentions a unit costs what its mentions do, so each is read once.
    return table || !whole_units ? count_blocks(counter, incidence, table, job)
                                 : count_ranges(counter, incidence, job);
}

template <class Sum>
std::vector<Cooccurrence> count_all_given(const Incidence& incidence, std::span<const TagId> rows,
                                          std::span<const TagId> cols, std::span<const TagId> given,
                                          const CountOptions& options, const Job& job) {
    const PairCounter<Sum> counter(incidence, rows, cols, options);
    const Axis given_axis(given);
    const std::size_t workers = std::max(worker_count(job, incidence.blocks.size()), 1U);
    std::vector<std::vector<Totals<Sum>>> totals(workers, {given.size(), counter.no_totals()});
    const PairCounts<Sum> none(counter.all_rows(), cols.size(), false, false);
    std::vector<std::vector<PairCounts<Sum>>> counts(workers, {given.size(), none});
    run_blocks(incidence.blocks.size(), job, [&](std::size_t i, unsigned worker) {
        const IncidenceBlock& block = incidence.blocks[i];
        PairFinder finder = counter.finder();
        for (std::size_t u = 0; u < block.units(); ++u) {
            const UnitTags unit = block.unit(u);
            finder.read(unit);
            for (std::size_t t = 0; t < finder.tags().size(); ++t) {
                const std::int64_t place = given_axis.at(finder.tags()[t].tag);
                if (place == TagInUnit::absent) continue;
                const auto at = static_cast<std::size_t>(place);
                const std::uint32_t identity = finder.tags()[t].identity;
                finder.for_each_part_with(t, [&](Count units) {
                    totals[worker][at].n += counter.weighted(unit.document, units);
                    if (counter.count_totals(finder, unit.document, totals[worker][at]))
                        counter.count_pairs(finder, unit.document, counts[worker][at], identity);
                });
            }
        }
    });
    std::vector<Cooccurrence> out;
    for (std::size_t t = 0; t < given.size(); ++t) {
        for (std::size_t worker = 1; worker < workers; ++worker) {
            totals[0][t].add(totals[worker][t]);
            counts[0][t].add(counts[worker][t]);
        }
        out.push_back(totals[0][t].result());
        MatrixWriter<Sum> writer(rows.size(), cols.size(), 0, false);
        writer.add(counts[0][t].take());
        writer.finish(out.back());
    }
    return out;
}

}  // namespace

Cooccurrence count_cooccurrence(const Incidence& incidence, std::span<const TagId> rows,
                                std::span<const TagId> cols, const CountOptions& options, const Job& job) {
    return options.document_weights.empty() && !incidence.soft
               ? count_all<Count>(incidence, rows, cols, options, job)
               : count_all<Wide>(incidence, rows, cols, options, job);
}

std::vector<Cooccurrence> count_given(const Incidence& incidence, std::span<const TagId> rows,
                                      std::span<const TagId> cols, std::span<const TagId> given,
                                      const CountOptions& options, const Job& job) {
    if (incidence.soft) throw std::invalid_argument("tags with values are not counted given a third tag");
    return options.document_weights.empty()
               ? count_all_given<Count>(incidence, rows, cols, given, options, job)
               : count_all_given<Wide>(incidence, rows, cols, given, options, job);
}

}  // namespace comention
