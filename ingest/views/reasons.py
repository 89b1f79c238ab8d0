"""``show --why``: for each field what was said, by which sighting, and the rule by which one of them won. A table for people."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ingest.views.cards import dated, heading, number, width
from ingest.views.output import one_line, shorten

if TYPE_CHECKING:
    from ingest.views.show import Reason

_NAMES = {"key": "id", "first": "first_seen", "last": "last_seen", "created": "created_at", "name": "author's name",
          "suspect": "suspect_id", "likes exact": "likes_exact"}
"""Fields of the fold by the names that people know from ``posts_flat``."""

_ORDER = ("id", "author", "author's name", "title", "caption", "created_at", "edited_at", "likes", "likes_exact", "comments", "shares",
          "quotes", "views", "bookmarks", "score", "status", "visibility")
_COUNTS = ("likes", "comments", "shares", "quotes", "views", "bookmarks", "score")
_EXACTNESS = ("hidden", "rounded", "exact")
_WHOLENESS = ("cut", "", "complete")
_MOST = 8
"""Losers shown for one field; a post that was captured daily has hundreds."""


def table(found: Sequence["Reason"]) -> Iterator[str]:
    """Each field: its name and rule, then the winner, then the losers."""
    fields: dict[str, list[Reason]] = {}
    for reason in found:
        if not reason.field.startswith(("text ", "<text ")) and (reason.field != "suspect" or reason.rank == [False]):
            fields.setdefault(name_of(reason.field), []).append(reason)
    shown = {name: _distinct(name, reasons) for name, reasons in fields.items()}
    room = min(max((len(text) for rows in shown.values() for text, _, _ in rows), default=0), max(24, width() - 66))
    for name in sorted(shown, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)):
        yield f"{heading(one_line(name))}  {click.style(fields[name][0].rule, dim=True)}"
        for text, reason, others in shown[name][: _MOST + 1]:
            yield _line(text, reason, others, room)
        more = len(shown[name]) - _MOST - 1
        if more > 0:
            yield click.style(f"        and {more:,} more values that lost; --json gives all", dim=True)


def _distinct(name: str, reasons: list["Reason"]) -> list[tuple[str, "Reason", int]]:
    """Each value once, by the strongest claim for it, with the number of further sightings that say the same."""
    found: dict[str, list[Reason]] = {}
    for reason in reasons[:1] if name in ("first_seen", "last_seen") else reasons:
        found.setdefault(said(reason), []).append(reason)
    return [(text, rows[0], sum(len(row.sightings) for row in rows) - 1) for text, rows in found.items()]


def name_of(field: str) -> str:
    """A field of the fold as people know it."""
    if field.startswith(("media ", "<media ")):
        _, picture, attribute = field.split(" ")
        return f"{attribute} of media {shorten(picture, 40)}"
    return _NAMES.get(field, field)


def said(reason: "Reason") -> str:
    """A value as a person would say it, with what the rule looks at beside it."""
    if reason.field == "suspect":
        return "its last digits are not to be trusted"
    if isinstance(reason.value, bool):
        return "yes" if reason.value else "no"
    if reason.field in _COUNTS:
        exactness = _EXACTNESS[reason.rank[1]]
        return exactness if exactness == "hidden" else f"{'~' if exactness == 'rounded' else ''}{number(reason.value)} {exactness}"
    if isinstance(reason.value, int):
        return number(reason.value)
    if isinstance(reason.value, list):
        return " ".join(map(str, reason.value)) or "none"
    if reason.field == "author":
        handle, name, native_id, url = reason.rank[-4:]
        return one_line("  ".join(part for part in (handle and f"@{handle}", name, native_id and f"id {native_id}", url) if part))
    text = str(reason.value) if reason.value != "" else "(empty)"
    whole = _WHOLENESS[reason.rank[1]] if reason.field == "caption" else ""
    return f"{one_line(text)} ({whole})" if whole else one_line(text)


def _line(text: str, reason: "Reason", others: int, room: int) -> str:
    verdict = click.style("won ", fg="green") if reason.won else click.style("lost", fg="red")
    at = f"@{reason.offset}" if reason.offset >= 0 else ""
    more = f"  (+{others} that say{'s' if others == 1 else ''} the same)" if others else ""
    source = f"{reason.evidence:<9}  {dated(reason.captured_at):<16}  {one_line(reason.locator)}{at}  {one_line(reason.form)}{more}"
    return f"  {verdict}  {shorten(text, room):<{room}}  {click.style(source, dim=True)}"
