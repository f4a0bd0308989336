#include "comention/permutation.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "reference/curveball.hpp"

namespace comention {
namespace {

using reference::Speech;

struct Documents {
    std::vector<std::int64_t> value_ends, tag_ends;
    std::vector<std::uint32_t> values, tags;
    std::vector<Count> held, units;

    ValuedDocuments view() const { return {{value_ends, values, 3}, {tag_ends, tags, 1}, held, units}; }
};

Documents documents_of(const std::vector<Speech>& speeches) {
    Documents out;
    for (const Speech& speech : speeches) {
        if (speech.value >= 0) out.values.push_back(static_cast<std::uint32_t>(speech.value));
        if (speech.held != 0) {
            out.tags.push_back(0);
            out.held.push_back(std::max<Count>(speech.held, 0));
        }
        out.units.push_back(speech.units);
        out.value_ends.push_back(static_cast<std::int64_t>(out.values.size()));
        out.tag_ends.push_back(static_cast<std::int64_t>(out.tags.size()));
    }
    return out;
}

std::vector<Speech> random_speeches(std::mt19937& random, std::size_t size) {
    std::vector<Speech> out;
    for (std::size_t d = 0; d < size; ++d) {
        const auto units = static_cast<std::int64_t>(1 + random() % 6);
        out.push_back(
            {static_cast<int>(random() % 4) - 1, units, static_cast<std::int64_t>(random()) % (units + 1)});
    }
    return out;
}

TEST(Permutation, AgreesWithAllPermutations) {
    std::mt19937 random(1);
    constexpr std::size_t samples = 40000;
    for (int run = 0; run < 12; ++run) {
        const auto speeches = random_speeches(random, 1 + random() % 7);
        const Documents documents = documents_of(speeches);
        const auto found =
            permute_documents(documents.view(), std::vector<ValuedPair>{{1, 0}}, {samples, 3}, {2, {}});
        std::vector<int> values;
        double n = 0, with = 0, held = 0;
        for (const Speech& speech : speeches) {
            values.push_back(speech.value);
            n += static_cast<double>(speech.units);
            held += static_cast<double>(speech.held);
            with += speech.value == 1 ? static_cast<double>(speech.units) : 0;
        }
        const double observed = reference::excess(speeches, values, 1).t;
        std::vector<std::size_t> order(speeches.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        double all = 0, sum = 0, squares = 0, above = 0, below = 0;
        do {
            std::vector<int> dealt;
            for (const std::size_t d : order) dealt.push_back(values[d]);
            const auto excess = reference::excess(speeches, dealt, 1);
            all += 1;
            sum += excess.sum;
            squares += excess.sum * excess.sum;
            above += excess.t >= observed - 1e-9 ? 1 : 0;
            below += excess.t <= observed + 1e-9 ? 1 : 0;
        } while (std::next_permutation(order.begin(), order.end()));
        EXPECT_NEAR(sum, 0, 1e-7 * all);
        EXPECT_NEAR(found[0].mean, with * held / n, 1e-12);
        EXPECT_NEAR(found[0].variance, squares / all, 1e-9);
        EXPECT_NEAR(static_cast<double>(found[0].above) / samples, above / all, .015);
        EXPECT_NEAR(static_cast<double>(found[0].below) / samples, below / all, .015);
    }
}

TEST(Permutation, LeavesOutDocumentsThatAreNoCases) {
    std::mt19937 random(5);
    constexpr std::size_t samples = 40000;
    const std::vector<ValuedPair> pair = {{1, 0}};
    for (int run = 0; run < 12; ++run) {
        auto speeches = random_speeches(random, 2 + random() % 6);
        for (Speech& speech : speeches)
            if (speech.value == 2) speech.held = -1;
        std::vector<Speech> cases;
        std::ranges::copy_if(speeches, std::back_inserter(cases),
                             [](const Speech& s) { return s.held >= 0; });
        const auto found = permute_documents(documents_of(speeches).view(), pair, {samples, 3}, {2, {}});
        const auto alone = permute_documents(documents_of(cases).view(), pair, {1, 3}, {1, {}});
        EXPECT_EQ(found[0].mean, alone[0].mean);
        EXPECT_EQ(found[0].variance, alone[0].variance);
        std::vector<int> values;
        for (const Speech& speech : speeches) values.push_back(speech.value);
        const double observed = reference::excess(speeches, values, 1).t;
        std::ranges::sort(values);
        double all = 0, above = 0, below = 0;
        do {  // of values that are equal each order is as likely as any other
            const double t = reference::excess(speeches, values, 1).t;
            all += 1;
            above += t >= observed - 1e-9 ? 1 : 0;
            below += t <= observed + 1e-9 ? 1 : 0;
        } while (std::ranges::next_permutation(values).found);
        EXPECT_NEAR(static_cast<double>(found[0].above) / samples, above / all, .015);
        EXPECT_NEAR(static_cast<double>(found[0].below) / samples, below / all, .015);
    }
}

TEST(Permutation, KeepsTheValuesOfADocumentTogether) {
    // Values 0 and 1 are always together, so that they meet the tag alike.
    Documents documents{{2, 2, 4, 4, 5}, {1, 1, 2, 2, 3}, {0, 1, 0, 1, 2},
                        {0, 0, 0},       {1, 2, 1},       {3, 2, 2, 4, 1}};
    const std::vector<ValuedPair> pairs = {{0, 0}, {1, 0}, {2, 0}};
    const auto found = permute_documents(documents.view(), pairs, {500, 1}, {1, {}});
    EXPECT_EQ(found[0].above, found[1].above);
    EXPECT_EQ(found[0].below, found[1].below);
    EXPECT_EQ(found[0].variance, found[1].variance);
    EXPECT_NE(found[0].mean, found[2].mean);
}

TEST(Permutation, DoesNotDependOnThreadsOrOrder) {
    std::mt19937 random(2);
    auto speeches = random_speeches(random, 40);
    const std::vector<ValuedPair> pairs = {{2, 0}, {0, 0}, {1, 0}};
    const auto run = [&](unsigned threads) {
        std::vector<double> out;
        const Documents documents = documents_of(speeches);
        for (const PermutedPair& pair : permute_documents(documents.view(), pairs, {100, 7}, {threads, {}}))
            for (const double x :
                 {pair.mean, pair.variance, static_cast<double>(pair.above), static_cast<double>(pair.below)})
                out.push_back(x);
        return out;
    };
    const auto first = run(1);
    EXPECT_EQ(run(3), first);
    std::shuffle(speeches.begin(), speeches.end(), random);
    EXPECT_EQ(run(2), first);
}

TEST(Permutation, BearsWhatIsEmpty) {
    const std::vector<ValuedPair> pair = {{0, 0}};
    for (const std::vector<Speech>& speeches : {std::vector<Speech>{},
                                                {{0, 3, 0}},
                                                {{0, 3, 3}},
                                                {{-1, 3, 2}, {-1, 1, 0}},
                                                {{0, 2, 2}, {0, 3, 0}}}) {
        const Documents documents = documents_of(speeches);
        const auto found = permute_documents(documents.view(), pair, {10, 1}, {1, {}});
        EXPECT_EQ(found[0].variance, 0);
        EXPECT_EQ(found[0].above, 10);
        EXPECT_EQ(found[0].below, 10);
    }
}

TEST(Permutation, RefusesWhatDoesNotFit) {
    const std::vector<ValuedPair> pair = {{0, 0}}, beyond = {{3, 0}};
    const Documents good = documents_of({{0, 3, 1}, {1, 2, 0}});
    EXPECT_THROW(permute_documents(good.view(), beyond, {1, 1}), std::invalid_argument);
    EXPECT_THROW(permute_documents(good.view(), pair, {0, 1}), std::invalid_argument);
    for (const auto& spoil : std::vector<std::function<void(Documents&)>>{
             [](Documents& d) { d.units[0] = 0; }, [](Documents& d) { d.held[0] = -1; },
             [](Documents& d) { d.held.clear(); }, [](Documents& d) { d.units.pop_back(); }}) {
        Documents bad = good;
        spoil(bad);
        EXPECT_THROW(permute_documents(bad.view(), pair, {1, 1}), std::invalid_argument);
    }
}

}  // namespace
}  // namespace comention
