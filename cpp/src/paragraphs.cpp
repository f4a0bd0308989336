#include "paragraphs.hpp"

#include <algorithm>

#include "comention/unicode.hpp"
#include "punctuation.hpp"

namespace comention {
namespace {

// A line longer than this was not broken to fit a page: its end is meant.
constexpr std::size_t longest_wrapped_line = 120;
// A line of wrapped text that fills less of its block's width than this was ended on purpose.
constexpr double short_line_share = 0.6;
constexpr Offset paragraph_indent = 2;

struct Line {
    Offset begin = 0;  ///< first character that is no space
    Offset end = 0;    ///< behind the last one
    Offset indent = 0;

    bool blank() const { return begin == end; }
};

std::size_t length_of(std::string_view text, const Line& line) {
    return count_code_points(text.substr(line.begin, line.end - line.begin));
}

bool is_long(std::string_view text, const Line& line) {
    return line.end - line.begin > longest_wrapped_line && length_of(text, line) > longest_wrapped_line;
}

std::size_t find_line_end(std::string_view text, std::size_t at, bool only_newlines) {
    if (only_newlines) return std::min(text.find('\n', at), text.size());
    for (; at < text.size(); ++at) {
        if (text[at] == '\n' || text[at] == '\r') return at;
        if (text[at] == '\xE2' && (text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029"))
            return at;
    }
    return at;
}

std::size_t skip_line_end(std::string_view text, std::size_t at) {
    if (at >= text.size()) return at + 1;
    if (text[at] == '\xE2') return at + 3;
    return at + (text.substr(at, 2) == "\r\n" ? 2 : 1);
}

Line make_line(std::string_view text, std::size_t begin, std::size_t end) {
    Line line;
    const std::size_t content = skip_space(text, begin, end);
    line.begin = static_cast<Offset>(content);
    line.end = static_cast<Offset>(trim_space(text, content, end));
    line.indent = static_cast<Offset>(count_code_points(text.substr(begin, content - begin)));
    return line;
}

std::vector<Line> find_lines(std::string_view text) {
    const auto none = std::string_view::npos;
    const bool only_newlines =
        text.find('\r') == none && text.find("\u2028") == none && text.find("\u2029") == none;
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = find_line_end(text, at, only_newlines);
        lines.push_back(make_line(text, at, end));
        at = skip_line_end(text, end);
    }
    return lines;
}

bool begins_lower(std::string_view text, const Line& line) {
    std::size_t at = line.begin;
    while (at < line.end) {
        const char32_t code = next_code_point(text, at);
        const CharClass c = char_class(code);
        if (c == CharClass::lower) return true;
        if (!is_opener(code) && !is_closer(code)) return false;
    }
    return false;
}

/// "1. ", "12) ", "(a) ", "- ", "• ": the line is an item of a list.
bool begins_item(std::string_view text, const Line& line) {
    const std::string_view s = text.substr(line.begin, line.end - line.begin);
    if (s.starts_with("- ") || s.starts_with("* ") || s.starts_with("\u2022")) return true;
    const std::size_t open = s.starts_with('(') ? 1 : 0;
    std::size_t at = open;
    std::size_t next = at;
    for (int digits = 0; digits < 3 && at < s.size(); ++digits, at = next)
        if (char_class(next_code_point(s, next)) != CharClass::digit) break;
    if (at == open && open == 1 && at < s.size()) next_code_point(s, at);
    if (at == open || at + 1 >= s.size()) return false;
    const bool closed = open ? s[at] == ')' : s[at] == '.' || s[at] == ')';
    return closed && s[at + 1] == ' ';
}

bool ends_sentence(std::string_view text, const Line& line) {
    std::size_t end = line.end;
    while (end > line.begin) {
        const std::size_t at = previous_code_point(text, end);
        std::size_t next = at;
        const char32_t code = next_code_point(text, next);
        if (is_terminator(code)) return true;
        if (!is_closer(code)) return false;
        end = at;
    }
    return false;
}

/// Whether many lines go on in lower case, as they do where text was broken to fit a page. Where some lines
/// are indented as paragraphs are, fewer will do.
bool looks_wrapped(std::string_view text, const std::vector<Line>& lines) {
    std::size_t breaks = 0;
    std::size_t lower = 0;
    bool indented = false;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const Line& last = lines[i - 1];
        const Line& line = lines[i];
        if (last.blank() || line.blank() || is_long(text, last)) continue;
        if (line.indent >= last.indent + paragraph_indent) {
            indented = true;
            continue;
        }
        ++breaks;
        lower += begins_lower(text, line);
    }
    return lower > 0 && lower * (indented ? 6 : 3) >= breaks;
}

/// What is known of a run of lines without a blank one.
struct Block {
    Offset indent = 0;
    std::size_t width = 0;
};

Block describe_block(std::string_view text, const std::vector<Line>& lines, std::size_t first) {
    Block block{lines[first].indent, 0};
    for (std::size_t i = first; i < lines.size() && !lines[i].blank(); ++i) {
        block.indent = std::min(block.indent, lines[i].indent);
        if (!is_long(text, lines[i])) block.width = std::max(block.width, length_of(text, lines[i]));
    }
    return block;
}

bool break_is_wrap(std::string_view text, const Line& last, const Line& line, const Block& block) {
    if (is_long(text, last) || begins_item(text, line)) return false;
    if (line.indent >= block.indent + paragraph_indent) return false;
    if (line.indent > block.indent && ends_sentence(text, last)) return false;
    if (begins_lower(text, line)) return true;
    const bool filled =
        static_cast<double>(length_of(text, last)) >= short_line_share * static_cast<double>(block.width);
    return filled || text[last.end - 1] == ',';
}

}  // namespace

void find_paragraphs(std::string_view utf8, std::vector<Span>& out) {
    const std::vector<Line> lines = find_lines(utf8);
    const bool wrapped = looks_wrapped(utf8, lines);
    Block block;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].blank()) continue;
        const bool new_block = i == 0 || lines[i - 1].blank();
        if (new_block && wrapped) block = describe_block(utf8, lines, i);
        if (!new_block && wrapped && break_is_wrap(utf8, lines[i - 1], lines[i], block))
            out.back().end = lines[i].end;
        else
            out.push_back({lines[i].begin, lines[i].end});
    }
}

}  // namespace comention
