#include "comention/cooccurrence.hpp"

#include <algorithm>
#include <map>
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

template <class Sum>
class PairCounter {
  public:
    PairCounter(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                std::span<const TagId> given, const CountOptions& options)
        : incidence_(incidence), rows_(rows), cols_(cols), given_(given), options_(options) {}

    std::size_t tallies() const { return std::max<std::size_t>(given_.size(), 1); }

    /// Counts a block into one tally, or into one for each given tag.
    void count(const IncidenceBlock& block, std::vector<Tally<Sum>>& tallies) const {
        if (given_.size() == 0)
            for (const DocumentUnits& document : block.documents())
                tallies[0].n += weighted(document.document, document.units);
        PairFinder finder(rows_, cols_, options_, incidence_.window);
        for (std::size_t u = 0; u < block.units(); ++u) {
            const UnitTags unit = block.unit(u);
            finder.read(unit);
            if (given_.size() == 0)
                count_unit(finder, unit.document, tallies[0], no_tag);
            else
                count_parts(finder, unit.document, tallies);
        }
    }

    Cooccurrence result(const Tally<Sum>& tally) const {
        Cooccurrence out;
        for (const auto& [bucket, cells] : tally.layers) out.joint.push_back(layer(bucket, cells));
        const auto& documents = layered()
                                    ? tally.documents
                                    : (tally.layers.empty() ? tally.documents : tally.layers.begin()->second);
        out.documents = matrix(documents, [](const Cell<Sum>& cell) { return cell.documents; });
        out.row_totals = exact(tally.row_totals);
        out.col_totals = exact(tally.col_totals);
        out.n = exact(std::vector<Sum>{tally.n});
        out.left_out = exact(std::vector<Sum>{tally.left_out});
        out.left_out_pairs = tally.left_out_pairs;
        out.pairs = tally.pairs;
        return out;
    }

  private:
    bool layered() const { return options_.share != Share::whole || options_.proximity; }

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

    Layer layer(std::uint32_t bucket, const FlatMap<Cell<Sum>>& cells) const {
        const auto part = [](const Cell<Sum>& cell) {
            std::pair<Count, Count> parts{0, 0};
            split_sum(cell.joint, parts.first, parts.second);
            return parts;
        };
        Layer out{bucket, matrix(cells, [&](const Cell<Sum>& cell) { return part(cell).first; }), {}};
        if constexpr (!std::is_same_v<Sum, Count>)
            out.fraction = matrix(cells, [&](const Cell<Sum>& cell) { return part(cell).second; });
        return out;
    }

    template <class Value>
    CountMatrix matrix(const FlatMap<Cell<Sum>>& cells, Value value) const {
        std::vector<Eigen::Triplet<Count, std::int64_t>> triplets;
        triplets.reserve(cells.size());
        cells.for_each([&](std::uint64_t k, const Cell<Sum>& cell) {
            triplets.emplace_back(static_cast<std::int64_t>(k >> 32),
                                  static_cast<std::int64_t>(k & 0xFFFFFFFF), value(cell));
        });
        CountMatrix out(static_cast<std::int64_t>(rows_.size()), static_cast<std::int64_t>(cols_.size()));
        out.setFromTriplets(triplets.begin(), triplets.end());
        return out;
    }

    const Incidence& incidence_;
    Axis rows_, cols_, given_;
    CountOptions options_;
};

template <class Sum>
std::vector<Cooccurrence> count_all(const Incidence& incidence, std::span<const TagId> rows,
                                    std::span<const TagId> cols, std::span<const TagId> given,
                                    const CountOptions& options, const Job& job) {
    const PairCounter<Sum> counter(incidence, rows, cols, given, options);
    const std::vector<Tally<Sum>> none(counter.tallies(), Tally<Sum>(rows.size(), cols.size()));
    std::vector<std::vector<Tally<Sum>>> tallies(std::max(worker_count(job, incidence.blocks.size()), 1U),
                                                 none);
    run_blocks(incidence.blocks.size(), job,
               [&](std::size_t i, unsigned worker) { counter.count(incidence.blocks[i], tallies[worker]); });
    std::vector<Cooccurrence> out;
    for (std::size_t t = 0; t < none.size(); ++t) {
        for (std::size_t worker = 1; worker < tallies.size(); ++worker) tallies[0][t].add(tallies[worker][t]);
        out.push_back(counter.result(tallies[0][t]));
    }
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
