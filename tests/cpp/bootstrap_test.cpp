#include "comention/bootstrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace comention {
namespace {

constexpr std::size_t things = 4;
const std::vector<TagPair> pairs = {{0, 1}, {2, 3}, {1, 0}};

/// Clusters that hold at random of some things; of pairs no more than of their tags.
struct Made {
    ClusterTable table;
    std::vector<std::vector<Count>> rows, cols, both;
    std::vector<std::uint64_t> keys;
};

void append(const std::vector<Count>& held, ClusterCounts& out) {
    for (std::size_t i = 0; i < held.size(); ++i)
        if (held[i] > 0) {
            out.what.push_back(static_cast<std::uint32_t>(i));
            out.units.push_back(held[i]);
        }
    out.ends.push_back(out.what.size());
}

Made make(std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto below = [&](Count n) { return static_cast<Count>(random() % static_cast<std::uint32_t>(n)); };
    Made out;
    const Count clusters = 1 + below(30);
    for (Count i = 0; i < clusters; ++i) {
        const Count n = 1 + below(6);
        std::vector<Count> row(things), col(things), both;
        for (Count& units : row) units = below(2) * below(n + 1);
        for (Count& units : col) units = below(2) * below(n + 1);
        for (const TagPair& pair : pairs) both.push_back(std::min(row[pair.row], col[pair.col]));
        out.table.clusters.push_back(static_cast<std::uint32_t>(i));
        out.table.units.push_back(n);
        append(row, out.table.rows);
        append(col, out.table.cols);
        append(both, out.table.pairs);
        out.rows.push_back(row);
        out.cols.push_back(col);
        out.both.push_back(both);
        out.keys.push_back(random());
    }
    return out;
}

class Bootstrap : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Bootstrap, ReplicatesAddUpClustersAsOftenAsTheyAreDrawn) {
    const Made made = make(GetParam());
    constexpr std::uint32_t replicates = 67;  // more than are counted at once, and no multiple
    for (const unsigned threads : {1U, 3U}) {
        const Replicates got =
            replicate(made.table, pairs.size(), things, things, made.keys, 9, replicates, {threads, {}});
        for (std::uint32_t r = 0; r < replicates; ++r) {
            Count n = 0;
            std::vector<Count> row(things), col(things), both(pairs.size());
            for (std::size_t c = 0; c < made.keys.size(); ++c) {
                const Count times = draws(9, made.keys[c], r);
                n += times * made.table.units[c];
                for (std::size_t i = 0; i < things; ++i) row[i] += times * made.rows[c][i];
                for (std::size_t i = 0; i < things; ++i) col[i] += times * made.cols[c][i];
                for (std::size_t i = 0; i < pairs.size(); ++i) both[i] += times * made.both[c][i];
            }
            EXPECT_EQ(got.n[r], n);
            for (std::size_t i = 0; i < things; ++i) {
                EXPECT_EQ(got.rows[i * replicates + r], row[i]);
                EXPECT_EQ(got.cols[i * replicates + r], col[i]);
            }
            for (std::size_t i = 0; i < pairs.size(); ++i) EXPECT_EQ(got.pairs[i * replicates + r], both[i]);
        }
    }
}

TEST_P(Bootstrap, InfluenceIsThatOfEveryCluster) {
    const Made made = make(GetParam());
    const std::vector<Gradient> slopes = {{.5, -.25, -.125, .0625}, {1, 0, 0, 0}, {.1, .2, -.3, .4}};
    const std::vector<Influence> got = influences(made.table, pairs, things, things, slopes);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        double squares = 0, cubes = 0;
        for (std::size_t c = 0; c < made.keys.size(); ++c) {
            const double u = slopes[i].joint * static_cast<double>(made.both[c][i]) +
                             slopes[i].row * static_cast<double>(made.rows[c][pairs[i].row]) +
                             slopes[i].col * static_cast<double>(made.cols[c][pairs[i].col]) +
                             slopes[i].n * static_cast<double>(made.table.units[c]);
            squares += u * u;
            cubes += u * u * u;
        }
        EXPECT_NEAR(got[i].squares, squares, 1e-9);
        EXPECT_NEAR(got[i].cubes, cubes, 1e-9);
    }
}

INSTANTIATE_TEST_SUITE_P(Random, Bootstrap, testing::Range(0U, 15U));

TEST(Draws, HaveThePoissonDistributionOfMeanOne) {
    constexpr std::uint32_t many = 200'000;
    std::vector<double> counts(14);
    for (std::uint32_t r = 0; r < many; ++r) ++counts[static_cast<std::size_t>(draws(3, 77, r))];
    double chi2 = 0, p = std::exp(-1.0);
    for (std::size_t value = 0; value < 7; ++value) {
        chi2 += (counts[value] - many * p) * (counts[value] - many * p) / (many * p);
        p /= static_cast<double>(value + 1);
    }
    EXPECT_LT(chi2, 22.5) << "the .999 quantile for 6 degrees of freedom";
}

TEST(Draws, DifferBySeedClusterAndReplicate) {
    int same = 0;
    for (std::uint32_t r = 0; r < 64; ++r)
        same += draws(1, 5, r) == draws(2, 5, r) && draws(1, 5, r) == draws(1, 6, r);
    EXPECT_LT(same, 30);
    EXPECT_EQ(draws(1, 5, 0), draws(1, 5, 0));
}

TEST(BootstrapOfNothing, GivesZeros) {
    const Replicates got = replicate({}, 1, 1, 1, {}, 1, 3);
    EXPECT_EQ(got.n, (std::vector<Count>{0, 0, 0}));
    EXPECT_EQ(got.pairs, (std::vector<Count>{0, 0, 0}));
    EXPECT_TRUE(influences({}, {}, 0, 0, {}).empty());
}

TEST(BootstrapOfWrongSizes, IsRefused) {
    const std::vector<std::uint64_t> keys = {1};
    EXPECT_THROW(replicate({}, 0, 0, 0, keys, 1, 3), std::invalid_argument);
    const std::vector<Gradient> slopes(2);
    EXPECT_THROW(influences({}, pairs, 4, 4, slopes), std::invalid_argument);
}

}  // namespace
}  // namespace comention
