"""Write python/comention/_core.pyi, the type stubs of the extension module: python tests/stubs.py."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STUBS = Path(__file__).resolve().parents[1] / "python" / "comention" / "_core.pyi"

BARE_TYPES = {"list": "list[typing.Any]", "dict": "dict[str, typing.Any]", "tuple": "tuple[typing.Any, ...]"}


def tidy(text: str) -> str:
    """Write members of enums as type checkers want them, and leave out what says nothing."""
    text = re.sub(r"^    (\w+): typing\.ClassVar\[\w+\]$", r"    \1 = ...", text, flags=re.M)
    text = re.sub(r"    @classmethod\n    def __new__\(cls, value\):\n        \.\.\.\n", "", text)
    for bare, full in (
        ("list", "list[typing.Any]"),
        ("dict", "dict[str, typing.Any]"),
        ("tuple", "tuple[typing.Any, ...]"),
    ):
        text = re.sub(rf"(->|: ) ?{bare}(?=[:,)])", rf"\1 {full}".replace(":  ", ": "), text)
    return re.sub(r"^__all__.*\n", "", text, flags=re.M).replace(":  ", ": ")


def fresh_stubs() -> str:
    """Give the stubs of the installed extension module."""
    with tempfile.TemporaryDirectory() as folder:
        generator = [sys.executable, "-m", "pybind11_stubgen", "comention._core", "-o", folder]
        subprocess.run(generator, check=True, capture_output=True)
        return tidy((Path(folder) / "comention" / "_core.pyi").read_text(encoding="utf-8"))


if __name__ == "__main__":
    STUBS.write_text(fresh_stubs(), encoding="utf-8")
