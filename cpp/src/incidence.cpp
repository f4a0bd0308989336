#include "comention/incidence.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "windows.hpp"

namespace comention {
namespace {

/// A tag of a whole document, and the label that gives it, if one does.
struct DocumentTag {
    TagId tag;
    FormId form;
    double value = 1;
};

/// Tags of a document with another value than 1, by tag.
class SoftTags {
  public:
    explicit SoftTags(std::span<const DocumentTag> tags) {
        for (const DocumentTag& tag : tags)
            if (tag.value != 1) tags_.push_back(tag);
        std::sort(tags_.begin(), tags_.end(), before);
    }

    double value_of(const Occurrence& occurrence) const {
        if (tags_.empty() || !occurrence.of_document()) return 1;
        const auto found =
            std::lower_bound(tags_.begin(), tags_.end(), DocumentTag{occurrence.tag, no_form, 1}, before);
        return found != tags_.end() && found->tag == occurrence.tag ? found->value : 1;
    }

  private:
    static bool before(const DocumentTag& a, const DocumentTag& b) { return a.tag < b.tag; }

    std::vector<DocumentTag> tags_;
};

/// Adds one block of mentions after another to an incidence.
class Collector {
  public:
    Collector(const Lexicon& lexicon, const IncidenceOptions& options, std::size_t documents)
        : lexicon_(lexicon), options_(options) {
        const DocumentTags& tags = options.document_tags;
        if (tags.tags.size() != documents * tags.columns && tags.columns > 0)
            throw std::invalid_argument("expected " + std::to_string(tags.columns) + " tags for each of " +
                                        std::to_string(documents) + " documents. Given " +
                                        std::to_string(tags.tags.size()));
        if (options.wanted.size() != lexicon.tags().size())
            throw std::invalid_argument("expected one flag a tag, " + std::to_string(lexicon.tags().size()) +
                                        ". Given " + std::to_string(options.wanted.size()));
    }

    /// The incidence of a block whose first document has the number `first`; adds to the foreign documents.
    IncidenceBlock collect(DocumentId first, const MentionBlock& mentions, Count& foreign) const {
        IncidenceBlock block;
        for (DocumentId d = 0; d < mentions.documents(); ++d) {
            const DocumentMentions document = mentions.document(d);
            foreign += document.foreign;
            add_document(first + d, document, block);
        }
        block.shrink();
        return block;
    }

  private:
    struct OpenUnit {
        UnitIndex position;
        TokenRange tokens;
        std::vector<Occurrence> occurrences;
    };

    void add_document(DocumentId id, const DocumentMentions& document, IncidenceBlock& block) const {
        const UnitIndex units = count_units(document, options_.unit);
        if (units == 0) return;
        std::vector<OpenUnit> filled = filled_units(id, document);
        const std::vector<DocumentTag> tags = document_tags(id, document);
        add_document_tags(tags, document, units, filled);
        Count counted = 0;
        if (options_.nonempty)
            for (const OpenUnit& unit : filled) counted += covered_units(unit);
        else if (options_.window)
            for (UnitIndex u = 0; u < units; ++u)
                counted +=
                    window_starts(options_.window, unit_tokens(document, options_.unit, u).size()).size();
        else
            counted = units;
        if (counted == 0) return;
        block.begin_document(id, counted);
        const SoftTags soft(tags);
        for (OpenUnit& unit : filled) close_unit(unit, soft, block);
    }

    bool is_wanted(TagId tag, DocumentId id) const {
        if (options_.wanted[tag] == 0) return false;
        if (options_.identity.empty()) return true;
        const auto stands_for = [&](TagId own) {
            return own != no_tag && options_.identity[own] == options_.identity[tag];
        };
        return std::ranges::none_of(options_.document_tags.of(id), stands_for);
    }

    /// The labels of a document that are wanted, then the values of its columns.
    std::vector<DocumentTag> document_tags(DocumentId id, const DocumentMentions& document) const {
        std::vector<DocumentTag> out;
        for (std::size_t i = 0; i < document.mentions.size(); ++i) {
            const Mention& mention = document.mentions[i];
            if (mention.form_type() != FormType::label) break;
            const TagId tag = lexicon_.forms()[mention.form].tag;
            if (is_wanted(tag, id)) out.push_back({tag, mention.form, document.value(i)});
        }
        for (const TagId tag : options_.document_tags.of(id))
            if (tag != no_tag) out.push_back({tag, no_form, 1});
        return out;
    }

    /// The units with a wanted mention that has a place in them, in order.
    std::vector<OpenUnit> filled_units(DocumentId id, const DocumentMentions& document) const {
        std::vector<OpenUnit> out;
        for (const Mention& mention : document.mentions) {
            const TagId tag = lexicon_.forms()[mention.form].tag;
            if (!is_wanted(tag, id) || mention.form_type() == FormType::label) continue;
            const UnitIndex position = unit_of(document, options_.unit, mention.sentence);
            if (out.empty() || out.back().position != position)
                out.push_back({position, unit_tokens(document, options_.unit, position), {}});
            OpenUnit& unit = out.back();
            const TokenIndex first = mention.token - unit.tokens.begin;
            const TokenIndex last = std::max(mention.last_token, mention.token) - unit.tokens.begin;
            unit.occurrences.push_back({tag, mention.begin, mention.end, mention.form, first, last});
        }
        return out;
    }

    /// Puts the tags of a document before the mentions of each of its units.
    void add_document_tags(std::span<const DocumentTag> tags, const DocumentMentions& document,
                           UnitIndex units, std::vector<OpenUnit>& filled) const {
        if (tags.empty()) return;
        std::vector<OpenUnit> all(units);
        for (UnitIndex u = 0; u < units; ++u) all[u] = {u, unit_tokens(document, options_.unit, u), {}};
        for (OpenUnit& unit : filled) all[unit.position] = std::move(unit);
        for (OpenUnit& unit : all) {
            const Offset begin = unit.occurrences.empty() ? 0 : unit.occurrences.front().begin;
            std::vector<Occurrence> both;
            for (const DocumentTag& tag : tags) both.push_back({tag.tag, begin, begin, tag.form});
            both.insert(both.end(), unit.occurrences.begin(), unit.occurrences.end());
            unit.occurrences = std::move(both);
        }
        filled = std::move(all);
    }

    /// Number of units with a tag: the unit, or windows of it.
    Count covered_units(const OpenUnit& unit) const {
        if (!options_.window) return 1;
        return covered_windows(unit.occurrences, options_.window, unit.tokens.size());
    }

    void close_unit(OpenUnit& unit, const SoftTags& soft, IncidenceBlock& block) const {
        std::stable_sort(unit.occurrences.begin(), unit.occurrences.end(),
                         [](const Occurrence& a, const Occurrence& b) { return a.tag < b.tag; });
        block.begin_unit(unit.position, unit.tokens.size());
        for (std::size_t i = 0; i < unit.occurrences.size(); ++i)
            if (options_.every_mention || i == 0 || unit.occurrences[i].tag != unit.occurrences[i - 1].tag)
                block.add(unit.occurrences[i], soft.value_of(unit.occurrences[i]));
    }

    const Lexicon& lexicon_;
    IncidenceOptions options_;
};

Incidence empty_incidence(const IncidenceOptions& options, std::size_t documents) {
    Incidence out;
    out.unit = options.unit;
    out.window = options.window;
    out.every_mention = options.every_mention;
    out.blocks.resize((documents + Mentions::block_documents - 1) / Mentions::block_documents);
    return out;
}

/// An incidence with the same options and no blocks.
Incidence like(const Incidence& incidence) {
    Incidence out;
    out.unit = incidence.unit;
    out.window = incidence.window;
    out.every_mention = incidence.every_mention;
    out.soft = incidence.soft;
    return out;
}

void add_renumbered(const UnitTags& unit, std::span<const TagId> tags, std::span<const FormId> forms,
                    IncidenceBlock& into) {
    std::vector<std::pair<Occurrence, double>> occurrences;
    for (std::size_t i = 0; i < unit.occurrences.size(); ++i) {
        Occurrence o = unit.occurrences[i];
        o.tag = tags[o.tag];
        if (o.form != no_form) o.form = forms[o.form];
        occurrences.emplace_back(o, unit.value(i));
    }
    std::stable_sort(occurrences.begin(), occurrences.end(),
                     [](const auto& a, const auto& b) { return a.first.tag < b.first.tag; });
    into.begin_unit(unit.position, unit.tokens);
    for (const auto& [o, value] : occurrences) into.add(o, value);
}

/// Copies the documents of a block, each into a block that `choose(document)` gives, or into none.
template <class Choose>
void copy_documents(const IncidenceBlock& block, Choose choose) {
    std::size_t at = 0;
    for (const DocumentUnits& document : block.documents()) {
        IncidenceBlock* into = choose(document.document);
        if (into != nullptr) into->begin_document(document.document, document.units);
        for (; at < block.units() && block.unit(at).document == document.document; ++at) {
            if (into == nullptr) continue;
            const UnitTags unit = block.unit(at);
            into->begin_unit(unit.position, unit.tokens);
            for (std::size_t i = 0; i < unit.occurrences.size(); ++i)
                into->add(unit.occurrences[i], unit.value(i));
        }
    }
}

}  // namespace

void IncidenceBlock::begin_document(DocumentId document, Count units) {
    documents_.push_back({document, units});
}

void IncidenceBlock::begin_unit(UnitIndex position, TokenIndex tokens) {
    units_.push_back(
        {documents_.back().document, position, tokens, static_cast<std::uint32_t>(occurrences_.size())});
}

void IncidenceBlock::add_value(double value) {
    values_.resize(occurrences_.size() - 1, 1);
    values_.push_back(value);
}

void IncidenceBlock::shrink() {
    documents_.shrink_to_fit();
    units_.shrink_to_fit();
    occurrences_.shrink_to_fit();
    values_.shrink_to_fit();
}

UnitTags IncidenceBlock::unit(std::size_t i) const {
    const Start& start = units_[i];
    const std::size_t end = i + 1 < units_.size() ? units_[i + 1].occurrence : occurrences_.size();
    std::span<const double> values = values_;
    if (has_values()) values = values.subspan(start.occurrence, end - start.occurrence);
    return {start.document, start.position, start.tokens,
            std::span(occurrences_).subspan(start.occurrence, end - start.occurrence), values};
}

Count Incidence::units() const {
    Count sum = 0;
    for (const IncidenceBlock& block : blocks)
        for (const DocumentUnits& document : block.documents()) sum += document.units;
    return sum;
}

Incidence make_incidence(const Mentions& mentions, const Lexicon& lexicon, const IncidenceOptions& options,
                         const Job& job) {
    const Collector collector(lexicon, options, mentions.documents());
    Incidence out = empty_incidence(options, mentions.documents());
    std::vector<Count> foreign(worker_count(job, out.blocks.size()));
    run_blocks(out.blocks.size(), job, [&](std::size_t i, unsigned worker) {
        const auto first = static_cast<DocumentId>(i * Mentions::block_documents);
        out.blocks[i] = collector.collect(first, mentions.blocks()[i], foreign[worker]);
    });
    for (const Count count : foreign) out.foreign += count;
    out.soft = std::any_of(out.blocks.begin(), out.blocks.end(),
                           [](const IncidenceBlock& block) { return block.has_values(); });
    return out;
}

std::vector<Incidence> make_incidences(std::span<const TextView> texts, const Lexicon& lexicon,
                                       std::span<const IncidenceOptions> options, const Job& job,
                                       std::span<const TagId> homes) {
    std::vector<Collector> collectors;
    std::vector<Incidence> out;
    for (const IncidenceOptions& one : options) {
        collectors.emplace_back(lexicon, one, texts.size());
        out.push_back(empty_incidence(one, texts.size()));
    }
    if (out.empty()) return out;
    const std::size_t workers = worker_count(job, out[0].blocks.size());
    std::vector<std::vector<Count>> foreign(workers, std::vector<Count>(out.size()));
    tag_blocks(texts, lexicon, homes, job, [&](DocumentId first, MentionBlock&& block, unsigned worker) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i].blocks[first / Mentions::block_documents] =
                collectors[i].collect(first, block, foreign[worker][i]);
    });
    for (const auto& counts : foreign)
        for (std::size_t i = 0; i < out.size(); ++i) out[i].foreign += counts[i];
    return out;
}

std::vector<Incidence> split(const Incidence& incidence, std::span<const std::int64_t> part_of,
                             std::size_t parts) {
    std::vector<Incidence> out(parts, like(incidence));
    for (const IncidenceBlock& block : incidence.blocks) {
        copy_documents(block, [&](DocumentId document) -> IncidenceBlock* {
            const std::int64_t part = part_of[document];
            if (part < 0) return nullptr;
            auto& blocks = out[static_cast<std::size_t>(part)].blocks;
            if (blocks.empty() || blocks.back().units() >= 4096) blocks.emplace_back();
            return &blocks.back();
        });
    }
    return out;
}

Incidence join(std::span<const Incidence* const> parts) {
    if (parts.empty()) return {};
    Incidence out = like(*parts[0]);
    for (const Incidence* part : parts) {
        if (part->unit != out.unit || part->window != out.window || part->every_mention != out.every_mention)
            throw std::invalid_argument("incidences of different units cannot be joined");
        out.foreign += part->foreign;
        out.soft |= part->soft;
        out.blocks.insert(out.blocks.end(), part->blocks.begin(), part->blocks.end());
    }
    return out;
}

Incidence renumber(const Incidence& incidence, DocumentId first, std::span<const TagId> tags,
                   std::span<const FormId> forms) {
    Incidence out = like(incidence);
    out.foreign = incidence.foreign;
    for (const IncidenceBlock& block : incidence.blocks) {
        IncidenceBlock& into = out.blocks.emplace_back();
        std::size_t at = 0;
        for (const DocumentUnits& document : block.documents()) {
            into.begin_document(first + document.document, document.units);
            for (; at < block.units() && block.unit(at).document == document.document; ++at)
                add_renumbered(block.unit(at), tags, forms, into);
        }
        into.shrink();
    }
    return out;
}

}  // namespace comention
