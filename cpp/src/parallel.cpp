#include "comention/parallel.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace comention {
namespace {

constexpr std::chrono::milliseconds poll_interval{50};

class Crew {
  public:
    Crew(std::size_t blocks, const std::function<void(std::size_t, unsigned)>& work)
        : blocks_(blocks), work_(work) {}

    void run(unsigned worker) {
        for (std::size_t block; take(block);) {
            try {
                work_(block, worker);
            } catch (...) {
                fail(block);
            }
            const std::lock_guard lock(mutex_);
            ++done_;
        }
        const std::lock_guard lock(mutex_);
        ++finished_;
        changed_.notify_one();
    }

    /// Waits until `workers` have finished, polling meanwhile; gives whether the poll asked to stop.
    bool wait(unsigned workers, const Job& job) {
        std::unique_lock lock(mutex_);
        bool cancelled = false;
        while (!changed_.wait_for(lock, poll_interval, [&] { return finished_ == workers; })) {
            if (!job.poll || cancelled) continue;
            const std::size_t done = done_;
            lock.unlock();
            const bool go_on = job.poll(done, blocks_);
            lock.lock();
            cancelled = !go_on;
            stopped_ = stopped_ || cancelled;
        }
        return cancelled;
    }

    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

  private:
    bool take(std::size_t& block) {
        const std::lock_guard lock(mutex_);
        if (stopped_ || next_ == blocks_) return false;
        block = next_++;
        return true;
    }

    void fail(std::size_t block) {
        const std::lock_guard lock(mutex_);
        if (!error_ || block < error_block_) {
            error_ = std::current_exception();
            error_block_ = block;
        }
        stopped_ = true;
    }

    const std::size_t blocks_;
    const std::function<void(std::size_t, unsigned)>& work_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    unsigned finished_ = 0;
    bool stopped_ = false;
    std::exception_ptr error_;
    std::size_t error_block_ = 0;
};

}  // namespace

unsigned worker_count(const Job& job, std::size_t blocks) {
    const unsigned wanted =
        job.threads != 0 ? job.threads : std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::clamp<std::size_t>(blocks, 1, wanted));
}

void run_blocks(std::size_t blocks, const Job& job, const std::function<void(std::size_t, unsigned)>& work) {
    Crew crew(blocks, work);
    const unsigned workers = worker_count(job, blocks);
    std::vector<std::jthread> threads;
    for (unsigned worker = 0; worker < workers; ++worker)
        threads.emplace_back([&crew, worker] { crew.run(worker); });
    const bool cancelled = crew.wait(workers, job);
    threads.clear();
    crew.rethrow();
    if (cancelled) throw Cancelled();
    if (job.poll && !job.poll(blocks, blocks)) throw Cancelled();
}

}  // namespace comention
