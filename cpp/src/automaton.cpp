#include "comention/automaton.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "comention/text.hpp"
#include "comention/unicode.hpp"
#include "flat_map.hpp"
#include "guards.hpp"
#include "words.hpp"

namespace comention {
namespace {

// Letters that no form uses stand for the wildcards while a form is cut into words by the tokeniser of texts.
constexpr std::string_view star_letter = "\uA78F";
constexpr std::string_view mark_letter = "\uA7F7";

constexpr std::size_t most_words = 0xFFFF;

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    for (std::size_t at; (at = text.find(from)) != std::string_view::npos;
         text.remove_prefix(at + from.size()))
        out.append(text.substr(0, at)).append(to);
    return out.append(text);
}

std::string hide_wildcards(std::string_view text) {
    if (text.find_first_of("*?") == std::string_view::npos) return std::string(text);
    return replace_all(replace_all(text, "*", star_letter), "?", mark_letter);
}

std::string show_wildcards(std::string_view text) {
    if (text.find('\xEA') == std::string_view::npos) return std::string(text);
    return replace_all(replace_all(text, star_letter, "*"), mark_letter, "?");
}

std::size_t count_literals(std::span<const FormWord> words) {
    std::size_t literals = 0;
    for (const FormWord& word : words)
        literals += count_code_points(word.text) -
                    static_cast<std::size_t>(std::count(word.text.begin(), word.text.end(), '*') +
                                             std::count(word.text.begin(), word.text.end(), '?'));
    return literals;
}

std::string_view literal_prefix(std::string_view pattern) {
    return pattern.substr(0, pattern.find_first_of("*?"));
}

}  // namespace

std::vector<FormWord> form_words(std::string_view form) {
    const std::string text = hide_wildcards(form);
    std::vector<Token> tokens;
    append_tokens(text, tokens);
    if (tokens.empty()) throw std::invalid_argument("the form \"" + std::string(form) + "\" has no word");
    std::vector<FormWord> words;
    std::size_t last = tokens[0].begin;
    for (const Token& token : tokens) {
        const std::string_view raw(text.data() + token.begin, token.end - token.begin);
        const std::string_view gap(text.data() + last, token.begin - last);
        const std::string_view bare = without_possessive(raw);
        words.push_back(
            {show_wildcards(bare), begins_capital(raw), bare.size() < raw.size(), gap_marks(gap)});
        last = token.end;
    }
    return words;
}

bool fits(std::string_view pattern, std::string_view word) {
    std::size_t p = 0, w = 0;
    std::size_t star = std::string_view::npos, resume = 0;
    while (w < word.size()) {
        std::size_t next = w;
        next_code_point(word, next);
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = w;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            w = next;
        } else if (p < pattern.size() && pattern[p] == word[w]) {
            ++p;
            ++w;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            next_code_point(word, resume);
            w = resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

struct Automaton::Tables {
    struct Glob {
        std::string pattern;
        Symbol symbol;
    };

    std::unordered_map<std::string, Symbol> literals;
    std::unordered_map<std::string, std::vector<Glob>> globs;  // by their literal prefix
    std::size_t longest_prefix = 0;
    FlatMap<Node> edges;
    // By symbol: whether a form begins with it, and whether also in lower case.
    std::vector<std::uint8_t> starts_any, starts_lower;
    std::vector<std::size_t> word_begins{0};
    std::vector<FormWord> words;
    std::unordered_map<std::string, CueMask> cues;
    std::unordered_map<std::string, CueMask> cue_sets;
    std::size_t layers = 0;
    Symbol symbols = 0;

    Symbol symbol_of(const std::string& key) {
        if (key.find_first_of("*?") == std::string::npos) {
            const auto [found, added] = literals.try_emplace(key, symbols);
            symbols += added;
            return found->second;
        }
        longest_prefix = std::max(longest_prefix, literal_prefix(key).size());
        auto& same_prefix = globs[std::string(literal_prefix(key))];
        for (const Glob& glob : same_prefix)
            if (glob.pattern == key) return glob.symbol;
        same_prefix.push_back({key, symbols});
        return symbols++;
    }
};

/// Grows the trie form by form.
class Automaton::Builder {
  public:
    explicit Builder(Automaton& automaton) : automaton_(automaton) { make_node(); }

    /// Adds a form; a label has no words to look for.
    void add(const Lexicon& lexicon, FormId id) {
        const Form& form = lexicon.forms()[id];
        if (form.type == FormType::label) return tables_->word_begins.push_back(tables_->words.size());
        const auto parts = form_words(form.text);
        if (parts.size() > most_words) throw std::invalid_argument("a form has at most 65,535 words");
        Node node = root;
        for (const FormWord& word : parts) node = step(node, word_key(word.text));
        mark_start(word_key(parts[0].text), form.rule == CaseRule::any || !parts[0].capital);
        entries_[node].push_back(make_entry(lexicon, id, parts));
        tables_->words.insert(tables_->words.end(), parts.begin(), parts.end());
        tables_->word_begins.push_back(tables_->words.size());
    }

    void add(const CueSets& sets) {
        CueMask bit = 1;
        for (const auto& [name, words] : sets) {
            tables_->cue_sets[name] = bit;
            for (const std::string& word : words) tables_->cues[word] |= bit;
            bit <<= 1;
        }
    }

    std::unique_ptr<const Tables> finish() {
        for (Node node = 0; node < entries_.size(); ++node) {
            automaton_.nodes_[node].entries = static_cast<std::uint32_t>(automaton_.entries_.size());
            automaton_.entries_.insert(automaton_.entries_.end(), entries_[node].begin(),
                                       entries_[node].end());
        }
        automaton_.nodes_.push_back({0, static_cast<std::uint32_t>(automaton_.entries_.size()), none});
        tables_->starts_any.resize(tables_->symbols);
        tables_->starts_lower.resize(tables_->symbols);
        return std::move(tables_);
    }

  private:
    Entry make_entry(const Lexicon& lexicon, FormId id, std::span<const FormWord> parts) {
        const Form& form = lexicon.forms()[id];
        Entry entry;
        entry.form = id;
        entry.layer = layer_of(form.layer);
        entry.words = static_cast<std::uint16_t>(parts.size());
        entry.literals = static_cast<std::uint16_t>(std::min<std::size_t>(count_literals(parts), 0xFFFF));
        entry.block = form.type == FormType::block;
        entry.place = form.layer == place_layer;
        entry.unites = !entry.place || form.has_flag("both");
        entry.rule = form.rule;
        entry.accent_exact = form.rule == CaseRule::exact || form.has_flag("accent_exact");
        entry.guards = guards_of(form);
        return entry;
    }

    std::uint32_t layer_of(const std::string& name) {
        const auto [found, added] = layers_.try_emplace(name, static_cast<std::uint32_t>(layers_.size()));
        tables_->layers += added;
        return found->second;
    }

    Node make_node() {
        automaton_.nodes_.emplace_back();
        entries_.emplace_back();
        return static_cast<Node>(entries_.size() - 1);
    }

    Node step(Node node, const std::string& key) {
        if (key == "*") {
            if (automaton_.nodes_[node].any_child == none) {
                const Node made = make_node();
                automaton_.nodes_[node].any_child = made;
            }
            return automaton_.nodes_[node].any_child;
        }
        const Symbol symbol = tables_->symbol_of(key);
        automaton_.nodes_[node].children |= child_bit(symbol);
        Node& edge = tables_->edges[(std::uint64_t{node} << 32) | symbol];
        if (edge == root) edge = make_node();
        return edge;
    }

    void mark_start(const std::string& key, bool lower) {
        if (key == "*") return;
        const Symbol symbol = tables_->symbol_of(key);
        for (auto* flags : {&tables_->starts_any, &tables_->starts_lower})
            if (flags->size() <= symbol) flags->resize(symbol + std::size_t{1});
        tables_->starts_any[symbol] = 1;
        if (lower) tables_->starts_lower[symbol] = 1;
    }

    Automaton& automaton_;
    std::unique_ptr<Tables> tables_ = std::make_unique<Tables>();
    std::vector<std::vector<Entry>> entries_;  // by node
    std::unordered_map<std::string, std::uint32_t> layers_;
};

Automaton::Automaton(const Lexicon& lexicon) {
    Builder builder(*this);
    for (FormId id = 0; id < lexicon.forms().size(); ++id) builder.add(lexicon, id);
    builder.add(lexicon.rules().cues);
    tables_ = builder.finish();
}

Automaton::~Automaton() = default;

void Automaton::find_symbols(std::string_view folded, std::vector<Symbol>& out) const {
    std::string key(folded);
    if (const auto found = tables_->literals.find(key); found != tables_->literals.end())
        out.push_back(found->second);
    if (tables_->globs.empty()) return;
    key.resize(std::min(key.size(), tables_->longest_prefix));
    for (;; key.pop_back()) {
        if (const auto found = tables_->globs.find(key); found != tables_->globs.end())
            for (const auto& glob : found->second)
                if (fits(glob.pattern, folded)) out.push_back(glob.symbol);
        if (key.empty()) break;
    }
}

bool Automaton::starts(Symbol symbol, bool capital) const {
    return (capital ? tables_->starts_any : tables_->starts_lower)[symbol] != 0;
}

Node Automaton::find_child(Node node, Symbol symbol) const {
    const Node* found = tables_->edges.find((std::uint64_t{node} << 32) | symbol);
    return found ? *found : none;
}

std::span<const FormWord> Automaton::words(FormId form) const {
    const std::size_t begin = tables_->word_begins[form];
    return {tables_->words.data() + begin, tables_->word_begins[form + 1] - begin};
}

CueMask Automaton::cues(const std::string& folded) const {
    const auto found = tables_->cues.find(folded);
    return found == tables_->cues.end() ? 0 : found->second;
}

CueMask Automaton::cue_set(std::string_view name) const {
    const auto found = tables_->cue_sets.find(std::string(name));
    return found == tables_->cue_sets.end() ? 0 : found->second;
}

std::size_t Automaton::layers() const { return tables_->layers; }

}  // namespace comention
