"""Envelopes: collectors that write a platform's own object into a line of theirs, with the time of collection."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple


class Opened(NamedTuple):
    """What an envelope holds."""

    value: Any
    observed_at: str | None


def _moment(milliseconds: Any) -> str | None:
    """Unix time in milliseconds, as number or text."""
    try:
        when = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def zeeschuimer(node: dict[str, Any]) -> Opened | None:
    """A line of the Zeeschuimer browser extension: nav_index, item_id, source_platform, data. Last seen 2026-02."""
    if "source_platform" in node and "item_id" in node and isinstance(node.get("data"), dict):
        return Opened(node["data"], _moment(node.get("timestamp_collected")))
    return None


def fourcat(node: dict[str, Any]) -> Opened | None:
    """A line of a 4CAT dataset imported from Zeeschuimer: the object's own keys, the envelope in ``__import_meta``."""
    meta = node.get("__import_meta")
    if isinstance(meta, dict):
        inner = {key: value for key, value in node.items() if key != "__import_meta"}
        return Opened(inner, _moment(meta.get("timestamp_collected")))
    return None


ENVELOPES: tuple[Callable[[dict[str, Any]], Opened | None], ...] = (zeeschuimer, fourcat)


def opened(node: dict[str, Any]) -> Opened | None:
    """What is inside, where ``node`` is an envelope."""
    for envelope in ENVELOPES:
        if found := envelope(node):
            return found
    return None
