#include "comention/incidence.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>

namespace comention {
namespace {

/// Adds one block of mentions after another to an incidence.
class Collector {
  public:
    Collector(const Lexicon& lexicon, Unit unit, std::span<const std::uint8_t> wanted,
              const DocumentTags& document_tags, std::size_t documents)
        : lexicon_(lexicon), unit_(unit), wanted_(wanted), document_tags_(document_tags) {
        if (document_tags.tags.size() != documents * document_tags.columns && document_tags.columns > 0)
            throw std::invalid_argument("expected " + std::to_string(document_tags.columns) +
                                        " tags for each of " + std::to_string(documents) +
                                        " documents. Given " + std::to_string(document_tags.tags.size()));
        if (wanted.size() != lexicon.tags().size())
            throw std::invalid_argument("expected one flag a tag, " + std::to_string(lexicon.tags().size()) +
                                        ". Given " + std::to_string(wanted.size()));
    }

    /// What is counted beside the incidence, by each worker.
    struct Totals {
        Count units = 0;
        Count foreign = 0;
    };

    /// The incidence of a block whose first document has the number `first`; adds to the totals.
    IncidenceBlock collect(DocumentId first, const MentionBlock& mentions, Totals& totals) const {
        IncidenceBlock block;
        for (DocumentId d = 0; d < mentions.documents(); ++d) {
            const DocumentMentions document = mentions.document(d);
            totals.units += count_units(document, unit_);
            totals.foreign += document.foreign;
            add_document(first + d, document, block);
        }
        block.shrink();
        return block;
    }

  private:
    void add_document(DocumentId id, const DocumentMentions& document, IncidenceBlock& block) const {
        std::vector<Occurrence> occurrences;
        UnitIndex position = 0;
        const auto close_up_to = [&](UnitIndex end) {
            for (; position < end; ++position) close_unit(id, position, occurrences, block);
        };
        for (const Mention& mention : document.mentions) {
            const TagId tag = lexicon_.forms()[mention.form].tag;
            if (wanted_[tag] == 0) continue;
            const UnitIndex at = unit_of(document, unit_, mention.sentence);
            if (at != position && document_tags_.columns == 0) {
                close_unit(id, position, occurrences, block);
                position = at;
            }
            close_up_to(at);
            occurrences.push_back({tag, mention.begin, mention.end, mention.form});
        }
        close_up_to(document_tags_.columns == 0 ? position + 1 : count_units(document, unit_));
    }

    void close_unit(DocumentId id, UnitIndex position, std::vector<Occurrence>& occurrences,
                    IncidenceBlock& block) const {
        const Offset begin = occurrences.empty() ? 0 : occurrences.front().begin;
        for (const TagId tag : document_tags_.of(id))
            if (tag != no_tag) occurrences.push_back({tag, begin, begin, no_form});
        if (occurrences.empty()) return;
        std::stable_sort(occurrences.begin(), occurrences.end(),
                         [](const Occurrence& a, const Occurrence& b) { return a.tag < b.tag; });
        block.begin_unit(id, position);
        for (std::size_t i = 0; i < occurrences.size(); ++i)
            if (i == 0 || occurrences[i].tag != occurrences[i - 1].tag) block.add(occurrences[i]);
        occurrences.clear();
    }

    const Lexicon& lexicon_;
    Unit unit_;
    std::span<const std::uint8_t> wanted_;
    DocumentTags document_tags_;
};

Incidence empty_incidence(Unit unit, std::size_t documents) {
    Incidence out;
    out.unit = unit;
    out.blocks.resize((documents + Mentions::block_documents - 1) / Mentions::block_documents);
    return out;
}

void add_totals(Incidence& incidence, const std::vector<Collector::Totals>& totals) {
    for (const auto& [units, foreign] : totals) {
        incidence.units += units;
        incidence.foreign += foreign;
    }
}

}  // namespace

void IncidenceBlock::begin_unit(DocumentId document, UnitIndex position) {
    units_.push_back({document, position, static_cast<std::uint32_t>(occurrences_.size())});
}

void IncidenceBlock::shrink() {
    units_.shrink_to_fit();
    occurrences_.shrink_to_fit();
}

UnitTags IncidenceBlock::unit(std::size_t i) const {
    const Start& start = units_[i];
    const std::size_t end = i + 1 < units_.size() ? units_[i + 1].occurrence : occurrences_.size();
    return {start.document, start.position,
            std::span(occurrences_).subspan(start.occurrence, end - start.occurrence)};
}

Incidence make_incidence(const Mentions& mentions, const Lexicon& lexicon, Unit unit,
                         std::span<const std::uint8_t> wanted, const Job& job,
                         const DocumentTags& document_tags) {
    const Collector collector(lexicon, unit, wanted, document_tags, mentions.documents());
    Incidence out = empty_incidence(unit, mentions.documents());
    std::vector<Collector::Totals> totals(worker_count(job, out.blocks.size()));
    run_blocks(out.blocks.size(), job, [&](std::size_t i, unsigned worker) {
        const auto first = static_cast<DocumentId>(i * Mentions::block_documents);
        out.blocks[i] = collector.collect(first, mentions.blocks()[i], totals[worker]);
    });
    add_totals(out, totals);
    return out;
}

Incidence make_incidence(std::span<const TextView> texts, const Lexicon& lexicon, Unit unit,
                         std::span<const std::uint8_t> wanted, const Job& job,
                         const DocumentTags& document_tags) {
    const Collector collector(lexicon, unit, wanted, document_tags, texts.size());
    Incidence out = empty_incidence(unit, texts.size());
    std::vector<Collector::Totals> totals(worker_count(job, out.blocks.size()));
    tag_blocks(texts, lexicon, {}, job, [&](DocumentId first, MentionBlock&& block, unsigned worker) {
        out.blocks[first / Mentions::block_documents] = collector.collect(first, block, totals[worker]);
    });
    add_totals(out, totals);
    return out;
}

}  // namespace comention
