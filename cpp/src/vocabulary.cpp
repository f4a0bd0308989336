#include "vocabulary.hpp"

#include <cstring>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

// The memory is emptied when it holds so many words, so that no text makes it grow without end.
constexpr std::size_t most_words = std::size_t{1} << 17;
constexpr std::size_t longest_kept_word = 1024;
constexpr std::size_t first_slots = std::size_t{1} << 12;

std::uint64_t mix(std::uint64_t h, std::uint64_t value) {
    h = (h ^ value) * 0x9E3779B97F4A7C15ULL;
    return h ^ (h >> 29);
}

std::uint64_t hash_bytes(std::string_view bytes) {
    std::uint64_t h = bytes.size();
    std::uint64_t eight = 0;
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::memcpy(&eight, bytes.data(), 8);
        h = mix(h, eight);
    }
    std::uint64_t tail = 0;
    std::memcpy(&tail, bytes.data(), bytes.size());
    return mix(mix(h, tail), 0x2545F4914F6CDD1DULL);
}

}  // namespace

Vocabulary::Vocabulary(const Automaton& automaton) : automaton_(automaton) { clear(); }

void Vocabulary::clear() {
    slots_.assign(first_slots, {});
    used_ = 0;
    texts_.clear();
    symbols_.clear();
}

void Vocabulary::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.size == 0) continue;
        std::size_t at = slot.hash & mask;
        while (slots_[at].size != 0) at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

Vocabulary::Slot& Vocabulary::find_slot(std::uint64_t hash, std::string_view token) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots_[at];
        if (slot.size == 0) return slot;
        if (slot.hash == hash && slot.size == token.size() &&
            std::memcmp(texts_.data() + slot.text, token.data(), token.size()) == 0)
            return slot;
    }
}

Vocabulary::Slot Vocabulary::describe(std::uint64_t hash, std::string_view token) {
    Slot slot;
    slot.hash = hash;
    slot.size = static_cast<std::uint32_t>(token.size());
    slot.symbols = static_cast<std::uint32_t>(symbols_.size());
    automaton_.find_symbols(word_key(token), symbols_);
    slot.symbol_count = static_cast<std::uint16_t>(symbols_.size() - slot.symbols);
    slot.starts = automaton_.any_child(Automaton::root) != Automaton::none;
    for (std::size_t i = slot.symbols; i < symbols_.size(); ++i)
        slot.starts = slot.starts || automaton_.child(Automaton::root, symbols_[i]) != Automaton::none;
    std::size_t at = 0;
    slot.capital = char_class(next_code_point(token, at)) == CharClass::upper;
    return slot;
}

Word Vocabulary::word_of(const Slot& slot) const {
    return {{symbols_.data() + slot.symbols, slot.symbol_count}, slot.starts, slot.capital};
}

Word Vocabulary::look_up(std::string_view token) {
    const std::uint64_t hash = hash_bytes(token);
    Slot& slot = find_slot(hash, token);
    if (slot.size != 0) return word_of(slot);
    if (token.size() > longest_kept_word) return word_of(describe(hash, token));
    if (used_ == most_words) {
        clear();
        return look_up(token);
    }
    slot = describe(hash, token);
    slot.text = static_cast<std::uint32_t>(texts_.size());
    texts_.insert(texts_.end(), token.begin(), token.end());
    const Word word = word_of(slot);
    if (++used_ * 2 > slots_.size()) grow();
    return word;
}

}  // namespace comention
