/// \file
/// Work shared by threads, in blocks, with progress and a way to stop.
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>

namespace comention {

/// Thrown by long work when its `poll` asks it to stop.
struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

/// How long work runs. `poll` is called on the calling thread several times a second with the blocks done and
/// their number; when it gives false, the work stops and throws Cancelled.
struct Job {
    unsigned threads = 0;  ///< 0: one a core
    std::function<bool(std::size_t done, std::size_t total)> poll;
};

/// Number of threads that a job on so many blocks uses.
unsigned worker_count(const Job& job, std::size_t blocks);

/// Calls `work(block, worker)` once for each block, on several threads. If calls throw, the exception of the
/// lowest block is thrown again, whatever the number of threads.
void run_blocks(std::size_t blocks, const Job& job, const std::function<void(std::size_t, unsigned)>& work);

}  // namespace comention
