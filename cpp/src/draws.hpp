/// \file
/// Random numbers that are the same on every platform: xoshiro256** (Blackman and Vigna 2021), its state
/// filled by SplitMix64 (Steele, Lea and Flood 2014).
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace comention {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

/// The finalizer of SplitMix64.
constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

/// A stream of random numbers; streams of one seed and different numbers are unrelated.
class Draws {
  public:
    Draws(std::uint64_t seed, std::uint64_t stream) {
        std::uint64_t counter = mixed(mixed(seed + golden) ^ mixed(stream + 2 * golden));
        for (std::uint64_t& word : state_) word = mixed(counter += golden);
    }

    /// A uniform 64-bit integer.
    std::uint64_t next() {
        const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return out;
    }

    /// A uniform integer below `bound`, at least 1: without bias, by the method of Lemire (2019).
    std::uint32_t below(std::uint32_t bound) {
        for (;;) {
            const std::uint64_t product = (next() >> 32) * bound;
            const auto low = static_cast<std::uint32_t>(product);
            if (low >= bound || low >= (0U - bound) % bound) return static_cast<std::uint32_t>(product >> 32);
        }
    }

  private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace comention
