"""YouTube: the document of a player's frame. It names its video only inside JSON that is a string of other JSON."""

import json

from ingest.fetcher import Found
from ingest.patterns import late

_TITLES = (late(r'\\+"videoTitle\\+":\\+"(.*?)\\+"[,}]'),
           late(r'\\+"thumbnailPreviewRenderer\\+":\{\\+"title\\+":\{\\+"runs\\+":\[\{\\+"text\\+":\\+"(.*?)\\+"[,}]'))
_CHANNEL = late(r'VideoDetailsExpandedRenderer\\+":\{\\+"title\\+":\{\\+"runs\\+":\[\{\\+"text\\+":\\+"(.*?)\\+"[,}]')


def framed(found: Found) -> tuple[str, str | None] | None:
    """Title and channel; the frame of 2022 and after says both in what it shows before the film is started."""
    html = found.node.html or "" if found.node is not None else ""
    match = next(filter(None, (pattern.search(html) for pattern in _TITLES)), None)
    title, channel = _plain(match[1]) if match else None, _CHANNEL.search(html)
    return (title, _plain(channel[1]) if channel else None) if title else None


def _plain(text: str) -> str | None:
    try:
        return str(json.loads(f'"{text}"'.replace("\\\\", "\\"))) or None
    except ValueError:
        return None
