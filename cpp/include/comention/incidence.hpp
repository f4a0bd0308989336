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

/// A mention of a tag in a unit. Tokens are numbered from the unit's first one on. A tag of the document, as
/// a label or the value of a column, stands without length where the unit's first mention begins; that of a
/// column has no form.
struct Occurrence {
    TagId tag;
    Offset begin;
    Offset end;
    FormId form;
    TokenIndex first_token = 0;
    TokenIndex last_token = 0;

    bool of_document() const { return begin == end; }
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// A unit that holds at least one tag.
struct UnitTags {
    DocumentId document;
    UnitIndex position;                       ///< number of the unit in its document
    TokenIndex tokens;                        ///< tokens of the unit
    std::span<const Occurrence> occurrences;  ///< by tag, then position
    std::span<const double> values = {};      ///< of the occurrences; empty: 1 each

    double value(std::size_t occurrence) const { return values.empty() ? 1.0 : values[occurrence]; }
};

/// How many units a document has in the universe that is counted.
struct DocumentUnits {
    DocumentId document;
    Count units;
};

/// The occurrences of some documents, each wholly in one block.
class IncidenceBlock {
  public:
    /// Opens a document; those without a unit are left out.
    void begin_document(DocumentId document, Count units);
    /// Opens a unit of the document opened last; units come in order of position.
    void begin_unit(UnitIndex position, TokenIndex tokens);
    /// Adds an occurrence to the unit opened last; occurrences come by tag, then position. All of a tag in a
    /// unit have one value.
    void add(const Occurrence& occurrence, double value = 1) {
        occurrences_.push_back(occurrence);
        if (value != 1 || has_values()) add_value(value);
    }
    void shrink();

    std::span<const DocumentUnits> documents() const { return documents_; }
    std::size_t units() const { return units_.size(); }
    std::size_t occurrences() const { return occurrences_.size(); }
    /// Whether an occurrence has another value than 1.
    bool has_values() const { return !values_.empty(); }
    UnitTags unit(std::size_t i) const;

  private:
    struct Start {
        DocumentId document;
        UnitIndex position;
        TokenIndex tokens;
        std::uint32_t occurrence;
    };

    void add_value(double value);

    std::vector<DocumentUnits> documents_;
    std::vector<Start> units_;
    std::vector<Occurrence> occurrences_;
    std::vector<double> values_;  ///< of the occurrences, or empty
};

/// The unit × tag matrix of a corpus, without its empty rows. Immutable; threads may share it.
struct Incidence {
    Unit unit = Unit::document;
    SlidingWindow window = {};   ///< if any, its positions in each unit are what is counted
    bool every_mention = false;  ///< whether a unit holds all mentions of a tag, or only the first
    bool soft = false;  ///< whether tags may have other values than 1, so that counts are no integers
    Count foreign = 0;  ///< documents with too few English words
    std::vector<IncidenceBlock> blocks;

    /// All units that are counted, those without a tag too.
    Count units() const;

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

/// What an incidence holds, and which units count.
struct IncidenceOptions {
    Unit unit = Unit::document;
    SlidingWindow window = {};
    bool every_mention = false;
    bool nonempty = false;  ///< whether units without a wanted tag are left out of their number
    std::span<const std::uint8_t> wanted;  ///< one flag a tag of the lexicon
    DocumentTags document_tags = {};
    /// What each tag stands for. A document's mentions of what one of its own tags stands for are left out,
    /// as those of Kenya in speeches of Kenya. Empty: none is.
    std::span<const std::uint32_t> identity = {};
};

/// The incidence of the wanted tags, and of the tags of documents. Throws std::invalid_argument unless there
/// is one flag a tag, and `columns` tags a document.
Incidence make_incidence(const Mentions& mentions, const Lexicon& lexicon, const IncidenceOptions& options,
                         const Job& job = {});

/// The same from texts in one pass, one incidence for each of several options; no mentions are kept.
std::vector<Incidence> make_incidences(std::span<const TextView> texts, const Lexicon& lexicon,
                                       std::span<const IncidenceOptions> options, const Job& job = {},
                                       std::span<const TagId> homes = {});

/// The incidences of parts: document d is in part `part_of[d]`, or in none where that is negative.
std::vector<Incidence> split(const Incidence& incidence, std::span<const std::int64_t> part_of,
                             std::size_t parts);

/// The incidence of several that share no document. Throws std::invalid_argument if their units differ.
Incidence join(std::span<const Incidence* const> parts);

/// The same incidence with documents numbered from `first` on and tag t called `tags[t]`, form f `forms[f]`.
Incidence renumber(const Incidence& incidence, DocumentId first, std::span<const TagId> tags,
                   std::span<const FormId> forms);

}  // namespace comention
