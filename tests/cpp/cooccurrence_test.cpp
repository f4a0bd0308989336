#include "comention/cooccurrence.hpp"

#include <gtest/gtest.h>

#include "cases.hpp"
#include "comention/evidence.hpp"
#include "reference/cooccurrence.hpp"

namespace comention {
namespace {

using reference::Units;

/// The incidence of a corpus given unit by unit, cut into blocks of a few documents.
Incidence make(const Units& corpus, std::size_t documents_per_block) {
    Incidence out;
    out.unit = Unit::sentence;
    for (std::size_t d = 0; d < corpus.size(); ++d) {
        if (d % documents_per_block == 0) out.blocks.emplace_back();
        IncidenceBlock& block = out.blocks.back();
        block.begin_document(static_cast<DocumentId>(d), static_cast<Count>(corpus[d].size()));
        for (std::size_t u = 0; u < corpus[d].size(); ++u) {
            if (corpus[d][u].empty()) continue;
            block.begin_unit(static_cast<UnitIndex>(u), 10);
            for (const TagId tag : corpus[d][u]) block.add({tag, tag, tag + 1, tag, tag, tag});
        }
    }
    return out;
}

Count coeff(const Cooccurrence& counts, std::int64_t row, std::int64_t col) {
    return counts.joint.empty() ? 0 : counts.joint.front().whole.coeff(row, col);
}

Units random_corpus(test::Random& random, std::size_t tags) {
    Units corpus(random.below(8));
    for (auto& document : corpus) {
        document.resize(random.below(6));
        for (auto& unit : document)
            for (std::size_t i = random.below(5); i > 0; --i)
                unit.insert(static_cast<TagId>(random.below(tags)));
    }
    return corpus;
}

std::vector<TagId> random_axis(test::Random& random, std::size_t tags) {
    std::vector<TagId> axis;
    for (TagId tag = 0; tag < tags; ++tag)
        if (random.below(3) > 0) axis.push_back(tag);
    return axis;
}

void expect_equal(const Cooccurrence& got, const reference::Counts& want) {
    EXPECT_EQ(got.n.whole.at(0), want.n);
    EXPECT_EQ(got.row_totals.whole, want.row_totals);
    EXPECT_EQ(got.col_totals.whole, want.col_totals);
    for (std::size_t i = 0; i < want.joint.size(); ++i)
        for (std::size_t j = 0; j < want.joint[i].size(); ++j) {
            const auto row = static_cast<std::int64_t>(i), col = static_cast<std::int64_t>(j);
            EXPECT_EQ(coeff(got, row, col), want.joint[i][j]) << i << ", " << j;
            EXPECT_EQ(got.documents.coeff(row, col), want.documents[i][j]) << i << ", " << j;
        }
}

TEST(Cooccurrence, CountsByHand) {
    // Document 0 has the units {0, 1}, {0, 1, 2}, {}; document 1 has {1, 2}; document 2 has none.
    const Incidence incidence = make({{{0, 1}, {0, 1, 2}, {}}, {{1, 2}}, {}}, 1);
    const Cooccurrence counts =
        count_cooccurrence(incidence, std::vector<TagId>{0, 1, 2}, std::vector<TagId>{0, 1, 2});
    EXPECT_EQ(counts.n.whole.at(0), 4);
    EXPECT_EQ(counts.row_totals.whole, (std::vector<Count>{2, 3, 2}));
    EXPECT_EQ(coeff(counts, 0, 1), 2);
    EXPECT_EQ(coeff(counts, 1, 0), 2);
    EXPECT_EQ(coeff(counts, 0, 2), 1);
    EXPECT_EQ(coeff(counts, 1, 2), 2);
    EXPECT_EQ(coeff(counts, 1, 1), 0) << "a tag does not co-occur with itself";
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
}

TEST(Cooccurrence, EqualsTheReferenceForAnyThreads) {
    test::Random random(20);
    for (int run = 0; run < 600; ++run) {
        const std::size_t tags = 1 + random.below(7);
        const Units corpus = random_corpus(random, tags);
        const auto rows = random_axis(random, tags);
        const auto cols = run % 2 ? random_axis(random, tags) : rows;
        const Incidence incidence = make(corpus, 1 + random.below(3));
        const auto want = reference::count_cooccurrence(corpus, rows, cols);
        for (const unsigned threads : {1U, 3U})
            expect_equal(count_cooccurrence(incidence, rows, cols, {}, {threads, {}}), want);
    }
}

TEST(Cooccurrence, EvidenceIsAsLongAsTheCount) {
    test::Random random(21);
    for (int run = 0; run < 200; ++run) {
        const Units corpus = random_corpus(random, 4);
        const Incidence incidence = make(corpus, 2);
        for (TagId row = 0; row < 4; ++row)
            for (TagId col = 0; col < 4; ++col) {
                const auto evidence = find_evidence(incidence, row, col, no_tag, {}, 1000);
                EXPECT_EQ(static_cast<Count>(evidence.size()),
                          row == col ? 0 : reference::units_with(corpus, {row, col}));
                for (const Evidence& e : evidence) {
                    EXPECT_TRUE(corpus[e.document][e.position].contains(row));
                    EXPECT_TRUE(corpus[e.document][e.position].contains(col));
                    EXPECT_EQ(e.row.tag, row);
                    EXPECT_EQ(e.col.begin, col);
                }
                EXPECT_LE(find_evidence(incidence, row, col, no_tag, {}, 1).size(), 1U);
            }
    }
}

}  // namespace
}  // namespace comention
