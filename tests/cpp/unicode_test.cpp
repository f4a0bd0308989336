#include "comention/unicode.hpp"

#include <gtest/gtest.h>

namespace comention {
namespace {

TEST(Unicode, FoldsCaseAccentsAndApostrophes) {
    EXPECT_EQ(fold("CÔTE"), "cote");
    EXPECT_EQ(fold("Cu\u0301ra\u00e7ao"), "curacao");
    EXPECT_EQ(fold("N’Djamena"), "n'djamena");
    EXPECT_EQ(fold("Łódź"), "lodz");
    EXPECT_EQ(fold("Straße"), "strasse");
    EXPECT_EQ(fold("Türkiye"), "turkiye");
    EXPECT_EQ(fold("co\u00adoperate"), "cooperate");
    EXPECT_EQ(fold("МОСКВА"), "москва");
    EXPECT_EQ(fold("한국"), "한국");
    EXPECT_EQ(fold(""), "");
}

TEST(Unicode, ClassifiesCharacters) {
    EXPECT_EQ(char_class('A'), CharClass::upper);
    EXPECT_EQ(char_class('z'), CharClass::lower);
    EXPECT_EQ(char_class(U'語'), CharClass::letter);
    EXPECT_EQ(char_class(0x301), CharClass::mark);
    EXPECT_EQ(char_class(0xA0), CharClass::space);
    EXPECT_EQ(char_class(0xAD), CharClass::ignorable);
    EXPECT_EQ(char_class(0x1D7D8), CharClass::digit);
    EXPECT_EQ(char_class(0x1F642), CharClass::other);
}

TEST(Unicode, CountsCodePoints) {
    std::string text;
    for (std::size_t n = 0; n < 100; ++n) {
        EXPECT_EQ(count_code_points(text), n);
        append_utf8(text, n % 4 == 0 ? U'a' : n % 4 == 1 ? U'é' : n % 4 == 2 ? U'語' : U'🙂');
    }
}

TEST(Unicode, FindsTheFirstInvalidByte) {
    const auto valid = std::string_view::npos;
    EXPECT_EQ(find_invalid_utf8(""), valid);
    EXPECT_EQ(find_invalid_utf8("Côte d’Ivoire 🙂"), valid);
    EXPECT_EQ(find_invalid_utf8("abc\xFF"), 3U);
    EXPECT_EQ(find_invalid_utf8("abcdefgh\xC3"), 8U) << "cut sequence";
    EXPECT_EQ(find_invalid_utf8("\xC0\xAF"), 0U) << "overlong";
    EXPECT_EQ(find_invalid_utf8("a\xED\xA0\x80"), 1U) << "surrogate";
    EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
    EXPECT_EQ(find_invalid_utf8("\x80"), 0U) << "continuation alone";
}

TEST(Unicode, ReadsWhatItWrites) {
    for (const char32_t code : {U'\0', U'a', U'é', U'語', U'🙂', U'\U0010FFFF'}) {
        std::string text;
        append_utf8(text, code);
        std::size_t at = 0;
        EXPECT_EQ(next_code_point(text, at), code);
        EXPECT_EQ(at, text.size());
        EXPECT_EQ(count_code_points(text), 1U);
        EXPECT_EQ(find_invalid_utf8(text), std::string_view::npos);
    }
}

}  // namespace
}  // namespace comention
