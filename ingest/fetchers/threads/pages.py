"""Threads: saved copies of its own pages. The post's record in their scripts is read where the exports are."""

import re
from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.fetchers.threads import drawn
from ingest.model import Author, Media, Post, Problem
from ingest.patterns import late

_TITLE = late(r"\s*(.*?)\s*\(@([\w.]{1,40})\)", re.S)


def described(found: Found) -> Iterator[Post | Problem]:
    """The head of a post's page, 2023 to now: ``og:title`` is ``Name (@handle) on Threads``, ``og:description`` the text.

    Without them it is the login page or an empty frame of the app.
    """
    key, meta = found.address.key, found.meta
    if key is None or key.platform != "threads":
        return
    named = _TITLE.match(meta.get("og:title") or meta.get("title") or "")
    text = meta.get("og:description", "").strip()
    if not named and not text:
        if found.node is None or '"thread_items"' not in (found.node.html or ""):
            yield Problem(reason="shell-page", stage="parse", detail="saved before the post was loaded: save the page again")
        return
    if _is_profile(text):
        text = ""
    picture = meta.get("og:image", "")
    yield Post(
        native_id=key.native_id, kind=key.kind, caption=text or None,
        author=Author(handle=named[2], name=named[1] or None) if named else Author(handle=found.address.author),
        media=(Media(kind="image", url=picture, alt=meta.get("og:image:alt") or None),) if _is_picture(picture) else (),
    )


def _is_profile(text: str) -> bool:
    """The sentences of the app itself, shown where a post has no text or may not be seen."""
    return bool(re.match(r"(?:Join Threads|Log in (?:to|with)|\d[\d.,KM]* Followers)", text))


def _is_picture(url: str) -> bool:
    """Media of posts lie in other folders than avatars (``-19``)."""
    return url.startswith("http") and not re.search(r"/t51\.\d+-19/|/t51\.82787-19/|rsrc\.php", url)


FORMS: tuple[Form, ...] = (*drawn.FORMS, Form(name="described", parse=described, own=True),)
