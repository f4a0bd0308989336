#include "search.hpp"

#include <algorithm>
#include <stdexcept>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

/// A word as `fold` gives it, but with its capitals, which move to a plane that no text uses.
std::string exact_key(std::string_view word) {
    constexpr char32_t capitals = 0xF0000;
    std::string out;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t begin = at;
        const bool capital = char_class(next_code_point(word, at)) == CharClass::upper;
        const std::string folded = fold(word.substr(begin, at - begin));
        for (std::size_t i = 0; i < folded.size();)
            append_utf8(out, next_code_point(folded, i) + (capital ? capitals : 0));
    }
    if (out.ends_with('.')) out.pop_back();
    return out;
}

/// Whether two words have their capitals in the same places, marks aside.
bool same_case(std::string_view form, std::string_view word) {
    return fits(exact_key(form), exact_key(word));
}

bool has_accent(std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
        const char32_t code = next_code_point(word, at);
        if (code >= 0x80 && !is_apostrophe(code) && char_class(code) != CharClass::ignorable) return true;
    }
    return false;
}

}  // namespace

Search::Search(const Lexicon& lexicon)
    : lexicon_(lexicon),
      automaton_(lexicon.automaton()),
      vocabulary_(automaton_),
      best_(automaton_.layers()),
      free_from_(automaton_.layers()) {
    if (lexicon.forms().size() >= most_forms)
        throw std::invalid_argument("a lexicon holds at most 2^24 forms");
}

void Search::begin_document(std::size_t tokens) {
    cues_.resize(tokens);
    std::fill(free_from_.begin(), free_from_.end(), 0);
}

void Search::find(const Passage& passage, std::vector<Match>& matches) {
    for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i) {
        const Word word = look_up(passage, i);
        cues_[i] = word.cues;
        if (word.starts) search_at(passage, i, word, matches);
    }
}

Word Search::look_up(const Passage& passage, TokenIndex i) {
    const Token& token = passage.cut->tokens[i];
    return vocabulary_.look_up(passage.text, token.begin, token.end);
}

void Search::search_at(const Passage& passage, TokenIndex i, const Word& word, std::vector<Match>& matches) {
    nodes_.assign(1, Automaton::root);
    step(word);
    for (TokenIndex end = i + 1;; ++end) {
        for (const Node node : nodes_)
            for (const Entry& entry : automaton_.entries(node)) consider(passage, i, entry);
        if (end == passage.end_token() || nodes_.empty()) break;
        step(look_up(passage, end));
    }
    if (!touched_.empty()) emit(i, matches);
}

/// Moves all nodes along one word.
void Search::step(const Word& word) {
    next_nodes_.clear();
    for (const Node node : nodes_) {
        for (const Symbol symbol : word.symbols)
            if (const Node child = automaton_.child(node, symbol); child != Automaton::none)
                next_nodes_.push_back(child);
        if (const Node child = automaton_.any_child(node); child != Automaton::none)
            next_nodes_.push_back(child);
    }
    nodes_.swap(next_nodes_);
}

/// Keeps an entry that fits the text if it is the longest of its layer so far, or as long.
void Search::consider(const Passage& passage, TokenIndex i, const Entry& entry) {
    if (free_from_[entry.layer] > i) return;
    auto& entries = best_[entry.layer];
    if (!entries.empty()) {
        const auto rank = [](const Entry& e) { return std::pair(e.words, e.literals); };
        if (rank(entry) < rank(*entries.front())) return;
        if (!agrees(passage, i, entry)) return;
        if (rank(entry) > rank(*entries.front())) entries.clear();
        entries.push_back(&entry);
    } else if (agrees(passage, i, entry)) {
        entries.push_back(&entry);
        touched_.push_back(entry.layer);
    }
}

/// Case, accents and punctuation, which the trie leaves open.
bool Search::agrees(const Passage& passage, TokenIndex i, const Entry& entry) const {
    const auto words = automaton_.words(entry.form);
    for (TokenIndex k = 0; k < words.size(); ++k) {
        const FormWord& word = words[k];
        if (k > 0) {
            const std::string_view gap = passage.gap_before(i + k);
            if (gap == " " ? !word.separator.empty() : gap_marks(gap) != word.separator) return false;
        }
        const std::string_view written = passage.word(i + k);
        if (entry.place && k + 1 < words.size() && is_possessive(written) != word.possessive) return false;
        if (entry.rule == CaseRule::capital && word.capital && !begins_capital(written)) return false;
        if (entry.rule == CaseRule::exact && !same_case(word.text, without_possessive(written))) return false;
        if (entry.accent_exact && has_accent(word.text) != has_accent(written)) return false;
    }
    return true;
}

void Search::emit(TokenIndex i, std::vector<Match>& matches) {
    std::sort(touched_.begin(), touched_.end());
    for (const std::uint32_t layer : touched_) {
        auto& entries = best_[layer];
        free_from_[layer] = i + entries.front()->words;
        keep_tags(entries);
        for (const Entry* entry : entries)
            matches.push_back({i, i + entry->words, *entry, lexicon_.forms()[entry->form].type});
        entries.clear();
    }
    touched_.clear();
}

/// Of entries with the same match: blocks only where there is nothing else, each tag once, and only the first
/// where they do not unite.
void Search::keep_tags(std::vector<const Entry*>& entries) const {
    std::sort(entries.begin(), entries.end(),
              [](auto* a, auto* b) { return std::pair(a->block, a->form) < std::pair(b->block, b->form); });
    std::vector<TagId> tags;
    std::erase_if(entries, [&](const Entry* e) {
        const TagId tag = lexicon_.forms()[e->form].tag;
        const bool again = std::find(tags.begin(), tags.end(), tag) != tags.end();
        const bool refused = again || (!tags.empty() && (!e->unites || e->block));
        if (!refused) tags.push_back(tag);
        return refused;
    });
}

}  // namespace comention
