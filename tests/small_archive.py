"""A small archive of hand-made readings, for the tests of the reading side."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.archive import Archive
from ingest.model import Author, Count, Document, Key, Media, Page, Post, Problem, Reading, Sighting, Time

ARTICLE = Page(url="https://news.example/first-steps", title="The first steps of the year", site="news.example")


def post(native_id: str, caption: str | None = None, **more: Any) -> Post:
    """A tweet unless said otherwise."""
    return replace(Post(native_id=native_id, platform="twitter", caption=caption), **more)


def reading(
    *posts: Post, page: Page = ARTICLE, captured_at: str = "2019-06-06T10:00:00.000Z", locator: str = "pages/first.html",
    relation: str = "embedded", evidence: str = "rich", problems: Sequence[Problem] = (), context: str = "",
) -> Reading:
    """One document that shows these posts."""
    body = f"{locator} {captured_at} {posts!r}".encode("utf-8", "replace")
    sightings = tuple(
        Sighting(
            key=Key(one.platform, one.kind, one.native_id), post=one, relation=relation, form=f"{one.platform}/blockquote",
            evidence=evidence, fragment=f"<blockquote>{one!r}</blockquote>".encode("utf-8", "replace"), position=at,
            offset=100 + at, context=context,
        )
        for at, one in enumerate(posts)
    )
    document = Document(locator=locator, body=body, kind="html", url=page.url, captured_at=captured_at, captured_origin="warc")
    return Reading(document=document, sha256=sha256(body).hexdigest(), page=page, sightings=sightings, problems=tuple(problems))


def likes(value: int | None, precision: str = "exact") -> tuple[Count, ...]:
    """A count of likes as a page shows it."""
    return (Count(metric="likes", value=value, precision=precision),)


STORY = (
    reading(
        post("1001", "I think I just caught his first real steps!", platform="instagram",
             author=Author(handle="mum.of.two", name="Mum"), counts=likes(90_000, "rounded"),
             created=Time(value="2019-06-05T15:04:05.000Z"), hashtags=("FirstSteps", "Baby"),
             media=(Media(kind="image", url="https://cdn.example/a1b2c3d4e5f6.jpg", alt="a toddler by the sofa"),)),
        post("1002", "Does this count?", author=Author(handle="Dad_Example", name="Dad"), counts=likes(12),
             created=Time(value="2019-06-05", precision="day"), in_reply_to=Key("twitter", "", "1003")),
        context="Look at these dream faces:",
    ),
    reading(
        post("1003", "夢を見た小さな顔 ẞig Straße", author=Author(handle="Dad_Example", name="Dad"), counts=likes(0),
             created=Time(value="2021-01-02T03:04:05.000Z")),
        post("1004", None, availability="deleted"),
        page=Page(url="https://blog.other.example/x", title="Other", site="Other Blog"), locator="pages/second.html",
        captured_at="2021-02-01T00:00:00.000Z",
        problems=(Problem(reason="bad-json", detail="state JSON ends early", stage="parse", locator="pages/second.html@17",
                          fragment=b'{"a": \xff\x1b['),),
    ),
    reading(
        post("1002", "Does this count?", author=Author(handle="Dad_Example", name="Dad"), counts=likes(15)),
        captured_at="2020-01-01T00:00:00.000Z", locator="pages/later.html",
    ),
)


def address(key: Key, handle: str | None) -> str:
    """A canonical URL that no platform has."""
    return f"https://{key.platform}.example/{key.native_id}"


def make(path: Path, readings: Sequence[Reading] = STORY) -> str:
    """Writes the archive and gives its path."""
    with Archive.open(path, create=True, address=address) as archive:
        archive.add(readings)
    return str(path)
