#include "comention/listed.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "comention/unicode.hpp"

namespace comention {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
    throw std::invalid_argument(where + ": " + why);
}

std::string at_row(const MentionColumns& columns, std::size_t row) {
    return "document " + std::to_string(columns.document[row]) + ": row " + std::to_string(row);
}

std::string extent(const MentionColumns& columns, std::size_t row) {
    return "begin " + std::to_string(columns.begin[row]) + " end " + std::to_string(columns.end[row]);
}

double value_of(const MentionColumns& columns, std::size_t row) {
    return columns.value.empty() ? 1.0 : columns.value[row];
}

void check_row(const MentionColumns& columns, std::size_t row, std::size_t documents) {
    if (columns.document[row] >= documents)
        refuse("row " + std::to_string(row), "there are " + std::to_string(documents) +
                                                 " documents, numbered from 0. Given document " +
                                                 std::to_string(columns.document[row]));
    if (columns.type[row] >= form_type_count || columns.form[row] >= most_forms)
        refuse(at_row(columns, row), "no such form or type");
    const bool label = columns.type[row] == static_cast<std::uint8_t>(FormType::label);
    if (label && (columns.begin[row] != 0 || columns.end[row] != 0))
        refuse(at_row(columns, row), "a label has no place. Given " + extent(columns, row));
    if (!label && columns.end[row] <= columns.begin[row])
        refuse(at_row(columns, row), "end must be > begin. Given " + extent(columns, row));
    const double value = value_of(columns, row);
    if (!(value > 0) || !std::isfinite(value) || (value != 1 && !label))
        refuse(at_row(columns, row),
               "a label has a finite value > 0, any other mention 1. Given " + std::to_string(value));
}

void check(const MentionColumns& columns, std::size_t documents) {
    const std::size_t rows = columns.document.size();
    if (columns.begin.size() != rows || columns.end.size() != rows || columns.form.size() != rows ||
        columns.type.size() != rows || (!columns.value.empty() && columns.value.size() != rows))
        throw std::invalid_argument("columns of mentions must have one length");
    for (std::size_t row = 0; row < rows; ++row) check_row(columns, row, documents);
}

/// Rows by document and position.
class Rows {
  public:
    Rows(const MentionColumns& columns, std::size_t documents) : ends_(documents + 1) {
        check(columns, documents);
        for (const DocumentId document : columns.document) ++ends_[document + 1];
        for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] += ends_[i - 1];
        rows_.resize(columns.document.size());
        std::vector<std::size_t> at = ends_;
        for (std::size_t row = 0; row < rows_.size(); ++row) rows_[at[columns.document[row]]++] = row;
        for (std::size_t i = 0; i < documents; ++i)
            std::stable_sort(begin(i), begin(i + 1), [&](std::size_t a, std::size_t b) {
                return columns.begin[a] < columns.begin[b];
            });
    }

    std::span<const std::size_t> of(std::size_t document) const {
        return std::span(rows_).subspan(ends_[document], ends_[document + 1] - ends_[document]);
    }

  private:
    std::vector<std::size_t>::iterator begin(std::size_t document) {
        return rows_.begin() + static_cast<std::ptrdiff_t>(ends_[document]);
    }

    std::vector<std::size_t> ends_;
    std::vector<std::size_t> rows_;
};

Mention mention_of(const MentionColumns& columns, std::size_t row, UnitIndex sentence, TokenIndex token,
                   TokenIndex last_token) {
    return {columns.begin[row],
            columns.end[row],
            token,
            sentence,
            columns.form[row] & 0xFFFFFFU,
            std::uint32_t{columns.type[row]},
            last_token};
}

/// Number of the last span that begins at or before a place, or 0.
std::size_t last_before(const std::vector<Span>& spans, Offset at) {
    const auto after =
        std::upper_bound(spans.begin(), spans.end(), at, [](Offset a, const Span& s) { return a < s.begin; });
    return after == spans.begin() ? 0 : static_cast<std::size_t>(after - spans.begin()) - 1;
}

/// Finds the sentence and the first token of places in one text after another.
class Placer {
  public:
    explicit Placer(const MentionColumns& columns) : columns_(columns) {}

    void place(const TextView& text, std::span<const std::size_t> rows, MentionBlock& block) {
        if (text.encoding == Encoding::missing) {
            if (!rows.empty()) refuse(at_row(columns_, rows.front()), "the document has no text");
            return block.add_missing();
        }
        const std::string_view utf8 = as_utf8(text, scratch_);
        segment(utf8, cut_);
        if (!rows.empty()) read(utf8);
        for (const std::size_t row : rows) block.add(placed(row), value_of(columns_, row));
        block.close_document(cut_, false);
    }

  private:
    void read(std::string_view utf8) {
        length_ = count_code_points(utf8);
        std::vector<Span> tokens;
        for (const Token& token : cut_.tokens) tokens.push_back({token.begin, token.end});
        tokens_ = to_code_points(utf8, tokens);
        sentences_ = to_code_points(utf8, cut_.sentences);
    }

    Mention placed(std::size_t row) const {
        if (columns_.end[row] > length_)
            refuse(at_row(columns_, row),
                   "the text has " + std::to_string(length_) + " characters. Given " + extent(columns_, row));
        const std::size_t sentence = last_before(sentences_, columns_.begin[row]);
        const TokenIndex first = first_token(row, sentence);
        return mention_of(columns_, row, static_cast<UnitIndex>(sentence), first, last_token(row, first));
    }

    /// The last token that begins before the place's end, or the first one.
    TokenIndex last_token(std::size_t row, TokenIndex first) const {
        if (tokens_.empty()) return first;
        const auto behind = std::lower_bound(tokens_.begin() + first, tokens_.end(), columns_.end[row],
                                             [](const Span& token, Offset at) { return token.begin < at; });
        return std::max(first, static_cast<TokenIndex>(behind - tokens_.begin()) - 1);
    }

    /// The first token of the sentence that ends behind the place's begin, or its last one.
    TokenIndex first_token(std::size_t row, std::size_t sentence) const {
        if (tokens_.empty()) return 0;
        const auto first = tokens_.begin() + cut_.first_tokens[sentence];
        const auto last = tokens_.begin() + cut_.first_tokens[sentence + 1] - 1;
        const auto found = std::upper_bound(first, last, columns_.begin[row],
                                            [](Offset at, const Span& token) { return at < token.end; });
        return static_cast<TokenIndex>(found - tokens_.begin());
    }

    const MentionColumns& columns_;
    std::string scratch_;
    Segmentation cut_;
    std::size_t length_ = 0;
    std::vector<Span> tokens_, sentences_;
};

}  // namespace

Mentions list_mentions(std::size_t documents, const MentionColumns& columns) {
    const Rows rows(columns, documents);
    std::vector<MentionBlock> blocks((documents + Mentions::block_documents - 1) / Mentions::block_documents);
    for (std::size_t d = 0; d < documents; ++d) {
        MentionBlock& block = blocks[d / Mentions::block_documents];
        for (const std::size_t row : rows.of(d))
            block.add(mention_of(columns, row, 0, 0, 0), value_of(columns, row));
        block.close_without_text();
    }
    return Mentions(std::move(blocks));
}

Mentions place_mentions(std::span<const TextView> texts, const MentionColumns& columns, const Job& job) {
    constexpr std::size_t size = Mentions::block_documents;
    const Rows rows(columns, texts.size());
    std::vector<MentionBlock> blocks((texts.size() + size - 1) / size);
    run_blocks(blocks.size(), job, [&](std::size_t i, unsigned) {
        Placer placer(columns);
        for (std::size_t d = i * size; d < std::min(texts.size(), (i + 1) * size); ++d)
            placer.place(texts[d], rows.of(d), blocks[i]);
        blocks[i].shrink();
    });
    return Mentions(std::move(blocks));
}

}  // namespace comention
