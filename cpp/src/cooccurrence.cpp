#include "comention/cooccurrence.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "flat_map.hpp"
#include "pairs.hpp"

namespace comention {
namespace {

__extension__ using Wide = __int128;

constexpr std::uint64_t one = std::uint64_t{1} << 32;  ///< the weight 1 of a document

template <class Sum>
struct Cell {
    Sum joint = 0;
    Count documents = 0;
    std::int64_t last_document = -1;

    void add_document(DocumentId document) {
        documents += last_document != document;
        last_document = document;
    }
};

/// What one worker has counted. Adding tallies gives the tally of all their blocks, in any order, since a
/// document lies in one block. `Sum` is Count, or Wide where documents have weights.
template <class Sum>
struct Tally {
    std::map<std::uint32_t, FlatMap<Cell<Sum>>> layers;
    FlatMap<Cell<Sum>> documents;  ///< where a document may add to several layers
    std::vector<Sum> row_totals, col_totals;
    Sum n = 0, left_out = 0;
    Count left_out_pairs = 0, pairs = 0;

    Tally(std::size_t rows, std::size_t cols) : row_totals(rows), col_totals(cols) {}

    void add(const Tally& other) {
        for (const auto& [bucket, cells] : other.layers) add(layers[bucket], cells);
        add(documents, other.documents);
        add(row_totals, other.row_totals);
        add(col_totals, other.col_totals);
        n += other.n;
        left_out += other.left_out;
        left_out_pairs += other.left_out_pairs;
        pairs += other.pairs;
    }

    /// Takes over what does not depend on which rows were counted.
    void take_all_but_rows(Tally& other) {
        col_totals = std::move(other.col_totals);
        n = other.n;
        left_out = other.left_out;
        left_out_pairs = other.left_out_pairs;
        pairs = other.pairs;
    }

  private:
    static void add(std::vector<Sum>& sums, const std::vector<Sum>& others) {
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += others[i];
    }
    static void add(FlatMap<Cell<Sum>>& cells, const FlatMap<Cell<Sum>>& others) {
        others.for_each([&](std::uint64_t key, const Cell<Sum>& cell) {
            cells[key].joint += cell.joint;
            cells[key].documents += cell.documents;
        });
    }
};

/// Whole numbers and fractions of sums in units of 2^-32; sums of counts are whole.
void split_sum(Count sum, Count& whole, Count&) { whole = sum; }
void split_sum(Wide sum, Count& whole, Count& fraction) {
    whole = static_cast<Count>(sum >> 32);
    fraction = static_cast<Count>(sum & static_cast<Wide>(one - 1));
}

template <class Sum>
Exact exact(const std::vector<Sum>& sums) {
    Exact out{std::vector<Count>(sums.size()), {}};
    std::vector<Count> fraction(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) split_sum(sums[i], out.whole[i], fraction[i]);
    if constexpr (!std::is_same_v<Sum, Count>) out.fraction = std::move(fraction);
    return out;
}

/// Writes a matrix row by row.
class RowWriter {
  public:
    RowWriter(std::size_t rows, std::size_t cols)
        : matrix_(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)) {}

    /// Makes room, so that growing does not hold all cells twice.
    void reserve(std::size_t cells) { matrix_.reserve(static_cast<std::int64_t>(cells)); }

    /// Cells come by row and column.
    void add(std::uint64_t key, Count value) {
        const auto row = static_cast<std::int64_t>(key >> 32);
        if (matrix_.data().size() >= std::numeric_limits<std::int32_t>::max())
            throw std::length_error("more than 2^31 pairs were found: count fewer tags at once");
        start_rows(row + 1);
        matrix_.insertBackByOuterInner(row, static_cast<std::int64_t>(key & 0xFFFFFFFF)) = value;
    }

    CountMatrix finish() {
        start_rows(matrix_.rows());
        matrix_.finalize();
        return std::move(matrix_);
    }

  private:
    void start_rows(std::int64_t end) {
        for (; next_row_ < end; ++next_row_) matrix_.startVec(next_row_);
    }

    CountMatrix matrix_;
    std::int64_t next_row_ = 0;
};

/// Puts the cells of tallies, range of rows by range of rows, into matrices.
template <class Sum>
class ResultWriter {
  public:
    ResultWriter(std::size_t rows, std::size_t cols, std::size_t cells = 0)
        : rows_(rows), cols_(cols), cells_(cells), documents_(rows, cols) {
        documents_.reserve(cells);
    }

    void add(const Tally<Sum>& tally, bool layered) {
        for (const auto& [bucket, cells] : tally.layers) {
            auto& [whole, fraction] = writers(bucket, layered);
            for_each_sorted(cells, [&](std::uint64_t key, const Cell<Sum>& cell) {
                Count whole_part = 0, fraction_part = 0;
                split_sum(cell.joint, whole_part, fraction_part);
                whole.add(key, whole_part);
                if (weighted) fraction.add(key, fraction_part);
                if (!layered) documents_.add(key, cell.documents);
            });
        }
        for_each_sorted(tally.documents, [&](std::uint64_t key, const Cell<Sum>& cell) {
            documents_.add(key, cell.documents);
        });
    }

    void finish(Cooccurrence& out) {
        for (auto& [bucket, writers] : layers_)
            out.joint.push_back(
                {bucket, writers.first.finish(), weighted ? writers.second.finish() : CountMatrix()});
        out.documents = documents_.finish();
    }

  private:
    static constexpr bool weighted = !std::is_same_v<Sum, Count>;

    std::pair<RowWriter, RowWriter>& writers(std::uint32_t bucket, bool layered) {
        const auto [found, added] =
            layers_.try_emplace(bucket, RowWriter(rows_, cols_), RowWriter(rows_, cols_));
        if (added && !layered) found->second.first.reserve(cells_);
        return found->second;
    }

    template <class Visit>
    static void for_each_sorted(const FlatMap<Cell<Sum>>& cells, Visit visit) {
        std::vector<std::pair<std::uint64_t, const Cell<Sum>*>> sorted;
        sorted.reserve(cells.size());
        cells.for_each([&](std::uint64_t key, const Cell<Sum>& cell) { sorted.emplace_back(key, &cell); });
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [key, cell] : sorted) visit(key, *cell);
    }

    std::size_t rows_, cols_, cells_;
    std::map<std::uint32_t, std::pair<RowWriter, RowWriter>> layers_;
    RowWriter documents_;
};

/// Some rows.
struct RowRange {
    std::size_t begin;
    std::size_t end;
    std::size_t cells = 0;  ///< at most so many, if several ranges were made
};

template <class Sum>
class PairCounter {
  public:
    PairCounter(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                std::span<const TagId> given, const CountOptions& options)
        : incidence_(incidence), rows_(rows), cols_(cols), given_(given), options_(options) {}

    /// Ranges of rows with about as many cells as are to be counted at once.
    std::vector<RowRange> ranges() const {
        if (rows_.size() * cols_.size() <= options_.most_cells || given_.size() > 0)
            return {{0, rows_.size(), 0}};
        const std::vector<std::size_t> cells = cells_of_rows();
        std::vector<RowRange> out = {{0, 0, 0}};
        std::size_t sum = 0;
        for (std::size_t row = 0; row < cells.size(); ++row) {
            if (sum > 0 && sum + cells[row] > options_.most_cells) {
                out.push_back({row, row, 0});
                sum = 0;
            }
            sum += cells[row];
            out.back().end = row + 1;
            out.back().cells = sum;
        }
        return out;
    }

    std::vector<Tally<Sum>> tallies() const {
        return std::vector<Tally<Sum>>(std::max<std::size_t>(given_.size(), 1),
                                       Tally<Sum>(rows_.size(), cols_.size()));
    }

    /// Counts some rows of a block into one tally, or into one for each given tag.
    void count(const IncidenceBlock& block, const RowRange& rows, std::vector<Tally<Sum>>& tallies) const {
        if (given_.size() == 0)
            for (const DocumentUnits& document : block.documents())
                tallies[0].n += weighted(document.document, document.units);
        PairFinder finder(rows_, cols_, options_, incidence_.window);
        finder.choose_rows(rows.begin, rows.end);
        for (std::size_t u = 0; u < block.units(); ++u) {
            const UnitTags unit = block.unit(u);
            finder.read(unit);
            if (given_.size() == 0)
                count_unit(finder, unit.document, tallies[0], no_tag);
            else
                count_parts(finder, unit.document, tallies);
        }
    }

    bool layered() const { return options_.share != Share::whole || options_.proximity; }

  private:
    /// At most how many cells each row has.
    std::vector<std::size_t> cells_of_rows() const {
        std::vector<std::size_t> cells(rows_.size());
        PairFinder finder(rows_, cols_, options_, {});
        incidence_.for_each_unit([&](const UnitTags& unit) {
            finder.read(unit);
            std::size_t cols = 0;
            for (const TagInUnit& tag : finder.tags()) cols += tag.is_col();
            for (const TagInUnit& tag : finder.tags())
                if (tag.is_row()) cells[static_cast<std::size_t>(tag.row)] += cols;
        });
        for (std::size_t& count : cells) count = std::min(count, cols_.size());
        return cells;
    }

    Sum weighted(DocumentId document, Count amount) const {
        if constexpr (std::is_same_v<Sum, Count>)
            return amount;
        else
            return static_cast<Wide>(options_.document_weights[document]) * amount;
    }

    void count_parts(PairFinder& finder, DocumentId document, std::vector<Tally<Sum>>& tallies) const {
        for (std::size_t i = 0; i < finder.tags().size(); ++i) {
            const std::int64_t place = given_.at(finder.tags()[i].tag);
            if (place == TagInUnit::absent) continue;
            Tally<Sum>& tally = tallies[static_cast<std::size_t>(place)];
            const std::uint32_t identity = finder.tags()[i].identity;
            finder.for_each_part_with(i, [&](Count units) {
                tally.n += weighted(document, units);
                count_unit(finder, document, tally, identity);
            });
        }
    }

    /// `skip` is what a given tag stands for: it does not co-occur with itself.
    void count_unit(PairFinder& finder, DocumentId document, Tally<Sum>& tally, std::uint32_t skip) const {
        tally.pairs += finder.pairs();
        if (finder.has_too_many_tags()) {
            tally.n -= weighted(document, 1);
            tally.left_out += weighted(document, 1);
            tally.left_out_pairs += finder.pairs();
            return;
        }
        finder.for_each_total([&](const TagInUnit& tag, Count units) {
            if (tag.is_row())
                tally.row_totals[static_cast<std::size_t>(tag.row)] += weighted(document, units);
            if (tag.is_col())
                tally.col_totals[static_cast<std::size_t>(tag.col)] += weighted(document, units);
        });
        FlatMap<Cell<Sum>>* cells = nullptr;
        std::uint32_t last_bucket = 0;
        finder.for_each_pair(
            [&](const TagInUnit& row, const TagInUnit& col, const Meeting& meeting, std::uint32_t bucket) {
                if (row.identity == skip || col.identity == skip) return;
                if (cells == nullptr || bucket != last_bucket) cells = &tally.layers[last_bucket = bucket];
                const std::uint64_t key =
                    (static_cast<std::uint64_t>(row.row) << 32) | static_cast<std::uint64_t>(col.col);
                Cell<Sum>& cell = (*cells)[key];
                cell.joint += weighted(document, meeting.amount);
                (layered() ? tally.documents[key] : cell).add_document(document);
            });
    }

    const Incidence& incidence_;
    Axis rows_, cols_, given_;
    CountOptions options_;
};

template <class Sum>
Cooccurrence totals(Tally<Sum>& tally) {
    Cooccurrence out;
    out.row_totals = exact(tally.row_totals);
    out.col_totals = exact(tally.col_totals);
    out.n = exact(std::vector<Sum>{tally.n});
    out.left_out = exact(std::vector<Sum>{tally.left_out});
    out.left_out_pairs = tally.left_out_pairs;
    out.pairs = tally.pairs;
    return out;
}

/// Threads share the blocks, each with tallies of its own.
template <class Sum>
std::vector<Cooccurrence> count_blocks(const PairCounter<Sum>& counter, const Incidence& incidence,
                                       const RowRange& rows, std::size_t cols, const Job& job) {
    const std::size_t blocks = incidence.blocks.size();
    std::vector<std::vector<Tally<Sum>>> tallies(std::max(worker_count(job, blocks), 1U), counter.tallies());
    run_blocks(blocks, job, [&](std::size_t i, unsigned worker) {
        counter.count(incidence.blocks[i], rows, tallies[worker]);
    });
    std::vector<Cooccurrence> out;
    for (std::size_t t = 0; t < tallies[0].size(); ++t) {
        for (std::size_t worker = 1; worker < tallies.size(); ++worker) tallies[0][t].add(tallies[worker][t]);
        out.push_back(totals(tallies[0][t]));
        ResultWriter<Sum> writer(rows.end, cols);
        writer.add(tallies[0][t], counter.layered());
        writer.finish(out.back());
    }
    return out;
}

/// Threads share the ranges of rows, so that no cell is held twice, however many there are.
template <class Sum>
Cooccurrence count_ranges(const PairCounter<Sum>& counter, const Incidence& incidence,
                          std::span<const RowRange> ranges, std::size_t cols, const Job& job) {
    std::size_t cells = 0;
    for (const RowRange& range : ranges) cells += range.cells;
    ResultWriter<Sum> writer(ranges.back().end, cols, cells);
    Tally<Sum> whole(ranges.back().end, cols);
    const std::size_t at_once = std::max(worker_count(job, ranges.size()), 1U);
    for (std::size_t first = 0; first < ranges.size(); first += at_once) {
        const auto some = ranges.subspan(first, std::min(at_once, ranges.size() - first));
        std::vector<std::vector<Tally<Sum>>> tallies(some.size());
        run_blocks(some.size(), job, [&](std::size_t i, unsigned) {
            tallies[i] = counter.tallies();
            for (const IncidenceBlock& block : incidence.blocks) counter.count(block, some[i], tallies[i]);
        });
        for (std::size_t i = 0; i < some.size(); ++i) {
            Tally<Sum>& tally = tallies[i].front();
            writer.add(tally, counter.layered());
            for (std::size_t row = some[i].begin; row < some[i].end; ++row)
                whole.row_totals[row] = tally.row_totals[row];
            if (first + i == 0) whole.take_all_but_rows(tally);
        }
    }
    Cooccurrence out = totals(whole);
    writer.finish(out);
    return out;
}

template <class Sum>
std::vector<Cooccurrence> count_all(const Incidence& incidence, std::span<const TagId> rows,
                                    std::span<const TagId> cols, std::span<const TagId> given,
                                    const CountOptions& options, const Job& job) {
    const PairCounter<Sum> counter(incidence, rows, cols, given, options);
    const std::vector<RowRange> ranges = counter.ranges();
    std::vector<Cooccurrence> out;
    if (ranges.size() == 1) return count_blocks(counter, incidence, ranges[0], cols.size(), job);
    out.push_back(count_ranges<Sum>(counter, incidence, ranges, cols.size(), job));
    return out;
}

std::vector<Cooccurrence> count_by_weight(const Incidence& incidence, std::span<const TagId> rows,
                                          std::span<const TagId> cols, std::span<const TagId> given,
                                          const CountOptions& options, const Job& job) {
    return options.document_weights.empty() ? count_all<Count>(incidence, rows, cols, given, options, job)
                                            : count_all<Wide>(incidence, rows, cols, given, options, job);
}

}  // namespace

Cooccurrence count_cooccurrence(const Incidence& incidence, std::span<const TagId> rows,
                                std::span<const TagId> cols, const CountOptions& options, const Job& job) {
    return std::move(count_by_weight(incidence, rows, cols, {}, options, job).front());
}

std::vector<Cooccurrence> count_given(const Incidence& incidence, std::span<const TagId> rows,
                                      std::span<const TagId> cols, std::span<const TagId> given,
                                      const CountOptions& options, const Job& job) {
    if (given.empty()) return {};
    return count_by_weight(incidence, rows, cols, given, options, job);
}

}  // namespace comention
