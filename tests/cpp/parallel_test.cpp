#include "comention/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace comention {
namespace {

TEST(Parallel, RunsEachBlockOnce) {
    for (const unsigned threads : {1U, 2U, 7U}) {
        std::vector<std::atomic<int>> runs(1000);
        run_blocks(runs.size(), {threads, {}}, [&](std::size_t block, unsigned) { ++runs[block]; });
        for (const auto& count : runs) EXPECT_EQ(count, 1);
    }
}

TEST(Parallel, RunsNothingForNoBlocks) {
    run_blocks(0, {}, [](std::size_t, unsigned) { FAIL(); });
}

TEST(Parallel, ThrowsTheErrorOfTheLowestBlock) {
    for (const unsigned threads : {1U, 2U, 8U}) try {
            run_blocks(100, {threads, {}}, [](std::size_t block, unsigned) {
                if (block >= 3) throw std::runtime_error(std::to_string(block));
            });
            FAIL() << "expected an error";
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "3");
        }
}

TEST(Parallel, StopsWhenThePollAsks) {
    std::atomic<int> runs = 0;
    const Job job{2, [](std::size_t, std::size_t) { return false; }};
    const auto slow = [&](std::size_t, unsigned) {
        ++runs;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    };
    EXPECT_THROW(run_blocks(10000, job, slow), Cancelled);
    EXPECT_LT(runs, 10000);
}

TEST(Parallel, NumbersWorkersFromZero) {
    EXPECT_EQ(worker_count({3, {}}, 100), 3U);
    EXPECT_EQ(worker_count({3, {}}, 2), 2U);
    EXPECT_EQ(worker_count({3, {}}, 0), 1U);
    EXPECT_GE(worker_count({}, 100), 1U);
}

}  // namespace
}  // namespace comention
