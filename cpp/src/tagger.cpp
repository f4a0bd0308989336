#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "comention/mentions.hpp"
#include "comention/unicode.hpp"
#include "datelines.hpp"
#include "guards.hpp"
#include "qualifiers.hpp"
#include "readings.hpp"
#include "search.hpp"
#include "words.hpp"

namespace comention {
namespace {

/// Where a mention ends: before the possessive of its last word.
Offset surface_end(std::string_view text, const Token& token) {
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    return token.begin + static_cast<Offset>(without_possessive(word).size());
}

/// What is written like a surname now and then, but means the country nearly always.
bool is_demonym(FormType type) { return type == FormType::adjective || type == FormType::noun; }

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

/// Reads one document: finds forms sentence by sentence, then decides what they mean in the document.
class Tagger::Reader {
  public:
    explicit Reader(const Lexicon& lexicon)
        : lexicon_(lexicon),
          search_(lexicon),
          guards_(lexicon),
          readings_(lexicon),
          english_(lexicon.automaton().cue_set("english")),
          month_(lexicon.automaton().cue_set("month")) {}

    std::string scratch;

    const Segmentation& cut() const { return cut_; }

    /// Whether the document read last has words enough to tell, and too few of them are English.
    bool is_foreign(std::string_view text) const {
        std::size_t words = 0, english = 0;
        for (std::size_t i = 0; i < cut_.tokens.size(); ++i) {
            words += first_class(text.substr(cut_.tokens[i].begin)) != CharClass::digit;
            english += (search_.cues()[i] & english_) != 0;
        }
        return english_ != 0 && words >= fewest_words &&
               static_cast<double>(english) < fewest_english * static_cast<double>(words);
    }

    /// Finds what the document mentions; `refused` gets what it does not, if given.
    void read(std::string_view text, TagId home, std::vector<Found>* refused = nullptr) {
        refused_ = refused;
        segment(text, cut_);
        search_.begin_document(cut_.tokens.size());
        found_.clear();
        surnames_.clear();
        UnitIndex paragraph = 0;
        for (UnitIndex s = 0; s < cut_.sentences.size(); ++s) {
            const bool opens = cut_.paragraph_sentences[paragraph] == s;
            paragraph += opens;
            read_sentence({text, &cut_, search_.cues(), s}, opens);
        }
        readings_.resolve(found_, cut_, search_.cues(), home);
        repeat_qualified();
        drop(found_, [&](Found& f) { return !counts(f); });
    }

    template <class Add>
    void for_each_mention(std::string_view text, const std::vector<Found>& found, Add add) const {
        CodePoints code_points(text);
        for (const Found& f : found) {
            const Offset first = cut_.tokens[f.match.first].begin;
            const Offset stop = surface_end(text, cut_.tokens[f.match.end - 1]);
            const Offset begin = code_points.at(first);
            const auto length = static_cast<Offset>(count_code_points(text.substr(first, stop - first)));
            add(Mention{begin, begin + length, f.match.first, f.sentence, f.match.entry.form & 0xFFFFFFU,
                        static_cast<std::uint32_t>(f.match.type), f.match.end - 1},
                f);
        }
    }

    const std::vector<Found>& found() const { return found_; }

  private:
    void read_sentence(const Passage& passage, bool opens_paragraph) {
        matches_.clear();
        search_.find(passage, matches_);
        if (matches_.empty()) return;
        refuse(passage);
        if (lexicon_.has_merged_tags()) drop_overlaps();
        read_places(passage, opens_paragraph);
        for (const Match& match : matches_)
            found_.push_back({match, passage.sentence, reason_of(match), match.region});
    }

    static std::string_view reason_of(const Match& match) {
        if (match.type == FormType::dateline) return "dateline";
        return match.type == FormType::qualifier ? "qualifier" : std::string_view();
    }

    /// Erases what `is_refused` says, and remembers it where refusals are asked for.
    template <class Refuses>
    void drop(std::vector<Found>& found, Refuses is_refused) {
        std::erase_if(found, [&](Found& f) {
            const bool refused = is_refused(f);
            if (refused && refused_ != nullptr) refused_->push_back(f);
            return refused;
        });
    }

    void remember(const Match& match, UnitIndex sentence, std::string_view reason) {
        if (refused_ != nullptr) refused_->push_back({match, sentence, reason, no_form});
    }

    bool counts(Found& f) const {
        if (f.match.entry.block) return false;
        const Form& form = lexicon_.forms()[f.match.entry.form];
        if (lexicon_.counts(form, f.match.type)) return true;
        f.reason = lexicon_.tags()[form.tag].counted ? "type outside the profile" : "tag not selected";
        return false;
    }

    /// Drops blocks, and what a guard refuses.
    void refuse(const Passage& passage) {
        for (std::size_t i = 0; i < matches_.size(); ++i) mark_neighbours(i);
        std::erase_if(matches_, [&](const Match& match) {
            const std::string_view reason = match.entry.block ? "block" : refusal(match, passage);
            if (!reason.empty()) remember(match, passage.sentence, reason);
            return !reason.empty();
        });
    }

    /// What a guard says, and whether the document named a person of this surname before.
    std::string_view refusal(const Match& match, const Passage& passage) {
        const std::string_view reason = guards_.refusal(match, passage);
        if (reason == surname_guard && !is_demonym(match.type)) surnames_.insert(match.entry.form);
        const bool person = reason.empty() && !surnames_.empty() && surnames_.contains(match.entry.form);
        return person && !guards_.is_placed(match, passage) ? "surname before" : reason;
    }

    void mark_neighbours(std::size_t i) {
        Match& match = matches_[i];
        for (std::size_t k = i + 1; k < matches_.size() && matches_[k].first <= match.end; ++k) {
            Match& next = matches_[k];
            if (next.first != match.end || !next.entry.place || !match.entry.place) continue;
            next.after_place = !match.entry.block;
            match.before_place = match.before_place || !lexicon_.forms()[next.entry.form].has_flag("surname");
        }
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
        const auto dateline = opens_paragraph ? find_dateline(passage, month_) : std::nullopt;
        if (!dateline && matches_.size() < 2) return;
        const auto in_place = [](const Match& m) { return m.entry.place; };
        const auto rest = std::stable_partition(matches_.begin(), matches_.end(), in_place);
        std::vector<Match> places(matches_.begin(), rest);
        std::vector<Match> others(rest, matches_.end());
        if (dateline) apply_dateline(*dateline, passage, readings_, places);
        apply_qualifiers(passage, readings_, places);
        matches_.clear();
        std::merge(places.begin(), places.end(), others.begin(), others.end(), std::back_inserter(matches_),
                   [](const Match& a, const Match& b) { return a.first < b.first; });
    }

    /// A city keeps the country that the document gave it before: "Paris, Texas … in Paris".
    void repeat_qualified() {
        std::unordered_map<FormId, const Found*> qualified;
        for (Found& f : found_) {
            Match& match = f.match;
            if (match.city != no_form) {
                qualified[readings_.base(match.city)] = &f;
                continue;
            }
            if (qualified.empty() || match.entry.block) continue;
            const auto before = qualified.find(readings_.base(match.entry.form));
            if (before == qualified.end()) continue;
            f.because = before->second->match.region;
            f.reason = "qualified before";
            match.entry = before->second->match.entry;
            if (match.type != FormType::dateline) match.type = FormType::inferred;
        }
    }

    static constexpr std::size_t fewest_words = 30;
    static constexpr double fewest_english = 0.1;

    const Lexicon& lexicon_;
    Search search_;
    Guards guards_;
    Readings readings_;
    CueMask english_, month_;
    Segmentation cut_;
    std::vector<Match> matches_;
    std::vector<Found> found_;
    std::unordered_set<FormId> surnames_;
    std::vector<Found>* refused_ = nullptr;
};

Tagger::Tagger(const Lexicon& lexicon) : reader_(std::make_unique<Reader>(lexicon)) {}

Tagger::~Tagger() = default;

void Tagger::tag(const TextView& text, MentionBlock& block, TagId home) {
    if (text.encoding == Encoding::missing) return block.add_missing();
    const std::string_view utf8 = as_utf8(text, reader_->scratch);
    reader_->read(utf8, home);
    const Segmentation& cut = reader_->cut();
    reader_->for_each_mention(utf8, reader_->found(), [&](const Mention& m, const Found&) { block.add(m); });
    block.close_document(cut, reader_->is_foreign(utf8));
}

std::vector<Decision> Tagger::explain(const TextView& text, TagId home) {
    std::vector<Decision> out;
    if (text.encoding == Encoding::missing) return out;
    const std::string_view utf8 = as_utf8(text, reader_->scratch);
    std::vector<Found> refused;
    reader_->read(utf8, home, &refused);
    for (const bool kept : {true, false})
        reader_->for_each_mention(utf8, kept ? reader_->found() : refused,
                                  [&](const Mention& m, const Found& f) {
                                      out.push_back({m, kept, std::string(f.reason), f.because});
                                  });
    std::stable_sort(out.begin(), out.end(), [](const Decision& a, const Decision& b) {
        return std::pair(a.mention.begin, !a.kept) < std::pair(b.mention.begin, !b.kept);
    });
    return out;
}

}  // namespace comention
