"""The words of a PDF, for the addresses that stand in them: with pypdf where it is installed (``afterpost[pdf]``)."""

import io
import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from ingest.limits import alive
from ingest.patterns import late

_PAGES = 5_000
_TEXT = 16 << 20
"""Characters of one file; text that unpacks to more is no text."""
_DRAWN = 4 << 20
"""Bytes that draw one page: a page of words needs far less, and a map or a bomb would take minutes."""
_ADDRESS = late(r"https?://\S{4,2000}$")
_TOKEN = late(r"[\w/?=&%.~\-]+")
_DIGITS = late(r"\d{3,}(?:[/?#&\s]|$)")
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError, OSError,
             NotImplementedError)
"""What pypdf raises on damaged files beside its own errors."""


def pages(body: bytes) -> Iterator[str]:
    """Page by page, "" where there is no text; nothing without pypdf. A damaged file ends early with ``ValueError``."""
    try:
        pypdf: Any = import_module("pypdf")
    except ImportError:
        return
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    drawn = 0
    try:
        left = _TEXT
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(body), strict=False).pages):
            alive()
            if number >= _PAGES or left <= 0:
                return
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > _DRAWN:
                drawn += 1
                continue
            text = str(page.extract_text() or "")[:left]
            left -= len(text)
            yield _whole(text)
    except (*_STUMBLES, pypdf.errors.PyPdfError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
    if drawn:
        raise ValueError(f"{drawn} pages are drawn in over {_DRAWN >> 20} MiB each, and are passed over")


def _whole(text: str) -> str:
    """Addresses that a line's end has cut are joined again; one that may have lost the end of its number is left out."""
    lines: list[str] = []
    for line in text.split("\n"):
        cut = _ADDRESS.search(lines[-1]) if lines and line else None
        token = _TOKEN.match(line) if cut else None
        if cut and token:
            last, first = cut[0][-1], token[0][0]
            if last in "/-?=&_%" or (last.isalpha() and first.isalpha() and "/" in token[0]):
                lines[-1] += line
                continue
            if last.isdigit() and _DIGITS.match(line):
                lines[-1] = lines[-1][: cut.start()] + "\u2026"
        lines.append(line)
    return "\n".join(lines)
