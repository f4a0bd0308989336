/// \file
/// Ambiguous forms: which of their readings a document supports.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "passage.hpp"

namespace comention {

/// A match with its sentence, and why it means what it means.
struct Found {
    Match match;
    UnitIndex sentence;
    std::string_view reason;   ///< empty: the longest form
    FormId because = no_form;  ///< a form that decided
};

/// The readings of a lexicon's ambiguous forms. Threads may share it.
class Readings {
  public:
    explicit Readings(const Lexicon& lexicon);

    bool is_ambiguous(FormId form) const { return groups_.contains(form); }
    /// The first form of the same words, the same for all readings; the form itself if it is not ambiguous.
    FormId base(FormId form) const;
    /// The form of the same words that stands for another tag of the group; `no_form` if there is none.
    FormId form_for(FormId form, TagId tag) const;
    /// Lets the place `city` be in `region`, the form named behind its comma: the two are one match, of
    /// the region's country. An ambiguous region is the country of the city, or else a part of a country:
    /// Tbilisi, Georgia; Athens, Georgia.
    void join(Match& city, const Match& region) const;
    const Form& form(const Match& match) const { return lexicon_.forms()[match.entry.form]; }

    /// Gives each ambiguous match of a document the form of its reading; a reading that is nothing makes it a
    /// block. The evidence is in the sentence, then in the document; without any it is the home of the
    /// document, then the group's first reading. Cost: the matches and words
    /// of the document for each reading of a group that is met.
    void resolve(std::vector<Found>& found, const Segmentation& cut, std::span<const CueMask> cues,
                 TagId home) const;

  private:
    struct Choice {
        TagId tag;
        bool parts_only;
        Preference preference;
        CueMask cues;
    };
    class Document;

    const Lexicon& lexicon_;
    std::vector<std::vector<Choice>> choices_;  ///< by group
    std::unordered_map<FormId, std::size_t> groups_;
    std::unordered_map<FormId, std::vector<FormId>> siblings_;
};

}  // namespace comention
