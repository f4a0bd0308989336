#include "comention/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "draws.hpp"

namespace comention {
namespace {

constexpr std::size_t samples_of_block = 16;
/// Values of t closer than this are taken for equal: they may differ by rounding.
constexpr double equal_within = 1e-9;

using Order = std::vector<std::uint32_t>;

/// A tag of a document.
struct Held {
    std::uint32_t tag;
    Count units;

    auto operator<=>(const Held&) const = default;
};

struct Document {
    Count units;
    std::vector<std::uint32_t> values;
    std::vector<Held> tags;

    auto operator<=>(const Document&) const = default;
};

/// Documents in an order that depends on what they hold alone.
std::vector<Document> sorted(const ValuedDocuments& given) {
    std::vector<Document> out;
    std::size_t at = 0;
    for (std::size_t d = 0; d < given.units.size(); ++d) {
        const auto values = given.values.of(d);
        Document document{given.units[d], {values.begin(), values.end()}, {}};
        for (const std::uint32_t tag : given.tags.of(d)) document.tags.push_back({tag, given.held[at++]});
        out.push_back(std::move(document));
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// Sums over documents of all their units n, and how many there are.
struct Units {
    Count documents = 0, n = 0, n_n = 0;

    void add(Count units) {
        ++documents;
        n += units;
        n_n += units * units;
    }

    Units without(const Units& some) const {
        return {documents - some.documents, n - some.n, n_n - some.n_n};
    }
};

/// The same of the units y that hold a tag, and all units of documents that are no cases of the tag.
struct Sums {
    Count y = 0, y_y = 0, y_n = 0;
    Units out;

    void add(Count held, Count units) {
        if (held == 0) return out.add(units);
        y += held;
        y_y += held * held;
        y_n += held * units;
    }
};

/// Σz² of documents, whose units hold the tag with a share of p.
double squares(const Sums& sums, const Units& units, double p) {
    return std::max(0.0, static_cast<double>(sums.y_y) - 2 * p * static_cast<double>(sums.y_n) +
                             p * p * static_cast<double>(units.n_n));
}

/// Values dealt to documents, one value after another.
class Deals {
  public:
    Deals(const std::vector<Document>& documents, std::size_t values, std::size_t tags,
          std::span<const ValuedPair> pairs)
        : documents_(documents), holders_(values), whole_(tags), pairs_(pairs), order_(pairs.size()) {
        for (std::uint32_t d = 0; d < documents.size(); ++d) {
            all_.add(documents[d].units);
            for (const std::uint32_t value : documents[d].values) holders_[value].push_back(d);
            for (const Held& held : documents[d].tags) whole_[held.tag].add(held.units, documents[d].units);
        }
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return pairs[a].value < pairs[b].value; });
    }

    /// Calls `visit(pair, t)` for each pair, the values of document d being dealt to document `to[d]`. `sums`
    /// is memory to work with.
    template <class Visit>
    void for_each_t(const Order& to, std::vector<Sums>& sums, Visit visit) const {
        for (std::size_t i = 0; i < order_.size();) {
            const std::uint32_t value = pairs_[order_[i]].value;
            const Units units = gather(value, to, sums);
            for (; i < order_.size() && pairs_[order_[i]].value == value; ++i)
                visit(order_[i], t(units, sums[pairs_[order_[i]].tag], whole_[pairs_[order_[i]].tag]));
        }
    }

    PermutedPair moments(const ValuedPair& pair) const {
        Units held;
        for (const std::uint32_t d : holders_[pair.value])
            if (is_case(d, pair.tag)) held.add(documents_[d].units);
        const Sums& whole = whole_[pair.tag];
        const Units cases = all_.without(whole.out);
        const double p = share(whole);
        const auto size = static_cast<double>(cases.documents);
        const auto holders = static_cast<double>(held.documents);
        const double spread = size > 0 ? holders * (size - holders) / size : 0;
        const double variance = size > 1 ? spread * squares(whole, cases, p) / (size - 1) : 0;
        return {static_cast<double>(held.n) * p, variance, 0, 0};
    }

  private:
    Units gather(std::uint32_t value, const Order& to, std::vector<Sums>& sums) const {
        Units units;
        std::fill(sums.begin(), sums.end(), Sums{});
        for (const std::uint32_t from : holders_[value]) {
            const Document& document = documents_[to[from]];
            units.add(document.units);
            for (const Held& held : document.tags) sums[held.tag].add(held.units, document.units);
        }
        return units;
    }

    bool is_case(std::uint32_t document, std::uint32_t tag) const {
        const auto is = [&](const Held& held) { return held.tag == tag && held.units == 0; };
        return std::ranges::none_of(documents_[document].tags, is);
    }

    double share(const Sums& whole) const {
        const Count n = all_.n - whole.out.n;
        return n > 0 ? static_cast<double>(whole.y) / static_cast<double>(n) : 0;
    }

    double t(const Units& dealt, const Sums& sums, const Sums& whole) const {
        const Units cases = all_.without(whole.out), units = dealt.without(sums.out);
        if (cases.n == 0) return 0;
        const auto n = static_cast<double>(cases.n);
        const double off = static_cast<double>(cases.n * sums.y - units.n * whole.y) / n;
        const double p = share(whole), r = static_cast<double>(units.n) / n;
        const double within = squares(sums, units, p);
        const double outside = std::max(0.0, squares(whole, cases, p) - within);
        const double variance = (1 - r) * (1 - r) * within + r * r * outside;
        return variance > 0 ? off / std::sqrt(variance) : 0;
    }

    const std::vector<Document>& documents_;
    std::vector<Order> holders_;
    std::vector<Sums> whole_;
    Units all_;
    std::span<const ValuedPair> pairs_;
    std::vector<std::size_t> order_;
};

void shuffle(Order& order, Draws& draws) {
    for (auto left = static_cast<std::uint32_t>(order.size()); left > 1; --left)
        std::swap(order[left - 1], order[draws.below(left)]);
}

struct Tally {
    Count above = 0, below = 0;
};

void check(const ValuedDocuments& documents, std::span<const ValuedPair> pairs, const Sampling& sampling) {
    check_lists(documents.values);
    check_lists(documents.tags);
    const std::size_t size = documents.units.size();
    if (documents.values.units() != size || documents.tags.units() != size)
        throw std::invalid_argument("values, tags and units must be of the same documents");
    if (documents.held.size() != documents.tags.tags.size())
        throw std::invalid_argument("there must be a number of units for each tag of a document");
    if (std::any_of(documents.units.begin(), documents.units.end(), [](Count units) { return units < 1; }) ||
        std::any_of(documents.held.begin(), documents.held.end(), [](Count units) { return units < 0; }))
        throw std::invalid_argument("documents must have a unit each, and their tags no fewer than none");
    if (sampling.samples == 0) throw std::invalid_argument("there must be a sample");
    for (const ValuedPair& pair : pairs)
        if (pair.value >= documents.values.tag_count || pair.tag >= documents.tags.tag_count)
            throw std::invalid_argument("a pair has a tag that is not there");
}

}  // namespace

std::vector<PermutedPair> permute_documents(const ValuedDocuments& given, std::span<const ValuedPair> pairs,
                                            const Sampling& sampling, const Job& job) {
    check(given, pairs, sampling);
    const std::vector<Document> documents = sorted(given);
    const std::size_t tags = given.tags.tag_count;
    const Deals deals(documents, given.values.tag_count, tags, pairs);
    Order unmoved(documents.size());
    std::iota(unmoved.begin(), unmoved.end(), std::uint32_t{0});
    std::vector<double> observed(pairs.size());
    std::vector<Sums> sums(tags);
    deals.for_each_t(unmoved, sums, [&](std::size_t pair, double t) { observed[pair] = t; });
    const std::size_t blocks = (sampling.samples + samples_of_block - 1) / samples_of_block;
    std::vector<std::vector<Tally>> tallies(worker_count(job, blocks), std::vector<Tally>(pairs.size()));
    run_blocks(blocks, job, [&](std::size_t block, unsigned worker) {
        Order order = unmoved;
        std::vector<Sums> memory(tags);
        const std::size_t end = std::min(sampling.samples, (block + 1) * samples_of_block);
        Draws draws(sampling.seed, block);
        for (std::size_t sample = block * samples_of_block; sample < end; ++sample) {
            shuffle(order, draws);
            deals.for_each_t(order, memory, [&](std::size_t pair, double t) {
                const double slack = equal_within * std::max(1.0, std::abs(observed[pair]));
                tallies[worker][pair].above += t >= observed[pair] - slack ? 1 : 0;
                tallies[worker][pair].below += t <= observed[pair] + slack ? 1 : 0;
            });
        }
    });
    std::vector<PermutedPair> out;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        out.push_back(deals.moments(pairs[i]));
        for (const auto& of_worker : tallies) {
            out.back().above += of_worker[i].above;
            out.back().below += of_worker[i].below;
        }
    }
    return out;
}

}  // namespace comention
