#include "tsv.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "comention/unicode.hpp"

namespace comention {
namespace {

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t tab; (tab = line.find('\t')) != std::string_view::npos; line.remove_prefix(tab + 1))
        fields.push_back(line.substr(0, tab));
    fields.push_back(line);
    return fields;
}

}  // namespace

TsvTable::TsvTable(std::string_view text, std::string name) : name_(std::move(name)) {
    const std::size_t bad = find_invalid_utf8(text);
    const auto line_of = [&](std::size_t at) {
        return static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
               1;
    };
    if (bad != std::string_view::npos) fail_line(line_of(bad), "not valid UTF-8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::size_t line_number = 1; !text.empty(); ++line_number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        auto fields = split(line);
        if (header_.empty()) {
            header_ = std::move(fields);
        } else {
            if (fields.size() != header_.size())
                fail_line(line_number, "expected " + std::to_string(header_.size()) + " fields, found " +
                                           std::to_string(fields.size()));
            rows_.push_back({line_number, std::move(fields)});
        }
    }
    if (header_.empty()) fail_line(1, "the table has no header line");
}

std::string_view TsvTable::at(std::size_t row, std::string_view column) const {
    const auto found = std::find(header_.begin(), header_.end(), column);
    if (found == header_.end()) return {};
    return rows_[row].fields[static_cast<std::size_t>(found - header_.begin())];
}

void TsvTable::require(std::string_view column) const {
    if (std::find(header_.begin(), header_.end(), column) == header_.end())
        fail_line(1, "the header lacks the column \"" + std::string(column) + "\"");
}

void TsvTable::fail(std::size_t row, const std::string& reason) const { fail_line(rows_[row].line, reason); }

void TsvTable::fail_line(std::size_t line, const std::string& reason) const {
    throw std::invalid_argument(name_ + ", line " + std::to_string(line) + ": " + reason);
}

}  // namespace comention
