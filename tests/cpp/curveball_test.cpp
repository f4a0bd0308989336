#include "comention/curveball.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <stdexcept>

#include "reference/curveball.hpp"

namespace comention {
namespace {

using reference::Matrix;

struct Lists {
    std::vector<std::int64_t> ends;
    std::vector<std::uint32_t> tags;
    std::size_t tag_count = 0;

    UnitLists view() const { return {ends, tags, tag_count}; }
};

Lists lists_of(const Matrix& matrix, std::size_t tags) {
    Lists out{{}, {}, tags};
    for (const auto& unit : matrix) {
        for (std::size_t tag = 0; tag < tags; ++tag)
            if (unit[tag] != 0) out.tags.push_back(static_cast<std::uint32_t>(tag));
        out.ends.push_back(static_cast<std::int64_t>(out.tags.size()));
    }
    return out;
}

/// Units each with a tag of its own, so that counts against them are the cells of the matrix.
Lists identity(std::size_t units) {
    Lists out{{}, {}, units};
    for (std::size_t u = 0; u < units; ++u) {
        out.tags.push_back(static_cast<std::uint32_t>(u));
        out.ends.push_back(static_cast<std::int64_t>(u + 1));
    }
    return out;
}

std::vector<SampledQuery> every_pair(const Matrix& matrix, std::size_t tags) {
    std::vector<SampledQuery> out;
    for (std::uint32_t a = 0; a < tags; ++a)
        for (std::uint32_t b = a + 1; b < tags; ++b) {
            Count both = 0;
            for (const auto& unit : matrix) both += unit[a] * unit[b];
            out.push_back({a, b, both});
        }
    return out;
}

Matrix random_matrix(std::mt19937& random, std::size_t units, std::size_t tags) {
    Matrix out(units, std::vector<int>(tags));
    for (auto& unit : out)
        for (std::size_t tag = 0; tag < tags; ++tag) unit[tag] = random() % (2 + tag) == 0 ? 1 : 0;
    return out;
}

/// The matrix that one sample gives.
Matrix sample(const Matrix& matrix, std::size_t tags, std::uint64_t seed) {
    std::vector<SampledQuery> cells;
    for (std::uint32_t tag = 0; tag < tags; ++tag)
        for (std::uint32_t unit = 0; unit < matrix.size(); ++unit) cells.push_back({tag, unit, 0});
    const auto found = sample_fixed_degree(lists_of(matrix, tags).view(), identity(matrix.size()).view(),
                                           cells, {1, seed}, {1, {}});
    Matrix out(matrix.size(), std::vector<int>(tags));
    for (std::size_t i = 0; i < cells.size(); ++i)
        out[cells[i].col][cells[i].row] = static_cast<int>(found[i].mean);
    return out;
}

const Matrix small = {{1, 1, 0, 0}, {1, 1, 1, 0}, {1, 0, 0, 0}, {0, 1, 1, 1}, {1, 1, 0, 1}, {0, 0, 1, 0}};

TEST(Curveball, KeepsTheMargins) {
    std::mt19937 random(1);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const std::size_t tags = 2 + random() % 6;
        const Matrix matrix = random_matrix(random, 1 + random() % 20, tags),
                     other = sample(matrix, tags, seed);
        EXPECT_EQ(reference::tag_totals(other, tags), reference::tag_totals(matrix, tags));
        for (std::size_t u = 0; u < matrix.size(); ++u)
            EXPECT_EQ(std::accumulate(other[u].begin(), other[u].end(), 0),
                      std::accumulate(matrix[u].begin(), matrix[u].end(), 0));
    }
}

/// Pearson's statistic of how often each of all matrices is sampled.
double chi_square(const Matrix& matrix, std::size_t tags, std::size_t samples, std::size_t& matrices) {
    std::map<Matrix, double> times;
    for (const Matrix& one : reference::same_margins(matrix, tags)) times[one] = 0;
    matrices = times.size();
    for (std::uint64_t seed = 0; seed < samples; ++seed) times.at(sample(matrix, tags, seed)) += 1;
    const double expected = static_cast<double>(samples) / static_cast<double>(matrices);
    double out = 0;
    for (const auto& [one, count] : times) out += (count - expected) * (count - expected) / expected;
    return out;
}

TEST(Curveball, SamplesAllMatricesAlike) {
    std::mt19937 random(2);
    std::vector<Matrix> cases = {
        small, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{1, 1, 0}, {0, 1, 1}, {1, 0, 0}, {0, 1, 0}}};
    for (int i = 0; i < 4; ++i) cases.push_back(random_matrix(random, 5, 4));
    for (const Matrix& matrix : cases) {
        std::size_t matrices = 0;
        const double found = chi_square(matrix, matrix[0].size(), 8000, matrices);
        const double freedom = static_cast<double>(matrices - 1);
        EXPECT_LE(found, freedom + 4.5 * std::sqrt(2 * freedom) + 5) << matrices << " matrices";
    }
}

TEST(Curveball, AgreesWithAllMatrices) {
    std::mt19937 random(3);
    std::vector<Matrix> cases = {small};
    for (int i = 0; i < 5; ++i) cases.push_back(random_matrix(random, 6, 4));
    constexpr std::size_t samples = 40000;
    for (const Matrix& matrix : cases) {
        const auto pairs = every_pair(matrix, 4);
        const auto found = sample_fixed_degree(lists_of(matrix, 4).view(), {}, pairs, {samples, 5}, {2, {}});
        const auto all = reference::same_margins(matrix, 4);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            double sum = 0, squares = 0, above = 0, below = 0;
            for (const Matrix& one : all) {
                int both = 0;
                for (const auto& unit : one) both += unit[pairs[i].row] * unit[pairs[i].col];
                sum += both;
                squares += both * both;
                above += both >= pairs[i].observed ? 1 : 0;
                below += both <= pairs[i].observed ? 1 : 0;
            }
            const auto size = static_cast<double>(all.size());
            const double mean = sum / size, variance = squares / size - mean * mean;
            // Samples of a chain hang together a little: 8 standard errors of independent ones.
            EXPECT_NEAR(found[i].mean, mean, 8 * std::sqrt(variance / samples) + 1e-9);
            EXPECT_NEAR(found[i].variance, variance, .05 * variance + 1e-9);
            EXPECT_NEAR(static_cast<double>(found[i].above) / samples, above / size, .02);
            EXPECT_NEAR(static_cast<double>(found[i].below) / samples, below / size, .02);
        }
    }
}

TEST(Curveball, CountsAgainstAFixedLayer) {
    // A layer against itself in place: a tag meets the copy of another as often as tags are independent of
    // units.
    const Matrix countries = {{1, 0, 0}, {0, 1, 1}, {1, 1, 0}, {0, 0, 1}},
                 topics = {{1, 0}, {1, 1}, {0, 0}, {0, 1}};
    const std::vector<SampledQuery> pairs = {{0, 0, 1}, {1, 1, 1}, {2, 0, 1}};
    const auto found = sample_fixed_degree(lists_of(countries, 3).view(), lists_of(topics, 2).view(), pairs,
                                           {40000, 1}, {1, {}});
    const auto all = reference::same_margins(countries, 3);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        double sum = 0;
        for (const Matrix& one : all)
            for (std::size_t u = 0; u < one.size(); ++u)
                sum += one[u][pairs[i].row] * topics[u][pairs[i].col];
        EXPECT_NEAR(found[i].mean, sum / static_cast<double>(all.size()), .03);
    }
}

TEST(Curveball, DoesNotDependOnThreadsOrOrder) {
    std::mt19937 random(4);
    const Matrix matrix = random_matrix(random, 60, 8), beside = random_matrix(random, 60, 5);
    std::vector<std::size_t> order(matrix.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), random);
    Matrix moved, moved_beside;
    for (const std::size_t u : order) {
        moved.push_back(matrix[u]);
        moved_beside.push_back(beside[u]);
    }
    const auto pairs = every_pair(matrix, 5);
    for (const bool two : {false, true}) {
        const auto run = [&](const Matrix& a, const Matrix& b, unsigned threads) {
            std::vector<double> out;
            const Lists fixed = two ? lists_of(b, 5) : Lists{};
            for (const SampledPair& pair :
                 sample_fixed_degree(lists_of(a, 8).view(), fixed.view(), pairs, {100, 9}, {threads, {}}))
                for (const double x : {pair.mean, pair.variance, static_cast<double>(pair.above),
                                       static_cast<double>(pair.below)})
                    out.push_back(x);
            return out;
        };
        const auto first = run(matrix, beside, 1);
        EXPECT_EQ(run(matrix, beside, 3), first);
        EXPECT_EQ(run(moved, moved_beside, 2), first);
    }
}

TEST(Curveball, BearsWhatIsEmpty) {
    const std::vector<SampledQuery> pair = {{0, 1, 0}};
    for (const Matrix& matrix : {Matrix{}, Matrix{{0, 0}}, Matrix{{1, 0}, {0, 0}}}) {
        const auto found = sample_fixed_degree(lists_of(matrix, 2).view(), {}, pair, {10, 1}, {1, {}});
        EXPECT_EQ(found[0].mean, 0);
        EXPECT_EQ(found[0].variance, 0);
        EXPECT_EQ(found[0].above, 10);
        EXPECT_EQ(found[0].below, 10);
    }
    EXPECT_TRUE(sample_fixed_degree({}, {}, {}, {1, 1}, {1, {}}).empty());
}

TEST(Curveball, RefusesWhatDoesNotFit) {
    const Lists good = lists_of(small, 4);
    const std::vector<SampledQuery> pair = {{0, 1, 0}}, beyond = {{0, 4, 0}};
    EXPECT_THROW(sample_fixed_degree(good.view(), {}, beyond, {1, 1}), std::invalid_argument);
    EXPECT_THROW(sample_fixed_degree(good.view(), {}, pair, {0, 1}), std::invalid_argument);
    EXPECT_THROW(sample_fixed_degree(good.view(), identity(5).view(), pair, {1, 1}), std::invalid_argument);
    for (const Lists& bad : {Lists{{2}, {1, 0}, 2}, Lists{{2}, {0, 0}, 2}, Lists{{1}, {2}, 2},
                             Lists{{1}, {0, 1}, 2}, Lists{{2, 1}, {0, 1}, 2}, Lists{{3}, {0, 1}, 2}})
        EXPECT_THROW(sample_fixed_degree(bad.view(), {}, pair, {1, 1}), std::invalid_argument);
}

TEST(Curveball, StopsWhenThePollAsks) {
    std::mt19937 random(5);
    const Matrix matrix = random_matrix(random, 2000, 40);
    const auto pairs = every_pair(matrix, 40);
    const Job job{2, [](std::size_t done, std::size_t total) {
                      EXPECT_EQ(total, 1000000U);
                      EXPECT_LT(done, total);
                      return false;
                  }};
    EXPECT_THROW(sample_fixed_degree(lists_of(matrix, 40).view(), {}, pairs, {1000000, 1}, job), Cancelled);
}

}  // namespace
}  // namespace comention
