/// \file
/// Mentions: where the tags of a lexicon stand in documents.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "comention/lexicon.hpp"
#include "comention/parallel.hpp"
#include "comention/text.hpp"
#include "comention/types.hpp"

namespace comention {

/// One mention. Its tag and kind are those of its form; `type` is the form's, or `dateline`. Positions are
/// code points of the document's text, so that text[begin:end] is the surface. A label of the document has no
/// place there: all its positions are 0.
struct Mention {
    Offset begin;
    Offset end;
    TokenIndex token;  ///< its first token
    UnitIndex sentence;
    FormId form : 24;
    std::uint32_t type : 8;
    TokenIndex last_token = 0;  ///< its last token, which may lie behind the form's: "Paris, Texas"

    FormType form_type() const { return static_cast<FormType>(type); }
    friend bool operator==(const Mention&, const Mention&) = default;
};

inline constexpr std::size_t most_forms = std::size_t{1} << 24;

/// What is known of one document.
struct DocumentMentions {
    std::span<const Mention> mentions;               ///< by position
    std::span<const double> values;                  ///< of the mentions; empty: 1 each
    std::span<const UnitIndex> paragraph_sentences;  ///< the first sentence of each paragraph
    std::span<const TokenIndex>
        sentence_tokens;   ///< the first token of each sentence, and the end of the last
    bool missing = false;  ///< no text: the document has no units
    bool foreign = false;  ///< too few English function words: another language, or a table

    UnitIndex sentences() const {
        return sentence_tokens.empty() ? 0 : static_cast<UnitIndex>(sentence_tokens.size() - 1);
    }
    UnitIndex paragraphs() const { return static_cast<UnitIndex>(paragraph_sentences.size()); }
    double value(std::size_t mention) const { return values.empty() ? 1.0 : values[mention]; }
    /// The paragraph of a sentence; 0 where there is none.
    UnitIndex paragraph_of(UnitIndex sentence) const;
};

/// The mentions of consecutive documents, in order.
class MentionBlock {
  public:
    DocumentId documents() const { return static_cast<DocumentId>(ends_.size()); }
    DocumentMentions document(DocumentId i) const;
    std::size_t size() const { return mentions_.size(); }

    /// Whether a mention has another value than 1.
    bool has_values() const { return !values_.empty(); }

    /// Adds a mention to the document that is open. Labels may have a value, as a probability or a share; it
    /// is finite and greater than 0.
    void add(const Mention& mention, double value = 1) {
        mentions_.push_back(mention);
        if (value != 1 || has_values()) add_value(value);
    }
    /// Closes the document that is open, and opens the next.
    void close_document(const Segmentation& cut, bool foreign);
    /// The same for a document without text, which is a unit by itself.
    void close_without_text() { close(false, false); }
    /// Adds a document whose text is missing.
    void add_missing() { close(true, false); }
    /// The block in which each document has the mentions of `first` before its own.
    MentionBlock join(const MentionBlock& first) const;
    /// The block in which mention i stands for each form of [bounds[i], bounds[i + 1]) in `forms`, or is
    /// gone.
    MentionBlock replace(std::span<const std::int64_t> bounds, std::span<const FormId> forms) const;
    /// The block with only the mentions whose flag is not zero; `keep` has one flag a mention.
    MentionBlock filter(std::span<const std::uint8_t> keep) const;
    void shrink();

  private:
    struct Ends {
        std::uint32_t mentions;
        std::uint32_t paragraphs;
        std::uint32_t sentence_tokens;
        bool missing;
        bool foreign;
    };

    void add_value(double value);
    void close(bool missing, bool foreign);
    double value(std::size_t mention) const { return values_.empty() ? 1.0 : values_[mention]; }

    std::vector<Mention> mentions_;
    std::vector<double> values_;  ///< of the mentions, or empty
    std::vector<UnitIndex> paragraph_sentences_;
    std::vector<TokenIndex> sentence_tokens_;
    std::vector<Ends> ends_;
};

/// The mentions of a corpus. Immutable; threads may share it.
class Mentions {
  public:
    /// Documents a block of work holds.
    static constexpr DocumentId block_documents = 64;

    explicit Mentions(std::vector<MentionBlock> blocks) : blocks_(std::move(blocks)) {}

    DocumentId documents() const;
    DocumentMentions document(DocumentId i) const {
        return blocks_[i / block_documents].document(i % block_documents);
    }
    /// Number of mentions.
    std::size_t size() const;
    /// Whether a mention has another value than 1.
    bool has_values() const;
    const std::vector<MentionBlock>& blocks() const { return blocks_; }

    /// Only the mentions whose flag is not zero, in order of document and position. Throws
    /// std::invalid_argument unless there is one flag a mention.
    Mentions filter(std::span<const std::uint8_t> keep) const;
    /// Lets mention i stand for each form of [ends[i - 1], ends[i]) in `forms`, those of another lexicon;
    /// a mention without any is gone. Throws std::invalid_argument unless there is one end a mention, rising.
    Mentions replace(std::span<const std::int64_t> ends, std::span<const FormId> forms) const;
    /// Lets each document have its mentions of `first` before its own; units stay. Throws
    /// std::invalid_argument unless both have as many documents.
    Mentions join(const Mentions& first) const;

  private:
    std::vector<MentionBlock> blocks_;
};

inline constexpr FormId no_form = static_cast<FormId>(-1);

/// Whether a form found in a document is a mention there, and why.
struct Decision {
    Mention mention;
    bool kept;
    std::string reason;        ///< empty: the longest form; else what refused it, or chose its meaning
    FormId because = no_form;  ///< the form that decided, if one did
};

/// Finds mentions in one document after another. Not for several threads at once.
class Tagger {
  public:
    explicit Tagger(const Lexicon& lexicon);
    ~Tagger();
    Tagger(const Tagger&) = delete;
    Tagger& operator=(const Tagger&) = delete;

    /// Appends a document to a block. `home` is the country whose reading of an ambiguous form is taken where
    /// the document tells nothing. Throws std::invalid_argument as as_utf8 does.
    void tag(const TextView& text, MentionBlock& block, TagId home = no_tag);
    /// What was decided in a document, by position: its mentions, and what is none and why.
    std::vector<Decision> explain(const TextView& text, TagId home = no_tag);

  private:
    class Reader;
    std::unique_ptr<Reader> reader_;
};

/// Calls `visit(first_document, block, worker)` for each block of documents, on several threads and in no
/// order. Throws std::invalid_argument, naming the document, for text that cannot be read.
/// `homes` has the home of each document, or is empty.
void tag_blocks(std::span<const TextView> texts, const Lexicon& lexicon, std::span<const TagId> homes,
                const Job& job, const std::function<void(DocumentId, MentionBlock&&, unsigned)>& visit);

/// Finds the mentions of a lexicon in documents. The same result for any number of threads.
///
/// Within a layer the leftmost, then longest form wins: more words first, then more characters that are no
/// wildcard. Matches are whole words and cross neither a sentence nor punctuation. A possessive behind a
/// match is left out; inside the name of a place it must be there as in the form, so "China's Daily" is no
/// China Daily. Guards and datelines come after; only mentions that the lexicon counts are kept.
/// `homes` has the home of each document, or is empty.
Mentions tag(std::span<const TextView> texts, const Lexicon& lexicon, const Job& job = {},
             std::span<const TagId> homes = {});

}  // namespace comention
