/// \file
/// Tab-separated tables with a header line; lines that begin with # are comments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comention {

class TsvTable {
  public:
    /// Reads a table held in `text`, whose parts the result refers to; `name` is for messages.
    /// Throws std::invalid_argument, naming file and line, for invalid UTF-8 or a row of the wrong width.
    TsvTable(std::string_view text, std::string name);

    std::size_t size() const { return rows_.size(); }
    const std::vector<std::string_view>& header() const { return header_; }

    /// The field of a row in a column of the header; empty where the table lacks the column.
    std::string_view at(std::size_t row, std::string_view column) const;

    /// Throws unless the header has the column.
    void require(std::string_view column) const;

    /// Throws std::invalid_argument with file, line and `reason`.
    [[noreturn]] void fail(std::size_t row, const std::string& reason) const;

  private:
    struct Row {
        std::size_t line;
        std::vector<std::string_view> fields;
    };

    [[noreturn]] void fail_line(std::size_t line, const std::string& reason) const;

    std::string name_;
    std::vector<std::string_view> header_;
    std::vector<Row> rows_;
};

}  // namespace comention
