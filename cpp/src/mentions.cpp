#include "comention/mentions.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace comention {

UnitIndex DocumentMentions::paragraph_of(UnitIndex sentence) const {
    const auto after = std::upper_bound(paragraph_sentences.begin(), paragraph_sentences.end(), sentence);
    return after == paragraph_sentences.begin()
               ? 0
               : static_cast<UnitIndex>(after - paragraph_sentences.begin()) - 1;
}

DocumentMentions MentionBlock::document(DocumentId i) const {
    const Ends begin = i == 0 ? Ends{} : ends_[i - 1];
    const Ends& end = ends_[i];
    std::span<const double> values = values_;
    if (has_values()) values = values.subspan(begin.mentions, end.mentions - begin.mentions);
    return {std::span(mentions_).subspan(begin.mentions, end.mentions - begin.mentions),
            values,
            std::span(paragraph_sentences_).subspan(begin.paragraphs, end.paragraphs - begin.paragraphs),
            std::span(sentence_tokens_)
                .subspan(begin.sentence_tokens, end.sentence_tokens - begin.sentence_tokens),
            end.missing,
            end.foreign};
}

void MentionBlock::add_value(double value) {
    values_.resize(mentions_.size() - 1, 1);
    values_.push_back(value);
}

void MentionBlock::close_document(const Segmentation& cut, bool foreign) {
    paragraph_sentences_.insert(paragraph_sentences_.end(), cut.paragraph_sentences.begin(),
                                cut.paragraph_sentences.end() - 1);
    sentence_tokens_.insert(sentence_tokens_.end(), cut.first_tokens.begin(), cut.first_tokens.end());
    close(false, foreign);
}

void MentionBlock::close(bool missing, bool foreign) {
    ends_.push_back({static_cast<std::uint32_t>(mentions_.size()),
                     static_cast<std::uint32_t>(paragraph_sentences_.size()),
                     static_cast<std::uint32_t>(sentence_tokens_.size()), missing, foreign});
}

MentionBlock MentionBlock::filter(std::span<const std::uint8_t> keep) const {
    MentionBlock out;
    out.paragraph_sentences_ = paragraph_sentences_;
    out.sentence_tokens_ = sentence_tokens_;
    std::size_t at = 0;
    for (const Ends& end : ends_) {
        for (; at < end.mentions; ++at)
            if (keep[at] != 0) out.add(mentions_[at], value(at));
        out.ends_.push_back({static_cast<std::uint32_t>(out.mentions_.size()), end.paragraphs,
                             end.sentence_tokens, end.missing, end.foreign});
    }
    out.shrink();
    return out;
}

MentionBlock MentionBlock::replace(std::span<const std::int64_t> bounds,
                                   std::span<const FormId> forms) const {
    MentionBlock out;
    out.paragraph_sentences_ = paragraph_sentences_;
    out.sentence_tokens_ = sentence_tokens_;
    std::size_t at = 0;
    for (const Ends& document : ends_) {
        for (; at < document.mentions; ++at) {
            const auto begin = static_cast<std::size_t>(bounds[at]);
            const auto size = static_cast<std::size_t>(bounds[at + 1] - bounds[at]);
            for (const FormId form : forms.subspan(begin, size)) {
                Mention mention = mentions_[at];
                mention.form = form & 0xFFFFFFU;
                out.add(mention, value(at));
            }
        }
        Ends end = document;
        end.mentions = static_cast<std::uint32_t>(out.mentions_.size());
        out.ends_.push_back(end);
    }
    out.shrink();
    return out;
}

MentionBlock MentionBlock::join(const MentionBlock& first) const {
    MentionBlock out;
    out.paragraph_sentences_ = paragraph_sentences_;
    out.sentence_tokens_ = sentence_tokens_;
    out.mentions_.reserve(first.size() + size());
    for (DocumentId i = 0; i < documents(); ++i) {
        for (const MentionBlock* block : {&first, this}) {
            const DocumentMentions document = block->document(i);
            for (std::size_t m = 0; m < document.mentions.size(); ++m)
                out.add(document.mentions[m], document.value(m));
        }
        Ends end = ends_[i];
        end.mentions = static_cast<std::uint32_t>(out.mentions_.size());
        out.ends_.push_back(end);
    }
    return out;
}

void MentionBlock::shrink() {
    mentions_.shrink_to_fit();
    values_.shrink_to_fit();
    paragraph_sentences_.shrink_to_fit();
    sentence_tokens_.shrink_to_fit();
    ends_.shrink_to_fit();
}

DocumentId Mentions::documents() const {
    if (blocks_.empty()) return 0;
    return static_cast<DocumentId>((blocks_.size() - 1) * block_documents) + blocks_.back().documents();
}

std::size_t Mentions::size() const {
    std::size_t size = 0;
    for (const MentionBlock& block : blocks_) size += block.size();
    return size;
}

bool Mentions::has_values() const {
    return std::any_of(blocks_.begin(), blocks_.end(),
                       [](const MentionBlock& block) { return block.has_values(); });
}

Mentions Mentions::filter(std::span<const std::uint8_t> keep) const {
    if (keep.size() != size())
        throw std::invalid_argument("expected one flag a mention, " + std::to_string(size()) + ". Given " +
                                    std::to_string(keep.size()));
    std::vector<MentionBlock> out;
    out.reserve(blocks_.size());
    for (const MentionBlock& block : blocks_) {
        out.push_back(block.filter(keep.first(block.size())));
        keep = keep.subspan(block.size());
    }
    return Mentions(std::move(out));
}

Mentions Mentions::replace(std::span<const std::int64_t> ends, std::span<const FormId> forms) const {
    if (ends.size() != size())
        throw std::invalid_argument("expected one end a mention, " + std::to_string(size()) + ". Given " +
                                    std::to_string(ends.size()));
    std::vector<std::int64_t> bounds(1);
    bounds.insert(bounds.end(), ends.begin(), ends.end());
    if (!std::is_sorted(bounds.begin(), bounds.end()) ||
        bounds.back() > static_cast<std::int64_t>(forms.size()))
        throw std::invalid_argument("ends must rise, up to the number of forms");
    std::vector<MentionBlock> out;
    std::span<const std::int64_t> rest = bounds;
    for (const MentionBlock& block : blocks_) {
        out.push_back(block.replace(rest.first(block.size() + 1), forms));
        rest = rest.subspan(block.size());
    }
    return Mentions(std::move(out));
}

Mentions Mentions::join(const Mentions& first) const {
    if (first.documents() != documents())
        throw std::invalid_argument("expected mentions of " + std::to_string(documents()) +
                                    " documents. Given " + std::to_string(first.documents()));
    std::vector<MentionBlock> out;
    for (std::size_t i = 0; i < blocks_.size(); ++i) out.push_back(blocks_[i].join(first.blocks_[i]));
    return Mentions(std::move(out));
}

void tag_blocks(std::span<const TextView> texts, const Lexicon& lexicon, std::span<const TagId> homes,
                const Job& job, const std::function<void(DocumentId, MentionBlock&&, unsigned)>& visit) {
    constexpr std::size_t size = Mentions::block_documents;
    if (!homes.empty() && homes.size() != texts.size())
        throw std::invalid_argument("expected a home for each of " + std::to_string(texts.size()) +
                                    " documents. Given " + std::to_string(homes.size()));
    const std::size_t blocks = (texts.size() + size - 1) / size;
    std::vector<std::unique_ptr<Tagger>> taggers(worker_count(job, blocks));
    for (auto& tagger : taggers) tagger = std::make_unique<Tagger>(lexicon);
    run_blocks(blocks, job, [&](std::size_t i, unsigned worker) {
        MentionBlock block;
        for (std::size_t d = i * size; d < std::min(texts.size(), (i + 1) * size); ++d) {
            try {
                taggers[worker]->tag(texts[d], block, homes.empty() ? no_tag : homes[d]);
            } catch (const std::invalid_argument& error) {
                throw std::invalid_argument("document " + std::to_string(d) + ": " + error.what());
            }
        }
        visit(static_cast<DocumentId>(i * size), std::move(block), worker);
    });
}

Mentions tag(std::span<const TextView> texts, const Lexicon& lexicon, const Job& job,
             std::span<const TagId> homes) {
    std::vector<MentionBlock> blocks((texts.size() + Mentions::block_documents - 1) /
                                     Mentions::block_documents);
    tag_blocks(texts, lexicon, homes, job, [&](DocumentId first, MentionBlock&& block, unsigned) {
        block.shrink();
        blocks[first / Mentions::block_documents] = std::move(block);
    });
    return Mentions(std::move(blocks));
}

}  // namespace comention
