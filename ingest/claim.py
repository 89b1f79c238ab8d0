"""From what a form claimed to a sighting: names the platform, reads the time in the id, tags and mentions in the caption."""

from dataclasses import fields
from operator import attrgetter
from typing import Any

from ingest.fetcher import Fetcher, Form
from ingest.index import Index
from ingest.model import SHORT_LINK, Key, Post, Sighting
from ingest.values import hashtags, mentions

_NAMES = tuple(one.name for one in fields(Post))
_VALUES = attrgetter(*_NAMES)


def key_of(post: Post, fetcher: Fetcher) -> Key:
    """The identity that a claim states."""
    return Key(post.platform or fetcher.name, post.kind, post.native_id)


def complete(post: Post, fetcher: Fetcher, index: Index) -> Post:
    """Fills what follows from the claim itself. A time in the id beats a visible day, never a stated clock time."""
    changes: dict[str, Any] = {}
    if not post.platform:
        changes["platform"] = fetcher.name
    owner = fetcher if post.platform in ("", fetcher.name) else index.by_name.get(post.platform)
    if owner is not None and not post.suspect_id and post.kind != SHORT_LINK and (post.created is None or post.created.precision == "day"):
        hidden = owner.clock(post.kind, post.native_id)
        if hidden is not None:
            changes["created"] = hidden
    if post.caption:
        if post.hashtags is None:
            changes["hashtags"] = tuple(hashtags(post.caption, post.platform or fetcher.name))
        if post.mentions is None:
            changes["mentions"] = tuple(mentions(post.caption, post.platform or fetcher.name))
    # what dataclasses.replace does at half the price, for it is done for every post there is
    return Post(**(dict(zip(_NAMES, _VALUES(post), strict=True)) | changes)) if changes else post


def evidence_of(post: Post, form: Form, relation: str) -> str:
    """The class of evidence: what the claim says, else the form, else what such a form usually is worth."""
    if post.evidence or form.evidence:
        return post.evidence or form.evidence
    if relation in ("linked", "reference", "quoted"):
        return {"linked": "link"}.get(relation, relation)
    if relation in ("page", "context") and not form.keys:
        return "own"
    if relation == "export" or form.keys or form.columns or form.files:
        return "full" if post.caption is not None else "rich"
    return "rich" if post.caption else "plain"


def _archived(fetcher: Fetcher | None) -> bool:
    return fetcher is None or fetcher.archived


def sighting(
    post: Post, fetcher: Fetcher, form: Form, relation: str, fragment: bytes, index: Index, *, offset: int = -1, context: str = "",
    position: int = 0,
) -> Sighting | None:
    """The sighting that a claim makes; None for platforms whose posts are never archived."""
    done = complete(post, fetcher, index)
    owner = index.by_name.get(done.platform)
    if not _archived(owner) or not all(_archived(index.by_name.get(other.platform)) for other in done.same_as):
        return None
    said = post.relation or relation
    return Sighting(
        key=key_of(done, fetcher), post=done, relation=said, form=f"{fetcher.name}/{form.name}",
        evidence=evidence_of(done, form, said), fragment=fragment, offset=offset, context=context, position=position,
    )
