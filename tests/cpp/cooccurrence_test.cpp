#include "comention/cooccurrence.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "cases.hpp"
#include "comention/evidence.hpp"
#include "reference/cooccurrence.hpp"

namespace comention {
namespace {

using reference::Units;

/// The mentions of a unit by tag and position: all, or the first of each tag.
std::vector<Occurrence> sorted(const reference::Unit& unit, bool every_mention) {
    std::vector<Occurrence> out = unit.mentions;
    std::stable_sort(out.begin(), out.end(), [](const Occurrence& a, const Occurrence& b) {
        return std::tie(a.tag, a.begin) < std::tie(b.tag, b.begin);
    });
    if (!every_mention)
        out.erase(std::unique(out.begin(), out.end(),
                              [](const Occurrence& a, const Occurrence& b) { return a.tag == b.tag; }),
                  out.end());
    return out;
}

/// The incidence of a corpus given unit by unit, cut into blocks of a few documents.
Incidence make(const Units& corpus, std::size_t documents_per_block, bool every_mention = true,
               const SlidingWindow& window = {}) {
    Incidence out;
    out.unit = Unit::sentence;
    out.window = window;
    out.every_mention = every_mention;
    for (std::size_t d = 0; d < corpus.size(); ++d) {
        if (d % documents_per_block == 0) out.blocks.emplace_back();
        IncidenceBlock& block = out.blocks.back();
        Count units = 0;
        for (const reference::Unit& unit : corpus[d])
            units += window ? window_starts(window, unit.tokens).size() : 1;
        block.begin_document(static_cast<DocumentId>(d), units);
        for (std::size_t u = 0; u < corpus[d].size(); ++u) {
            if (corpus[d][u].mentions.empty()) continue;
            block.begin_unit(static_cast<UnitIndex>(u), corpus[d][u].tokens);
            for (const Occurrence& o : sorted(corpus[d][u], every_mention))
                block.add(o, corpus[d][u].value(o.tag));
            out.soft |= !corpus[d][u].values.empty();
        }
    }
    return out;
}

/// A unit of tokens of one to three characters, in which mentions of one to three tokens may overlap.
reference::Unit random_unit(test::Random& random, std::size_t tags) {
    reference::Unit unit;
    unit.tokens = static_cast<TokenIndex>(random.below(12));
    if (unit.tokens == 0) return unit;
    for (std::size_t i = random.below(6); i > 0; --i) {
        const auto first = static_cast<TokenIndex>(random.below(unit.tokens));
        const auto last = std::min(unit.tokens - 1, first + static_cast<TokenIndex>(random.below(3)));
        unit.mentions.push_back(
            {static_cast<TagId>(random.below(tags)), first * 4, last * 4 + 3, 0, first, last});
    }
    std::stable_sort(unit.mentions.begin(), unit.mentions.end(),
                     [](const Occurrence& a, const Occurrence& b) { return a.begin < b.begin; });
    return unit;
}

Units random_corpus(test::Random& random, std::size_t tags) {
    Units corpus(random.below(6));
    for (auto& document : corpus)
        for (std::size_t i = random.below(5); i > 0; --i) document.push_back(random_unit(random, tags));
    return corpus;
}

Units windows_of(const Units& corpus, const SlidingWindow& window) {
    Units out(corpus.size());
    for (std::size_t d = 0; d < corpus.size(); ++d)
        for (const reference::Unit& unit : corpus[d])
            for (reference::Unit& one : reference::windows_of(unit, window)) out[d].push_back(std::move(one));
    return out;
}

std::vector<TagId> random_axis(test::Random& random, std::size_t tags) {
    std::vector<TagId> axis;
    for (TagId tag = 0; tag < tags; ++tag)
        if (random.below(3) > 0) axis.push_back(tag);
    return axis;
}

reference::Buckets buckets_of(const Cooccurrence& counts, std::size_t i, std::size_t j) {
    reference::Buckets out;
    for (const Layer& layer : counts.joint)
        if (const Count count = layer.whole.coeff(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)))
            out[layer.bucket] = count;
    return out;
}

void expect_equal(const Cooccurrence& got, const reference::Counts& want) {
    EXPECT_EQ(got.n.whole.at(0), want.n);
    EXPECT_EQ(got.left_out.whole.at(0), want.left_out);
    EXPECT_EQ(got.row_totals.whole, want.row_totals);
    EXPECT_EQ(got.col_totals.whole, want.col_totals);
    for (std::size_t i = 0; i < want.cells.size(); ++i)
        for (std::size_t j = 0; j < want.cells[i].size(); ++j) {
            EXPECT_EQ(buckets_of(got, i, j), want.cells[i][j].joint) << i << ", " << j;
            EXPECT_EQ(got.documents.coeff(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)),
                      want.cells[i][j].documents)
                << i << ", " << j;
        }
}

reference::Unit unit_of_tags(const std::vector<TagId>& tags) {
    reference::Unit unit;
    unit.tokens = 5;
    for (const TagId tag : tags) unit.mentions.push_back({tag, tag, tag + 1, 0, 0, 0});
    return unit;
}

TEST(Cooccurrence, CountsByHand) {
    // Document 0 has the units {0, 1}, {0, 1, 2}, {}; document 1 has {1, 2}; document 2 has none.
    const Units corpus = {
        {unit_of_tags({0, 1}), unit_of_tags({0, 1, 2}), unit_of_tags({})}, {unit_of_tags({1, 2})}, {}};
    const Incidence incidence = make(corpus, 1);
    const std::vector<TagId> tags = {0, 1, 2};
    const Cooccurrence counts = count_cooccurrence(incidence, tags, tags);
    const CountMatrix& joint = counts.joint.at(0).whole;
    EXPECT_EQ(counts.n.whole.at(0), 4);
    EXPECT_EQ(counts.row_totals.whole, (std::vector<Count>{2, 3, 2}));
    EXPECT_EQ(joint.coeff(0, 1), 2);
    EXPECT_EQ(joint.coeff(1, 0), 2);
    EXPECT_EQ(joint.coeff(0, 2), 1);
    EXPECT_EQ(joint.coeff(1, 2), 2);
    EXPECT_EQ(joint.coeff(1, 1), 0) << "a tag does not co-occur with itself";
    EXPECT_EQ(counts.documents.coeff(0, 1), 1);
    EXPECT_EQ(counts.documents.coeff(1, 2), 2);
}

TEST(Cooccurrence, OfNothingIsZero) {
    const Cooccurrence none =
        count_cooccurrence(Incidence{}, std::vector<TagId>{0, 5}, std::vector<TagId>{1});
    EXPECT_EQ(none.n.whole.at(0), 0);
    EXPECT_EQ(none.documents.rows(), 2);
    EXPECT_TRUE(none.joint.empty());
    EXPECT_EQ(none.row_totals.whole, (std::vector<Count>{0, 0}));
    EXPECT_TRUE(count_given(Incidence{}, std::vector<TagId>{0}, std::vector<TagId>{1}, {}).empty());
}

/// A random corpus with what is counted in it.
struct Case {
    Units corpus;
    std::vector<TagId> rows, cols;
    std::vector<std::uint8_t> sides;
    std::vector<std::uint32_t> identity;
    CountOptions options;
    std::size_t documents_per_block;

    Case(test::Random& random, CountOptions given) : options(given) {
        const std::size_t tags = 1 + random.below(6);
        corpus = random_corpus(random, tags);
        rows = random_axis(random, tags);
        cols = random.below(2) ? random_axis(random, tags) : rows;
        for (TagId tag = 0; tag < tags; ++tag) {
            sides.push_back(static_cast<std::uint8_t>(random.below(4)));
            identity.push_back(random.below(4) == 0 ? 0 : tag);
        }
        options.sides = sides;
        if (random.below(3) == 0) options.identity = identity;
        options.most_cells = 1 + random.below(40);
        documents_per_block = 1 + random.below(3);
    }
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
};

std::vector<CountOptions> ways_of_counting() {
    std::vector<CountOptions> out;
    for (const Counting counting : {Counting::binary, Counting::product, Counting::min})
        for (const bool drop : {false, true})
            if (counting != Counting::min || !drop)
                out.push_back({.counting = counting, .drop_overlapping = drop});
    for (const Share share : {Share::row, Share::col, Share::cell, Share::size})
        out.push_back({.share = share});
    for (const bool drop : {false, true}) {
        out.push_back({.directed = true, .drop_overlapping = drop});
        for (const DistanceBy by : {DistanceBy::token, DistanceBy::character})
            for (const std::uint32_t reach : {1U, 3U, 9U})
                for (const bool directed : {false, true})
                    out.push_back({.directed = directed, .drop_overlapping = drop, .proximity = {reach, by}});
    }
    out.push_back({.most_tags = 2});
    return out;
}

TEST(Cooccurrence, EqualsTheReferenceInEveryWayForAnyThreads) {
    test::Random random(20);
    for (const CountOptions& way : ways_of_counting())
        for (int run = 0; run < 60; ++run) {
            const Case c(random, way);
            const Incidence incidence = make(c.corpus, c.documents_per_block);
            const auto want = reference::count_cooccurrence(c.corpus, c.rows, c.cols, c.options);
            for (const unsigned threads : {1U, 3U})
                expect_equal(count_cooccurrence(incidence, c.rows, c.cols, c.options, {threads, {}}), want);
        }
}

TEST(Cooccurrence, OfFirstMentionsIsThatOfAll) {
    test::Random random(22);
    for (int run = 0; run < 300; ++run) {
        const Case c(random, {});
        const Incidence incidence = make(c.corpus, c.documents_per_block, false);
        expect_equal(count_cooccurrence(incidence, c.rows, c.cols, c.options),
                     reference::count_cooccurrence(c.corpus, c.rows, c.cols, c.options));
    }
}

TEST(Cooccurrence, OfWindowsEqualsCountingThemOneByOne) {
    test::Random random(23);
    for (int run = 0; run < 600; ++run) {
        const Case c(random, {});
        const SlidingWindow window = {static_cast<TokenIndex>(1 + random.below(14)),
                                      run % 2 ? Edge::pad : Edge::valid};
        const Incidence incidence = make(c.corpus, c.documents_per_block, true, window);
        expect_equal(count_cooccurrence(incidence, c.rows, c.cols, c.options),
                     reference::count_cooccurrence(windows_of(c.corpus, window), c.rows, c.cols, c.options));
    }
}

TEST(Cooccurrence, GivenATagIsThatOfTheUnitsThatHoldIt) {
    test::Random random(24);
    for (int run = 0; run < 400; ++run) {
        const Case c(random, {});
        const SlidingWindow window = {static_cast<TokenIndex>(random.below(6)), Edge::valid};
        const Incidence incidence = make(c.corpus, c.documents_per_block, true, window);
        const Units units = window ? windows_of(c.corpus, window) : c.corpus;
        const std::vector<TagId> given = random_axis(random, c.sides.size());
        const auto counts = count_given(incidence, c.rows, c.cols, given, c.options, {2, {}});
        ASSERT_EQ(counts.size(), given.size());
        for (std::size_t t = 0; t < given.size(); ++t)
            expect_equal(counts[t],
                         reference::count_cooccurrence(units, c.rows, c.cols, c.options, given[t]));
    }
}

TEST(Cooccurrence, WeightsOfDocumentsAddUpExactly) {
    const Units corpus(3, {unit_of_tags({0, 1})});
    const std::vector<TagId> tags = {0, 1};
    const std::uint64_t third = (std::uint64_t{1} << 32) / 3;
    const std::vector<std::uint64_t> weights = {third, third, third + 1};
    const Cooccurrence counts =
        count_cooccurrence(make(corpus, 1), tags, tags, {.document_weights = weights}, {2, {}});
    EXPECT_EQ(counts.n.whole, std::vector<Count>{1});
    EXPECT_EQ(counts.n.fraction, std::vector<Count>{0});
    EXPECT_EQ(counts.row_totals.whole, (std::vector<Count>{1, 1}));
    EXPECT_EQ(counts.joint.at(0).whole.coeff(0, 1), 1);
    EXPECT_EQ(counts.joint.at(0).fraction.coeff(0, 1), 0);
    const std::vector<std::uint64_t> large = {std::uint64_t{1} << 63, std::uint64_t{1} << 63, 1};
    const Cooccurrence heavy =
        count_cooccurrence(make(corpus, 2), tags, tags, {.document_weights = large}, {2, {}});
    EXPECT_EQ(heavy.joint.at(0).whole.coeff(0, 1), Count{1} << 32);
    EXPECT_EQ(heavy.joint.at(0).fraction.coeff(0, 1), 1);
}

/// Values of some tags in some units, in steps of 1 / `steps`.
void add_values(test::Random& random, Units& corpus, std::size_t steps) {
    for (auto& document : corpus)
        for (reference::Unit& unit : document)
            for (const TagId tag : unit.tags())
                if (random.below(2) == 0)
                    unit.values[tag] =
                        static_cast<double>(1 + random.below(2 * steps)) / static_cast<double>(steps);
}

/// A number in units of 2^-32.
Count fixed(const Exact& numbers, std::size_t i) {
    return (numbers.whole[i] << 32) + (numbers.fraction.empty() ? 0 : numbers.fraction[i]);
}

Count fixed(const Cooccurrence& counts, std::int64_t i, std::int64_t j) {
    Count sum = 0;
    for (const Layer& layer : counts.joint) {
        sum += layer.whole.coeff(i, j) << 32;
        if (layer.fraction.outerSize() > 0) sum += layer.fraction.coeff(i, j);
    }
    return sum;
}

void expect_equal(const Cooccurrence& got, const reference::SoftCounts& want) {
    EXPECT_EQ(fixed(got.n, 0), want.n);
    for (std::size_t i = 0; i < want.row_totals.size(); ++i)
        EXPECT_EQ(fixed(got.row_totals, i), want.row_totals[i]);
    for (std::size_t j = 0; j < want.col_totals.size(); ++j)
        EXPECT_EQ(fixed(got.col_totals, j), want.col_totals[j]);
    for (std::size_t i = 0; i < want.joint.size(); ++i)
        for (std::size_t j = 0; j < want.joint[i].size(); ++j)
            EXPECT_EQ(fixed(got, static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)),
                      want.joint[i][j])
                << i << ", " << j;
}

std::vector<CountOptions> ways_of_soft_counting() {
    std::vector<CountOptions> out;
    for (const CountOptions& way : ways_of_counting())
        if (way.share == Share::whole && !way.proximity) out.push_back(way);
    return out;
}

constexpr std::uint64_t one = std::uint64_t{1} << 32;

/// Weights of documents, or 1 each.
std::vector<std::uint64_t> random_weights(test::Random& random, std::size_t documents) {
    std::vector<std::uint64_t> out(documents, one);
    if (random.below(2) == 0)
        for (std::uint64_t& weight : out) weight = one / 1000 * random.below(3000);
    return out;
}

TEST(SoftCooccurrence, EqualsTheReferenceInEveryWayForAnyThreads) {
    test::Random random(30);
    for (const CountOptions& way : ways_of_soft_counting())
        for (int run = 0; run < 100; ++run) {
            Case c(random, way);
            add_values(random, c.corpus, std::size_t{1} << 20);
            const auto weights = random_weights(random, c.corpus.size());
            const auto want = reference::count_soft(c.corpus, c.rows, c.cols, c.options, weights);
            const bool plain = std::all_of(weights.begin(), weights.end(), [](auto w) { return w == one; });
            if (!plain) c.options.document_weights = weights;
            const Incidence incidence = make(c.corpus, c.documents_per_block);
            for (const unsigned threads : {1U, 3U})
                expect_equal(count_cooccurrence(incidence, c.rows, c.cols, c.options, {threads, {}}), want);
        }
}

TEST(SoftCooccurrence, OfWindowsEqualsCountingThemOneByOne) {
    test::Random random(31);
    for (int run = 0; run < 300; ++run) {
        Case c(random, {});
        add_values(random, c.corpus, 16);
        const SlidingWindow window = {static_cast<TokenIndex>(1 + random.below(14)),
                                      run % 2 ? Edge::pad : Edge::valid};
        const std::vector<std::uint64_t> weights(c.corpus.size(), one);
        expect_equal(count_cooccurrence(make(c.corpus, c.documents_per_block, true, window), c.rows, c.cols,
                                        c.options),
                     reference::count_soft(windows_of(c.corpus, window), c.rows, c.cols, c.options, weights));
    }
}

TEST(SoftCooccurrence, IsRoundedOnceAUnit) {
    reference::Unit unit = unit_of_tags({0, 1});
    unit.values = {{0, 0.1}, {1, 0.2}};
    const std::vector<TagId> tags = {0, 1};
    const Cooccurrence counts = count_cooccurrence(make(Units(1000, {unit}), 7), tags, tags, {}, {2, {}});
    EXPECT_EQ(fixed(counts, 0, 1), 1000 * std::llround(0x1p32 * (0.1 * 0.2)));
    EXPECT_EQ(fixed(counts, 1, 0), fixed(counts, 0, 1));
    EXPECT_EQ(fixed(counts.row_totals, 0), 1000 * std::llround(0x1p32 * 0.1));
    EXPECT_EQ(fixed(counts.n, 0), Count{1000} << 32);
    EXPECT_EQ(counts.documents.coeff(0, 1), 1000);
}

TEST(SoftCooccurrence, BeyondAnyNumberIsRefused) {
    reference::Unit unit = unit_of_tags({0, 1});
    unit.values = {{0, 0x1p40}, {1, 0x1p40}};
    const std::vector<TagId> tags = {0, 1};
    const Incidence incidence = make(Units(3, {unit}), 2);
    EXPECT_THROW(count_cooccurrence(incidence, tags, tags), std::overflow_error);
    EXPECT_THROW(count_given(incidence, tags, tags, tags), std::invalid_argument);
}

TEST(SoftCooccurrence, StaysWhenAnIncidenceIsTakenApartAndPutTogether) {
    test::Random random(32);
    for (int run = 0; run < 200; ++run) {
        Case c(random, {.counting = Counting::product});
        add_values(random, c.corpus, std::size_t{1} << 20);
        const Incidence whole = make(c.corpus, c.documents_per_block);
        std::vector<std::int64_t> part_of;
        for (std::size_t d = 0; d < c.corpus.size(); ++d)
            part_of.push_back(static_cast<std::int64_t>(random.below(3)));
        const std::vector<Incidence> parts = split(whole, part_of, 3);
        // Tags change their order: t is called 9 - t.
        std::vector<TagId> tags(10), rows, cols;
        for (TagId tag = 0; tag < 10; ++tag) tags[tag] = 9 - tag;
        const std::vector<FormId> forms = {0};
        std::vector<Incidence> moved;
        for (const Incidence& part : parts) {
            EXPECT_EQ(part.soft, whole.soft);
            moved.push_back(renumber(part, 0, tags, forms));
        }
        for (const TagId tag : c.rows) rows.push_back(tags[tag]);
        for (const TagId tag : c.cols) cols.push_back(tags[tag]);
        const Incidence joined = join(std::vector<const Incidence*>{&moved[2], &moved[0], &moved[1]});
        CountOptions options = c.options;
        options.sides = {};
        options.identity = {};
        const Cooccurrence want = count_cooccurrence(whole, c.rows, c.cols, options);
        const Cooccurrence got = count_cooccurrence(joined, rows, cols, options);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_EQ(fixed(got.row_totals, i), fixed(want.row_totals, i));
            for (std::size_t j = 0; j < cols.size(); ++j) {
                const auto row = static_cast<std::int64_t>(i), col = static_cast<std::int64_t>(j);
                EXPECT_EQ(fixed(got, row, col), fixed(want, row, col));
            }
        }
    }
}

TEST(SoftEvidence, AddsUpToTheCount) {
    test::Random random(33);
    for (const CountOptions& way : ways_of_soft_counting())
        for (int run = 0; run < 30; ++run) {
            Case c(random, way);
            add_values(random, c.corpus, 1024);
            const Incidence incidence = make(c.corpus, c.documents_per_block);
            const Cooccurrence counts = count_cooccurrence(incidence, c.rows, c.cols, c.options);
            for (std::size_t i = 0; i < c.rows.size(); ++i)
                for (std::size_t j = 0; j < c.cols.size(); ++j) {
                    const auto found =
                        find_evidence(incidence, c.rows[i], c.cols[j], no_tag, c.options, 1000);
                    const double sum =
                        std::accumulate(found.begin(), found.end(), 0.0,
                                        [](double so_far, const Evidence& e) { return so_far + e.amount; });
                    EXPECT_EQ(sum * 0x1p32, static_cast<double>(fixed(counts, static_cast<std::int64_t>(i),
                                                                      static_cast<std::int64_t>(j))));
                }
        }
}

TEST(Cooccurrence, CountsBeyondWhatSmallerNumbersHold) {
    const Count size = (Count{1} << 31) + 1;
    Incidence incidence;
    incidence.blocks.emplace_back();
    incidence.blocks[0].begin_document(0, size);
    const std::vector<TagId> tags = {0, 1};
    EXPECT_EQ(count_cooccurrence(incidence, tags, tags).n.whole.at(0), size);
}

TEST(Evidence, AddsUpToTheCount) {
    test::Random random(21);
    std::vector<CountOptions> ways = ways_of_counting();
    for (const CountOptions& way : ways)
        for (int run = 0; run < 30; ++run) {
            const Case c(random, way);
            const bool plain = way.counting == Counting::binary && way.share == Share::whole &&
                               !way.directed && !way.drop_overlapping && !way.proximity && way.most_tags == 0;
            const SlidingWindow window = {static_cast<TokenIndex>(plain ? random.below(6) : 0), Edge::pad};
            const Incidence incidence = make(c.corpus, c.documents_per_block, true, window);
            const Cooccurrence counts = count_cooccurrence(incidence, c.rows, c.cols, c.options);
            for (std::size_t i = 0; i < c.rows.size(); ++i)
                for (std::size_t j = 0; j < c.cols.size(); ++j) {
                    const auto found =
                        find_evidence(incidence, c.rows[i], c.cols[j], no_tag, c.options, 1000);
                    reference::Buckets sum;
                    for (const Evidence& e : found) {
                        sum[e.bucket] += static_cast<Count>(e.amount);
                        EXPECT_EQ(e.row.tag, c.rows[i]);
                        EXPECT_EQ(e.col.tag, c.cols[j]);
                        EXPECT_TRUE(!way.directed || e.row.begin < e.col.begin);
                        EXPECT_TRUE(!way.drop_overlapping || !reference::overlap(e.row, e.col));
                    }
                    EXPECT_EQ(sum, buckets_of(counts, i, j));
                    EXPECT_LE(find_evidence(incidence, c.rows[i], c.cols[j], no_tag, c.options, 1).size(),
                              1U);
                }
        }
}

}  // namespace
}  // namespace comention
