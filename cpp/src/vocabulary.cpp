#include "vocabulary.hpp"

#include <cstring>
#include <utility>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

// The memory is emptied when it holds so many words, so that no text makes it grow without end.
constexpr std::size_t most_words = std::size_t{1} << 17;
constexpr std::size_t most_symbols = std::size_t{1} << 20;
constexpr std::size_t longest_kept_word = 1024;
constexpr std::size_t recent_places = std::size_t{1} << 14;
constexpr std::size_t short_word_size = 16;
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

/// The bytes of a word of at most sixteen, padded with zeros.
std::pair<std::uint64_t, std::uint64_t> short_word(std::string_view text, std::size_t begin,
                                                   std::size_t size) {
    std::uint64_t halves[2] = {0, 0};
    if (begin + short_word_size > text.size()) {
        std::memcpy(halves, text.data() + begin, size);
        return {halves[0], halves[1]};
    }
    std::memcpy(halves, text.data() + begin, short_word_size);
    const auto mask = [](std::size_t bytes) {
        return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
    };
    return {halves[0] & mask(size), size > 8 ? halves[1] & mask(size - 8) : 0};
}

}  // namespace

Vocabulary::Vocabulary(const Automaton& automaton) : automaton_(automaton) { clear(); }

void Vocabulary::clear() {
    recent_.assign(recent_places, {});
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

Vocabulary::Meaning Vocabulary::describe(std::string_view token) {
    Meaning meaning;
    meaning.symbols = static_cast<std::uint32_t>(symbols_.size());
    const std::string key = word_key(token);
    automaton_.find_symbols(key, symbols_);
    meaning.symbol_count = static_cast<std::uint32_t>(symbols_.size() - meaning.symbols);
    meaning.cues = automaton_.cues(key);
    const bool capital = begins_capital(token);
    meaning.starts = automaton_.any_child(Automaton::root) != Automaton::none;
    for (std::size_t i = meaning.symbols; i < symbols_.size(); ++i)
        meaning.starts = meaning.starts || automaton_.starts(symbols_[i], capital);
    return meaning;
}

Vocabulary::Meaning Vocabulary::find(std::string_view token) {
    const std::uint64_t hash = hash_bytes(token);
    Slot& slot = find_slot(hash, token);
    if (slot.size != 0) return slot.meaning;
    if (used_ == most_words || symbols_.size() > most_symbols) {
        clear();
        return find(token);
    }
    if (token.size() > longest_kept_word) return describe(token);
    const Meaning meaning = describe(token);
    slot = {hash, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(token.size()),
            meaning};
    texts_.insert(texts_.end(), token.begin(), token.end());
    if (++used_ * 2 > slots_.size()) grow();
    return meaning;
}

Word Vocabulary::word_of(const Meaning& meaning) const {
    return {{symbols_.data() + meaning.symbols, meaning.symbol_count}, meaning.cues, meaning.starts};
}

Word Vocabulary::look_up(std::string_view text, std::size_t begin, std::size_t end) {
    const std::string_view token = text.substr(begin, end - begin);
    if (token.size() > short_word_size) return word_of(find(token));
    const auto [low, high] = short_word(text, begin, token.size());
    Recent& recent = recent_[mix(mix(0, low), high) >> 40 & (recent_places - 1)];
    if (recent.low != low || recent.high != high) recent = {low, high, find(token)};
    return word_of(recent.meaning);
}

}  // namespace comention
