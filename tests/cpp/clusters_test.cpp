#include "comention/clusters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>

#include "reference/clusters.hpp"

namespace comention {
namespace {

using reference::Cluster;
using reference::Documents;

constexpr std::size_t tags = 5;
const std::vector<TagId> all_tags = {0, 1, 2, 3, 4};

struct World {
    Documents documents;
    std::vector<std::uint32_t> cluster_of;
    TagId given = no_tag;
};

World random_world(std::uint32_t seed) {
    std::mt19937 random(seed);
    World out;
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    for (std::uint32_t d = 0; d < below(9); ++d) {
        out.documents.emplace_back(below(5));
        for (auto& unit : out.documents.back())
            for (const TagId tag : all_tags)
                if (below(3) == 0) unit.insert(tag);
    }
    for (std::size_t d = 0; d < out.documents.size(); ++d) out.cluster_of.push_back(below(4));
    if (below(2) == 0) out.given = below(tags);
    return out;
}

std::vector<Cluster> expected(const World& world) {
    std::vector<Cluster> out = reference::clusters(world.documents, world.cluster_of, tags, world.given);
    std::erase_if(out, [](const Cluster& cluster) { return cluster.units == 0; });
    return out;
}

class Clusters : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Clusters, SumsAreThoseOfEveryCluster) {
    const World world = random_world(GetParam());
    const std::vector<std::uint32_t> one_size = {0};
    const std::vector<double> inclusion = {.1, .2, .3, .4, .5};
    const InclusionBySize by_size = {one_size, inclusion, true};
    const Incidence incidence = reference::incidence(world.documents);
    const Clustered got =
        count_clusters(incidence, all_tags, all_tags, world.given, {}, world.cluster_of, by_size, by_size);
    const std::vector<Cluster> wanted = expected(world);
    EXPECT_EQ(got.clusters, static_cast<Count>(wanted.size()));
    Count n_n = 0;
    for (const Cluster& c : wanted) n_n += c.units * c.units;
    EXPECT_EQ(got.n_n, n_n);
    for (std::size_t tag = 0; tag < tags; ++tag) {
        Count r_r = 0, r_n = 0;
        double excess = 0;
        for (const Cluster& c : wanted) {
            const auto n = static_cast<double>(c.units);
            const double p = inclusion[tag], off = static_cast<double>(c.with[tag]) - n * p;
            r_r += c.with[tag] * c.with[tag];
            r_n += c.with[tag] * c.units;
            excess += (off * off - n * p * (1 - p)) / n;
        }
        EXPECT_EQ(got.rows[tag].r_r, r_r);
        EXPECT_EQ(got.cols[tag].r_n, r_n);
        EXPECT_NEAR(got.rows[tag].excess, excess, 1e-12);
    }
}

TEST_P(Clusters, PairsAreThoseOfEveryCluster) {
    const World world = random_world(GetParam());
    const Incidence incidence = reference::incidence(world.documents);
    const Clustered got =
        count_clusters(incidence, all_tags, all_tags, world.given, {}, world.cluster_of, {}, {});
    const std::vector<Cluster> wanted = expected(world);
    for (const PairClusters& pair : got.pairs) {
        PairClusters sums;
        std::vector<Count> held = {0, 0};
        for (const Cluster& c : wanted) {
            const Count o = c.both[pair.row][pair.col], r = c.with[pair.row], k = c.with[pair.col];
            sums.oo += o * o;
            sums.o_r += o * r;
            sums.o_c += o * k;
            sums.o_n += o * c.units;
            sums.r_c += r * k;
            sums.holding += o > 0;
            held.push_back(o);
        }
        std::sort(held.rbegin(), held.rend());
        const auto listed = [](const PairClusters& p) {
            return std::vector{p.oo, p.o_r, p.o_c, p.o_n, p.r_c, p.holding, p.largest, p.second};
        };
        sums.largest = held[0];
        sums.second = held[1];
        EXPECT_EQ(listed(pair), listed(sums)) << pair.row << " " << pair.col;
    }
}

TEST_P(Clusters, TablesHoldWhatClustersHold) {
    const World world = random_world(GetParam());
    const std::vector<TagPair> pairs = {{0, 1}, {2, 1}, {4, 3}};
    const ClusterTable got = tabulate_clusters(reference::incidence(world.documents), all_tags, all_tags,
                                               pairs, world.given, {}, world.cluster_of);
    const std::vector<Cluster> wanted = expected(world);
    ASSERT_EQ(got.size(), wanted.size());
    EXPECT_TRUE(std::is_sorted(got.clusters.begin(), got.clusters.end()));
    const auto dense = [](const ClusterCounts& counts, std::size_t cluster, std::size_t things) {
        std::vector<Count> out(things);
        for (std::size_t i = cluster == 0 ? 0 : counts.ends[cluster - 1]; i < counts.ends[cluster]; ++i)
            out[counts.what[i]] += counts.units[i];
        return out;
    };
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(got.units[i], wanted[i].units);
        EXPECT_EQ(dense(got.rows, i, tags), wanted[i].with);
        EXPECT_EQ(dense(got.cols, i, tags), wanted[i].with);
        std::vector<Count> both;
        for (const TagPair& pair : pairs) both.push_back(wanted[i].both[pair.row][pair.col]);
        EXPECT_EQ(dense(got.pairs, i, pairs.size()), both);
    }
}

INSTANTIATE_TEST_SUITE_P(Random, Clusters, testing::Range(0U, 40U));

TEST(ClustersOfLists, LeaveOutUnitsWithTooManyTags) {
    const Documents documents = {{{0, 1}, {0, 1, 2}}, {{0, 1, 2, 3}}};
    CountOptions options;
    const std::vector<std::uint8_t> sides(tags, 3);
    options.sides = sides;
    options.most_tags = 2;
    const std::vector<std::uint32_t> cluster_of = {0, 1};
    const Clustered got = count_clusters(reference::incidence(documents), all_tags, all_tags, no_tag, options,
                                         cluster_of, {}, {});
    EXPECT_EQ(got.clusters, 1) << "the other has no unit left";
    EXPECT_EQ(got.n_n, 1);
}

TEST(ClustersOfValues, AreRefused) {
    Incidence soft;
    soft.soft = true;
    EXPECT_THROW(count_clusters(soft, {}, {}, no_tag, {}, {}, {}, {}), std::invalid_argument);
    EXPECT_THROW(tabulate_clusters(soft, {}, {}, {}, no_tag, {}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace comention
