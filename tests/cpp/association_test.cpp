#include "comention/association.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cases.hpp"

namespace comention {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Contingency table(double o11, double o12, double o21, double o22) {
    return {o11, o11 + o12, o11 + o21, o11 + o12 + o21 + o22};
}

TEST(Association, KnownTable) {
    const Contingency t = table(15, 10, 5, 70);
    EXPECT_EQ(count(t), 15);
    EXPECT_EQ(expected(t), 5);
    EXPECT_DOUBLE_EQ(lift(t), 3);
    EXPECT_NEAR(pmi(t), std::log2(3), 1e-14);
    EXPECT_NEAR(npmi(t), std::log2(3) / -std::log2(.15), 1e-14);
    EXPECT_NEAR(ic(t), std::log2(15.5 / 5.5), 1e-14);
    EXPECT_NEAR(log_odds(t), std::log(15.5 * 70.5 / (10.5 * 5.5)), 1e-14);
    EXPECT_NEAR(log_odds_se(t), std::sqrt(1 / 15.5 + 1 / 10.5 + 1 / 5.5 + 1 / 70.5), 1e-14);
    EXPECT_NEAR(cosine(t), 15 / std::sqrt(25. * 20), 1e-14);
    EXPECT_DOUBLE_EQ(jaccard(t), .5);
}

TEST(Association, G2EqualsTheTextbookSum) {
    const auto sum = [](double a, double b, double c, double d) {
        const double n = a + b + c + d;
        const auto term = [&](double o, double r, double s) {
            return o > 0 ? o * std::log(o * n / (r * s)) : 0;
        };
        return 2 * (term(a, a + b, a + c) + term(b, a + b, b + d) + term(c, c + d, a + c) +
                    term(d, c + d, b + d));
    };
    EXPECT_NEAR(g2(table(15, 10, 5, 70)), sum(15, 10, 5, 70), 1e-11);
    EXPECT_NEAR(g2(table(1, 50, 60, 20)), -sum(1, 50, 60, 20), 1e-11)
        << "negative where there are fewer than expected";
    EXPECT_NEAR(g2(table(0, 5, 7, 9)), -sum(0, 5, 7, 9), 1e-11);
    EXPECT_EQ(g2(table(2, 4, 8, 16)), 0);
}

TEST(Association, G2KeepsItsDigitsNearIndependence) {
    // One unit more than expected among 4e12: det = 10^6 exactly, and g2 ≈ det²·n/(r1·r2·c1·c2).
    const Contingency t = table(1e6 + 1, 1e6, 1e6, 1e6);
    const double approximation = std::pow(t.determinant(), 2) * t.n / (t.r1 * t.r2 * t.c1 * t.c2);
    EXPECT_EQ(t.determinant(), 1e6);
    EXPECT_NEAR(g2(t) / approximation, 1, 1e-5);
}

TEST(Association, DeterminantIsExactForLargeCounts) {
    const double large = 3e9;
    EXPECT_EQ(table(large, large, large, large + 1).determinant(), large);
}

TEST(Association, EmptyMargins) {
    for (const Contingency& t :
         {table(0, 0, 3, 4), table(3, 4, 0, 0), table(0, 3, 0, 4), table(3, 0, 4, 0)}) {
        EXPECT_EQ(g2(t), 0);
        EXPECT_EQ(g2_p(t), 1);
        EXPECT_TRUE(std::isnan(log_odds(t)));
        EXPECT_TRUE(std::isnan(log_odds_se(t)));
    }
    EXPECT_TRUE(std::isnan(lift(table(0, 0, 3, 4))));
    EXPECT_TRUE(std::isnan(pmi(table(0, 0, 3, 4))));
    EXPECT_TRUE(std::isnan(npmi(table(0, 0, 3, 4))));
    EXPECT_TRUE(std::isnan(cosine(table(0, 0, 3, 4))));
    EXPECT_TRUE(std::isnan(jaccard(table(0, 0, 0, 4))));
}

TEST(Association, NoJointCount) {
    const Contingency t = table(0, 3, 4, 5);
    EXPECT_EQ(lift(t), 0);
    EXPECT_EQ(pmi(t), -inf);
    EXPECT_EQ(npmi(t), -1);
    EXPECT_EQ(jaccard(t), 0);
}

TEST(Association, BoundsHoldForTagsThatAlwaysMeet) {
    test::Random random(7);
    for (int run = 0; run < 20000; ++run) {
        const auto both = static_cast<double>(1 + random.below(1000000));
        const Contingency t(both, both, both, both * static_cast<double>(1 + random.below(999)) + 5);
        EXPECT_LE(npmi(t), 1);
        EXPECT_NEAR(npmi(t), 1, 1e-6);
        EXPECT_LE(cosine(t), 1);
    }
}

TEST(Association, AllUnitsHoldBoth) {
    EXPECT_TRUE(std::isnan(npmi(table(4, 0, 0, 0))));
    EXPECT_EQ(lift(table(4, 0, 0, 0)), 1);
}

TEST(Association, NoUnits) {
    const Contingency t = table(0, 0, 0, 0);
    EXPECT_EQ(count(t), 0);
    for (const auto measure :
         {expected, lift, pmi, npmi, ic, log_odds, log_odds_se, g2, g2_p, cosine, jaccard})
        EXPECT_TRUE(std::isnan(measure(t)));
}

TEST(Association, RefusesNegativeCells) {
    EXPECT_THROW(Contingency(5, 4, 9, 20), std::invalid_argument);
    EXPECT_THROW(Contingency(1, 12, 12, 20), std::invalid_argument);
    try {
        Contingency(5, 4, 9, 20);
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(),
                     "no cell of a table may be negative. Given joint 5, row total 4, column total 9, n 20");
    }
}

}  // namespace
}  // namespace comention
