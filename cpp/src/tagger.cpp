#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "comention/mentions.hpp"
#include "comention/unicode.hpp"
#include "datelines.hpp"
#include "guards.hpp"
#include "qualifiers.hpp"
#include "vocabulary.hpp"
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

bool is_possessive(std::string_view word) { return without_possessive(word).size() < word.size(); }

bool has_accent(std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
        const char32_t code = next_code_point(word, at);
        if (code >= 0x80 && !is_apostrophe(code) && char_class(code) != CharClass::ignorable) return true;
    }
    return false;
}

/// Where a mention ends: before the possessive of its last word.
Offset surface_end(std::string_view text, const Token& token) {
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    return token.begin + static_cast<Offset>(without_possessive(word).size());
}

/// Converts rising byte positions to code points, counting each stretch once.
class CodePoints {
  public:
    explicit CodePoints(std::string_view text) : text_(text) {}

    Offset at(Offset byte) {
        if (byte < byte_) *this = CodePoints(text_);
        code_points_ += static_cast<Offset>(count_code_points(text_.substr(byte_, byte - byte_)));
        byte_ = byte;
        return code_points_;
    }

  private:
    std::string_view text_;
    Offset byte_ = 0;
    Offset code_points_ = 0;
};

}  // namespace

/// The search for forms in one document, with memory that is used again for the next.
class Tagger::Search {
  public:
    explicit Search(const Lexicon& lexicon)
        : lexicon_(lexicon),
          automaton_(lexicon.automaton()),
          vocabulary_(automaton_),
          best_(automaton_.layers()),
          free_from_(automaton_.layers()) {
        if (lexicon.forms().size() >= most_forms)
            throw std::invalid_argument("a lexicon holds at most 2^24 forms");
    }

    void run(std::string_view text) {
        segment(text, cut_);
        found_.clear();
        std::fill(free_from_.begin(), free_from_.end(), 0);
        UnitIndex paragraph = 0;
        for (UnitIndex s = 0; s < cut_.sentences.size(); ++s) {
            const bool opens = cut_.paragraph_sentences[paragraph] == s;
            paragraph += opens;
            search_sentence({text, &cut_, s}, opens);
        }
    }

    std::string scratch;
    const Segmentation& cut() const { return cut_; }

    template <class Add>
    void for_each_mention(std::string_view text, Add add) const {
        CodePoints code_points(text);
        for (const Found& f : found_) {
            const Offset first = cut_.tokens[f.match.first].begin;
            const Offset stop = surface_end(text, cut_.tokens[f.match.end - 1]);
            const Offset begin = code_points.at(first);
            const auto length = static_cast<Offset>(count_code_points(text.substr(first, stop - first)));
            add(Mention{begin, begin + length, f.match.first, f.sentence, f.match.entry.form & 0xFFFFFFU,
                        static_cast<std::uint32_t>(f.match.type)});
        }
    }

  private:
    struct Found {
        Match match;
        UnitIndex sentence;
    };

    void search_sentence(const Passage& passage, bool opens_paragraph) {
        matches_.clear();
        for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i) {
            const Word word = look_up(passage, i);
            if (word.starts) search_at(passage, i, word);
        }
        if (matches_.empty()) return;
        if (lexicon_.has_merged_tags()) drop_overlaps();
        read_places(passage, opens_paragraph);
        for (const Match& match : matches_)
            if (lexicon_.counts(lexicon_.forms()[match.entry.form], match.type))
                found_.push_back({match, passage.sentence});
    }

    Word look_up(const Passage& passage, TokenIndex i) {
        return vocabulary_.look_up(passage.text, cut_.tokens[i].begin, cut_.tokens[i].end);
    }

    void search_at(const Passage& passage, TokenIndex i, const Word& word) {
        nodes_.assign(1, Automaton::root);
        step(word);
        for (TokenIndex end = i + 1;; ++end) {
            for (const Node node : nodes_)
                for (const Entry& entry : automaton_.entries(node)) consider(passage, i, entry);
            if (end == passage.end_token() || nodes_.empty()) break;
            step(look_up(passage, end));
        }
        if (!touched_.empty()) emit(passage, i);
    }

    /// Moves all nodes along one word.
    void step(const Word& word) {
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
    void consider(const Passage& passage, TokenIndex i, const Entry& entry) {
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
    bool agrees(const Passage& passage, TokenIndex i, const Entry& entry) const {
        const auto words = automaton_.words(entry.form);
        for (TokenIndex k = 0; k < words.size(); ++k) {
            const FormWord& word = words[k];
            if (k > 0) {
                const std::string_view gap = passage.gap_before(i + k);
                if (gap == " " ? !word.separator.empty() : gap_marks(gap) != word.separator) return false;
            }
            const std::string_view written = passage.word(i + k);
            if (entry.place && k + 1 < words.size() && is_possessive(written) != word.possessive)
                return false;
            if (entry.rule == CaseRule::capital && word.capital && !begins_capital(written)) return false;
            if (entry.rule == CaseRule::exact && !same_case(word.text, without_possessive(written)))
                return false;
            if (entry.accent_exact && has_accent(word.text) != has_accent(written)) return false;
        }
        return true;
    }

    void emit(const Passage& passage, TokenIndex i) {
        std::sort(touched_.begin(), touched_.end());
        for (const std::uint32_t layer : touched_) {
            auto& entries = best_[layer];
            free_from_[layer] = i + entries.front()->words;
            keep_tags(entries);
            for (const Entry* entry : entries) {
                const Match match{i, i + entry->words, *entry, lexicon_.forms()[entry->form].type};
                if (!is_refused(match, passage, lexicon_)) matches_.push_back(match);
            }
            entries.clear();
        }
        touched_.clear();
    }

    /// Of entries with the same match: no blocks, each tag once, and only the first where they do not unite.
    void keep_tags(std::vector<const Entry*>& entries) const {
        std::erase_if(entries, [](const Entry* e) { return e->block; });
        if (entries.size() < 2) return;
        std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->form < b->form; });
        std::vector<TagId> tags;
        std::erase_if(entries, [&](const Entry* e) {
            const TagId tag = lexicon_.forms()[e->form].tag;
            const bool again = std::find(tags.begin(), tags.end(), tag) != tags.end();
            const bool refused = again || (!tags.empty() && !e->unites);
            if (!refused) tags.push_back(tag);
            return refused;
        });
    }

    /// Where forms of one tag lie in several layers, only the longest of overlapping mentions stays.
    void drop_overlaps() {
        const auto tag = [&](const Match& m) { return lexicon_.forms()[m.entry.form].tag; };
        const auto hides = [&](const Match& a, const Match& b) {
            if (tag(a) != tag(b) || a.first >= b.end || b.first >= a.end) return false;
            const auto rank = [](const Match& m) {
                return std::tuple(m.first - m.end, m.first, m.entry.form);
            };
            return rank(a) < rank(b);
        };
        const std::vector<Match> all = matches_;
        std::erase_if(matches_, [&](const Match& b) {
            return std::any_of(all.begin(), all.end(), [&](const Match& a) { return hides(a, b); });
        });
    }

    /// What reads the places of a sentence together: datelines and comma qualifiers.
    void read_places(const Passage& passage, bool opens_paragraph) {
        const auto dateline = opens_paragraph ? find_dateline(passage) : std::nullopt;
        if (!dateline && matches_.size() < 2) return;
        const auto in_place = [](const Match& m) { return m.entry.place; };
        const auto rest = std::stable_partition(matches_.begin(), matches_.end(), in_place);
        std::vector<Match> places(matches_.begin(), rest);
        std::vector<Match> others(rest, matches_.end());
        if (dateline) apply_dateline(*dateline, passage, lexicon_, places);
        apply_qualifiers(passage, lexicon_, places);
        matches_.clear();
        std::merge(places.begin(), places.end(), others.begin(), others.end(), std::back_inserter(matches_),
                   [](const Match& a, const Match& b) { return a.first < b.first; });
    }

    const Lexicon& lexicon_;
    const Automaton& automaton_;
    Vocabulary vocabulary_;
    Segmentation cut_;
    std::vector<Found> found_;
    std::vector<Match> matches_;
    std::vector<Node> nodes_, next_nodes_;
    std::vector<std::vector<const Entry*>> best_;  ///< by layer: the longest match at the current token
    std::vector<std::uint32_t> touched_;
    std::vector<TokenIndex> free_from_;
};

Tagger::Tagger(const Lexicon& lexicon) : search_(std::make_unique<Search>(lexicon)) {}

Tagger::~Tagger() = default;

void Tagger::tag(const TextView& text, MentionBlock& block) {
    if (text.encoding == Encoding::missing) return block.add_missing();
    const std::string_view utf8 = as_utf8(text, search_->scratch);
    search_->run(utf8);
    const Segmentation& cut = search_->cut();
    search_->for_each_mention(utf8, [&](const Mention& m) { block.mentions_.push_back(m); });
    block.paragraph_sentences_.insert(block.paragraph_sentences_.end(), cut.paragraph_sentences.begin(),
                                      cut.paragraph_sentences.end() - 1);
    block.close_document(static_cast<UnitIndex>(cut.sentences.size()), false);
}

}  // namespace comention
