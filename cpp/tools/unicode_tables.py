"""Write cpp/src/unicode_tables.inc from the Unicode database of the running Python.

Run from the repository's root: python cpp/tools/unicode_tables.py > cpp/src/unicode_tables.inc
"""

import sys
import unicodedata as ud

CATEGORY = {"Lu": "upper", "Lt": "upper", "Ll": "lower", "Lo": "letter", "Lm": "letter"}
CATEGORY |= {"Mn": "mark", "Mc": "mark", "Me": "mark", "Nd": "digit", "Zs": "space", "Zl": "space", "Zp": "space"}
# The soft hyphen, joiners and variation selectors: inside a word they change nothing.
IGNORABLE = {0x00AD, 0x200C, 0x200D, 0x2060, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
CONTROL_SPACE = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85}
# Letters with a stroke or of two letters, which Unicode does not decompose.
STROKED = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŧ": "t"}
APOSTROPHES = {0x2018, 0x2019, 0x201B, 0x02BB, 0x02BC, 0x2032, 0xFF07, 0x0060, 0x00B4}
HANGUL = range(0xAC00, 0xD7A4)


def char_class(code: int) -> str:
    """Give the name of the class of a code point, as in CharClass of unicode.hpp."""
    if code in IGNORABLE:
        return "ignorable"
    if code in CONTROL_SPACE:
        return "space"
    return CATEGORY.get(ud.category(chr(code)), "other")


def is_accent(char: str) -> bool:
    """Tell whether a combining mark is an accent that folding removes."""
    code = ord(char)
    return 0x300 <= code <= 0x36F or 0x1AB0 <= code <= 0x1AFF or 0x1DC0 <= code <= 0x1DFF or 0x20D0 <= code <= 0x20FF


def bare(text: str, *, compatible: bool) -> str:
    """Decompose and drop accents; full-width forms become plain ones."""
    decomposed = ud.normalize("NFKD" if compatible else "NFD", text)
    return "".join(STROKED.get(c, c) for c in decomposed if not is_accent(c))


def folded(code: int) -> str:
    """Give a code point without case and accents."""
    if code in APOSTROPHES:
        return "'"
    if code in IGNORABLE:
        return ""
    if code in HANGUL:
        return chr(code)
    compatible = 0xFF00 <= code <= 0xFFEF
    return bare(bare(chr(code), compatible=compatible).casefold(), compatible=compatible)


def ranges():
    """Yield (first, last, class) for all code points that are not of class other."""
    first, current = 0, char_class(0)
    for code in range(1, 0x110000):
        name = char_class(code)
        if name != current:
            if current != "other":
                yield first, code - 1, current
            first, current = code, name


def rows(items, per_line: int = 6) -> str:
    """Join items, some on each line."""
    lines = [", ".join(items[i : i + per_line]) for i in range(0, len(items), per_line)]
    return ",\n    ".join(lines)


def literal(text: str) -> str:
    """Write a string as a C++ literal of hexadecimal UTF-8 bytes."""
    if all(0x20 < ord(c) < 0x7F and c not in '"\\' for c in text):
        return f'"{text}"'
    return '"' + "".join(f"\\x{byte:02x}" for byte in text.encode()) + '"'


def main() -> None:
    """Print the tables."""
    folds = [(c, folded(c)) for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000]
    folds = [(c, text) for c, text in folds if text != chr(c)]
    out = sys.stdout
    out.write("// Made by cpp/tools/unicode_tables.py")
    out.write(f" from Unicode {ud.unidata_version}; change the script, not this file.\n")
    out.write("constexpr Range ranges[] = {\n    ")
    out.write(rows([f"{{0x{a:x}, 0x{b:x}, CharClass::{name}}}" for a, b, name in ranges()], 3))
    out.write("};\n\nconstexpr Fold folds[] = {\n    ")
    out.write(rows([f"{{0x{c:x}, {literal(text)}}}" for c, text in folds], 6))
    out.write("};\n")


if __name__ == "__main__":
    main()
