"""What people see: posts as cards, counts over time as a small chart, numbers as bars. Text in, text out; nothing is fetched.

Every string that comes out of an archive passes ``printable`` or ``one_line`` here, so no caption can move the cursor.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ingest.views.output import one_line, printable, shorten

if TYPE_CHECKING:
    from ingest.views.show import Shown

_BLOCKS = "▁▂▃▄▅▆▇█"
_COUNTS = ("likes", "comments", "shares", "quotes", "views", "bookmarks", "score")
OPEN = ("public", "unlisted")
"""Visibilities that need no word."""
MOST_LINES = 12
"""A card shows so many lines of a caption; ``show`` shows all."""


def width() -> int:
    """Columns to write into, within reason."""
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        columns = 100
    return max(40, min(columns, 120))


def number(value: int | None) -> str:
    """A count for people."""
    return "-" if value is None else f"{value:,}"


def when(text: str | None, precision: str | None = None) -> str:
    """A time for people: as precise as it is known, UTC."""
    if not text:
        return "time unknown"
    return text[:10] if precision == "day" or len(text) < 11 else f"{text[:10]} {text[11:16]}"


def dated(text: str | None) -> str:
    """A moment of observation for people."""
    return when(text) if text else "undated"


def card(row: dict[str, Any], pages: Sequence[tuple[str, str | None, str | None]] = (), *, whole: bool = False) -> Iterator[str]:
    """One post as lines: who, when, how liked; the caption; where it was embedded."""
    yield _headline(row)
    lines = list(_paragraphs(row.get("caption")))
    shown = lines if whole else lines[:MOST_LINES]
    yield from ("  " + line for line in shown)
    if len(shown) < len(lines):
        yield click.style(f"  … {len(lines) - len(shown)} more lines", dim=True)
    elif row.get("caption_complete") == 0:
        yield click.style("  (the source cuts the text here)", dim=True)
    if not row.get("caption"):
        yield click.style("  (no text held)", dim=True)
    address = row.get("url")
    yield "  " + click.style(one_line(row["public_id"]) + (f"  {one_line(address)}" if address else ""), dim=True)
    for url, title, site in pages:
        name = f"“{shorten(title, 70)}” " if title else ""
        yield f"  in {name}{one_line(site or '')} {click.style(one_line(url or ''), dim=True)}".rstrip()


def _headline(row: dict[str, Any]) -> str:
    handle, name = row.get("author_handle"), row.get("author_name")
    who = " ".join(part for part in (one_line(name or ""), f"@{one_line(handle)}" if handle else "") if part) or "unknown author"
    parts = [click.style(who, bold=True), one_line(row["platform"]), when(row.get("created_at"), row.get("created_precision"))]
    for metric in _COUNTS:
        if row.get(metric) is not None:
            about = "~" if metric == "likes" and row.get("likes_precision") == "rounded" else ""
            parts.append(f"{about}{number(row[metric])} {metric}")
    if row.get("likes") is None and row.get("likes_precision") == "hidden":
        parts.append("likes hidden")
    parts += [click.style(one_line(mark).upper(), fg="red") for mark in marks(row)]
    return " · ".join(parts)


def marks(row: dict[str, Any]) -> list[str]:
    """What must be said wherever a post is shown: that it is gone, or was never meant for everybody."""
    found = [row.get("status") if row.get("status") != "available" else None, row.get("visibility")]
    return [mark for mark in dict.fromkeys(found) if mark and mark not in OPEN]


def _paragraphs(text: str | None) -> Iterator[str]:
    from textwrap import wrap

    for line in printable(text or "").expandtabs(4).split("\n"):
        yield from wrap(line, width() - 4, break_long_words=False, break_on_hyphens=False) or ([""] if text else [])


def bars(rows: Sequence[dict[str, Any]], value: str, label: str = "name") -> Iterator[str]:
    """Rows as a bar chart: label, bar, number."""
    most = max((row[value] or 0 for row in rows), default=0)
    names = [shorten(str(row[label] if row[label] is not None else "unknown"), 30) for row in rows]
    left = max(map(len, names), default=0)
    room = max(10, width() - left - 16)
    for row, name in zip(rows, names, strict=True):
        length = round((row[value] or 0) / most * room * 8) if most else 0
        bar = "█" * (length // 8) + ("▏▎▍▌▋▊▉"[length % 8 - 1] if length % 8 else "")
        yield f"  {name:<{left}}  {bar or '▏'} {number(row[value])}"


def sparkline(values: Sequence[int]) -> str:
    """Numbers as one line of blocks; a level line where they do not move."""
    low, high = min(values), max(values)
    if low == high:
        return _BLOCKS[3] * len(values)
    return "".join(_BLOCKS[(value - low) * (len(_BLOCKS) - 1) // (high - low)] for value in values)


def chart(history: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The course of every metric: first and last value, and the line between them."""
    metrics: dict[str, list[dict[str, Any]]] = {}
    for row in history:
        if row["value"] is not None:
            metrics.setdefault(row["metric"], []).append(row)
    left = max(map(len, metrics), default=0)
    for metric, rows in metrics.items():
        kept = _thinned(rows, max(10, width() - left - 60))
        first, last = rows[0], rows[-1]
        if len(rows) == 1:
            yield f"  {one_line(metric):<{left}}  {_about(last)} ({dated(last['observed_at'])})"
        else:
            yield (f"  {one_line(metric):<{left}}  {sparkline([row['value'] for row in kept])}  {_about(first)} → {_about(last)}"
                   f"  ({dated(first['observed_at'])} … {dated(last['observed_at'])}, {len(rows)} values)")


def _about(row: dict[str, Any]) -> str:
    return ("~" if row["precision"] == "rounded" else "") + number(row["value"])


def _thinned(rows: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most so many, evenly chosen, the first and the last among them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[at * (len(rows) - 1) // (most - 1)] for at in range(most)]


def heading(text: str) -> str:
    """The line above a part."""
    return click.style(text, bold=True)


def whole(shown: "Shown") -> Iterator[str]:
    """Everything about one post."""
    yield from card(shown.post, whole=True)
    yield from _fields(shown)
    if shown.history:
        yield heading("Counts over time")
        yield from chart(shown.history)
    yield from _places(shown.places)
    yield from _part("Earlier texts", (f"{dated(row['first_seen'])} … {dated(row['last_seen'])}: {shorten(row['caption'], 200)}"
                                       for row in shown.texts))
    yield from _part("Media", map(_medium, shown.media))
    yield from _part("Related", (f"{one_line(row['direction'])} {one_line(row['public_id'])}  {shorten(row['caption'] or '', 80)}"
                                 for row in shown.relations))
    yield from _part("Availability", (f"{dated(row['observed_at'])}: {one_line(row['status'])}"
                                      for row in shown.availability))
    yield from _part("Notes", (f"{one_line(row['kind'])}: {one_line(row['value'])}" for row in shown.notes))


def _part(name: str, lines: Iterator[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield heading(name)
        yield "  " + line.rstrip()


_IN_CARD = ("public_id", "id", "platform", "url", "author_handle", "author_name", "caption", "created_at", "status", "hidden")


def _fields(shown: "Shown") -> Iterator[str]:
    fields = {name: value for name, value in shown.post.items() if name not in _IN_CARD and value not in (None, "")}
    left = max(map(len, fields), default=0)
    yield heading("Fields")
    for name, value in fields.items():
        yield f"  {name:<{left}}  {one_line(str(value))}"
    if len(shown.members) > 1:
        yield f"  {'known as':<{left}}  {'  '.join(map(one_line, shown.members))}"
    if shown.post.get("hidden"):
        yield click.style("  hidden: not in search and exports", fg="yellow")


def _places(places: Sequence[dict[str, Any]]) -> Iterator[str]:
    if places:
        yield heading("Seen in")
    for row in places:
        title = f"“{shorten(row['page_title'], 60)}” " if row["page_title"] else ""
        at = f" @{row['offset']}" if row["offset"] is not None and row["offset"] >= 0 else ""
        yield f"  {row['relation']:<9} {dated(row['captured_at'])}  {title}{one_line(row['page_url'] or '')}".rstrip()
        yield click.style(f"            {one_line(row['form'])}  {one_line(row['locator'] or '')}{at}", dim=True)
        if row["context"]:
            yield click.style(f"            after: {shorten(row['context'][-100:], 100)}", dim=True)


def _medium(row: dict[str, Any]) -> str:
    size = f" {row['width']}×{row['height']}" if row["width"] and row["height"] else ""
    alt = f"  alt: {shorten(row['alt'], 100)}" if row["alt"] else ""
    where = row["saved"] or row["local"] or row["url"] or row["poster"] or ""
    return f"{one_line(row['kind'])}{size} {one_line(where)}{alt}"
