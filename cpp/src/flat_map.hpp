/// \file
/// A hash table from 64-bit keys to small values: open addressing, no removal. The key 2^64 − 1 marks a free
/// slot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace comention {

template <class Value>
class FlatMap {
  public:
    /// The value of `key`, made by default if it was not there.
    Value& operator[](std::uint64_t key) {
        if ((size_ + 1) * 2 > slots_.size()) grow();
        Slot& slot = slots_[find_slot(key)];
        if (slot.key == free) {
            slot.key = key;
            ++size_;
        }
        return slot.value;
    }

    /// The value of `key`, or null.
    const Value* find(std::uint64_t key) const {
        if (slots_.empty()) return nullptr;
        const Slot& slot = slots_[find_slot(key)];
        return slot.key == free ? nullptr : &slot.value;
    }

    std::size_t size() const { return size_; }

    template <class Visit>
    void for_each(Visit visit) const {
        for (const Slot& slot : slots_)
            if (slot.key != free) visit(slot.key, slot.value);
    }

  private:
    static constexpr std::uint64_t free = ~std::uint64_t{0};

    struct Slot {
        std::uint64_t key = free;
        Value value{};
    };

    std::size_t find_slot(std::uint64_t key) const {
        const std::size_t mask = slots_.size() - 1;
        std::uint64_t h = key * 0x9E3779B97F4A7C15ULL;
        h ^= h >> 32;
        std::size_t at = static_cast<std::size_t>(h) & mask;
        while (slots_[at].key != free && slots_[at].key != key) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
        old.swap(slots_);
        for (Slot& slot : old)
            if (slot.key != free) slots_[find_slot(slot.key)] = std::move(slot);
    }

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace comention
