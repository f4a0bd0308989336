/// \file
/// Incidence: which tags occur in which units, and where each first stands.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "comention/lexicon.hpp"
#include "comention/mentions.hpp"
#include "comention/types.hpp"
#include "comention/units.hpp"

namespace comention {

/// A tag in a unit, with its first mention there. A tag of the document has no mention: its form is
/// `no_form`, and it stands without length where the unit's first mention begins.
struct Occurrence {
    TagId tag;
    Offset begin;
    Offset end;
    FormId form;

    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// A unit that holds at least one tag.
struct UnitTags {
    DocumentId document;
    UnitIndex position;                       ///< number of the unit in its document
    std::span<const Occurrence> occurrences;  ///< by tag, each once
};

/// The occurrences of consecutive documents.
class IncidenceBlock {
  public:
    /// Opens a unit; units come in order of document and position.
    void begin_unit(DocumentId document, UnitIndex position);
    /// Adds an occurrence to the unit opened last; occurrences come by tag.
    void add(const Occurrence& occurrence) { occurrences_.push_back(occurrence); }
    void shrink();

    std::size_t units() const { return units_.size(); }
    std::size_t occurrences() const { return occurrences_.size(); }
    UnitTags unit(std::size_t i) const;

  private:
    struct Start {
        DocumentId document;
        UnitIndex position;
        std::uint32_t occurrence;
    };

    std::vector<Start> units_;
    std::vector<Occurrence> occurrences_;
};

/// The binary unit × tag matrix of a corpus, without its empty rows. Immutable; threads may share it.
struct Incidence {
    Unit unit = Unit::document;
    Count units = 0;    ///< all units of the corpus, those without a tag too
    Count foreign = 0;  ///< documents with too few English words
    std::vector<IncidenceBlock> blocks;

    template <class Visit>
    void for_each_unit(Visit visit) const {
        for (const IncidenceBlock& block : blocks)
            for (std::size_t i = 0; i < block.units(); ++i) visit(block.unit(i));
    }
};

/// Tags of documents, as their speaker or outlet: each tags every unit of its document. `columns` tags a
/// document, by document; `no_tag` where one is missing. Their numbers lie behind the lexicon's.
struct DocumentTags {
    std::span<const TagId> tags;
    std::size_t columns = 0;

    std::span<const TagId> of(DocumentId document) const {
        return columns == 0 ? std::span<const TagId>() : tags.subspan(document * columns, columns);
    }
};

/// The incidence of the tags whose flag in `wanted` is not zero (one flag a tag of the lexicon), and of the
/// tags of documents.
Incidence make_incidence(const Mentions& mentions, const Lexicon& lexicon, Unit unit,
                         std::span<const std::uint8_t> wanted, const Job& job = {},
                         const DocumentTags& document_tags = {});

/// The same from texts in one pass; no mentions are kept.
Incidence make_incidence(std::span<const TextView> texts, const Lexicon& lexicon, Unit unit,
                         std::span<const std::uint8_t> wanted, const Job& job = {},
                         const DocumentTags& document_tags = {});

}  // namespace comention
