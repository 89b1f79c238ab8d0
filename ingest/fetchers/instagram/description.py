"""Instagram: the one line by which its pages describe a post to other sites, as counts and author of a claim."""

from dataclasses import dataclass

from ingest.model import Count
from ingest.patterns import late
from ingest.values import Number, count, read_description

_SEE = late(r"See this Instagram (?:photo|video|post) by @([\w.]{1,40})(?:\s*[•·]\s*([\d.,]+\s?[kKmM]?)\slikes?)?")
"""The whole line until 2015."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the line says."""

    counts: tuple[Count, ...]
    handle: str | None
    name: str | None
    caption: str | None
    complete: bool | None


def read_line(text: str, lang: str = "") -> Described | None:
    """The line's parts; None for lines of another shape, such as a profile's."""
    if match := _SEE.match(text):
        counts = tuple(one for one in (count("likes", match[2], "en"),) if one)
        return Described(counts=counts, handle=match[1], name=None, caption=None, complete=None)
    said = read_description(text, lang)
    if said is None or said.profile:
        return None
    read = {"likes": said.likes, "comments": said.comments, "views": said.views}
    counts = tuple(one for metric, number in read.items() if (one := _count(metric, number)))
    if not counts:
        return None
    return Described(counts=counts, handle=said.handle, name=said.name, caption=said.caption, complete=said.complete)


def _count(metric: str, number: Number | None) -> Count | None:
    if number is None or number.value is None:
        return None
    return Count(metric=metric, value=number.value, precision="exact" if number.exact else "rounded")
