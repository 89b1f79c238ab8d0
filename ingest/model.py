"""The records of the house: what is read, what is claimed, what went wrong. Frozen, keyword-only, no behaviour.

``None`` always means "the source does not say"; ``0``, ``""`` and ``False`` are statements.
"""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from ingest.record import record

SHORT_LINK = "shortlink"
"""The kind of a short address (``t.co/abc``) that stands for a post: it waits for the record that says which."""


class Key(NamedTuple):
    """The identity of a post, in the stored spelling: ("twitter", "", "20"). Never a URL."""

    platform: str
    kind: str
    native_id: str


@record(frozen=True, slots=True, kw_only=True)
class Time:
    """A moment as precisely as it is known."""

    value: str
    """ISO 8601 UTC, ``2019-06-05T15:04:05.000Z``; only the day known: ``2019-06-05``."""
    precision: str = "second"
    """``day``, ``minute``, ``second``, ``ms`` or ``us``."""
    origin: str = "stated"
    """``stated`` by the source, decoded from the post's ``id``, or ``page`` (the embedding page's word)."""


@record(frozen=True, slots=True, kw_only=True)
class Count:
    """One number a source gives for a post, as it was when the source was made."""

    metric: str
    """``likes``, ``comments``, ``shares``, ``quotes``, ``views``, ``bookmarks``, ``score`` or a platform's own word."""
    value: int | None
    """None only when ``precision`` is ``hidden``."""
    precision: str = "exact"
    """``exact``, ``rounded`` ("12.3K") or ``hidden`` (the platform refuses to say)."""
    observed_at: str | None = None
    """ISO 8601 UTC, where the record itself dates its counts; else the document's capture time holds."""


@record(frozen=True, slots=True, kw_only=True)
class Author:
    """Who posted. A handle has no leading ``@`` and keeps its case."""

    handle: str | None = None
    name: str | None = None
    native_id: str | None = None
    url: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or sound that belongs to a post."""

    kind: str
    """``image``, ``video``, ``gif``, ``audio`` or ``file``."""
    url: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    """Seconds."""
    local: str | None = None
    """Path inside the same container (ZIP member, folder file), as the record spells it."""
    poster: str | None = None
    """URL of a preview picture."""


@record(frozen=True, slots=True, kw_only=True)
class Post:
    """What one source claims about one post. Only ``native_id`` is needed."""

    native_id: str
    """In the stored spelling of the platform; text, never a number."""
    kind: str = ""
    platform: str = ""
    """Filled in by the engine from the fetcher; only frontends and multi-platform tools set it."""
    author: Author | None = None
    title: str | None = None
    """Where the platform has titles (Reddit, YouTube). The caption then begins with it."""
    caption: str | None = None
    """Title and text, joined by a blank line where both exist; never a placeholder or boilerplate."""
    caption_complete: bool | None = None
    """False when the source is known to cut."""
    language: str | None = None
    """BCP 47, as stated."""
    created: Time | None = None
    edited_at: str | None = None
    counts: tuple[Count, ...] = ()
    hashtags: tuple[str, ...] | None = None
    """Without ``#``, as written, in order."""
    mentions: tuple[str, ...] | None = None
    """Handles without ``@``."""
    links: tuple[str, ...] | None = None
    """Full targets (short links resolved where the record does), without links to the post itself."""
    media: tuple[Media, ...] = ()
    in_reply_to: Key | None = None
    quote_of: Key | None = None
    repost_of: Key | None = None
    thread: str | None = None
    """Native id of the conversation's first post."""
    place: str | None = None
    sensitive: bool | None = None
    visibility: str | None = None
    """``public``, ``unlisted``, ``followers``, ``private``, ``direct``."""
    availability: str | None = None
    """``available``, ``deleted``, ``private``, ``suspended``, ``withheld``, ``unavailable``."""
    same_as: tuple[Key, ...] = ()
    """Other claimed ids that this record proves to be the same post."""
    relation: str | None = None
    """Overrules the form's relation, for posts that come along: ``quoted``, ``context``, ``reference``."""
    evidence: str | None = None
    """Overrules the form's class of evidence, see ``CLASSES``."""
    suspect_id: bool = False
    """The id went through a float or spreadsheet and its last digits are not to be trusted."""
    observed_at: str | None = None
    """ISO 8601 UTC: when the tool that wrote this record collected it."""


CLASSES = ("reference", "link", "quoted", "plain", "rich", "own", "full")
"""Classes of evidence, weakest first: id only < plain link < quoted < bare embed < embed with text < own page < export or API."""

RELATIONS = ("embedded", "linked", "quoted", "context", "page", "export", "reference")


@record(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that was met and not (fully) understood. It travels beside its neighbours and is never lost."""

    reason: str
    """One of ``REASONS``."""
    detail: str = ""
    """One line for a person: what it looked like, and what to do."""
    stage: str = "read"
    """``read``, ``open``, ``scan``, ``parse`` or ``write``; ``aside``: left alone on purpose, a note in the summary and no problem."""
    locator: str = ""
    """``path!member@offset``; filled in by the engine where the finder does not know it."""
    fragment: bytes = b""
    """The first bytes of what was not understood, at most 2,000."""


WITHHELD = b"(private: not kept)"
"""Stands in for the ``fragment`` of what was private: a problem must not carry a message into the archive."""

REASONS = (
    "empty", "truncated", "encrypted", "crc", "unsupported", "too-large", "too-deep", "too-slow", "too-many",
    "not-text", "bad-json", "bad-record", "shell-page", "permission", "vanished", "changed", "io", "internal",
    "embeds-lost",
)
"""The closed list of reasons. ``embeds-lost``: loader scripts say that embeds were there, the blocks are gone."""

LOCAL_REASONS = ("too-slow", "io", "vanished", "permission", "changed", "internal")
"""Reasons that speak of this machine, not of the content: kept in ``attempts``, not in ``problems``."""


@record(frozen=True, slots=True, kw_only=True)
class Page:
    """The article or other page that a document is a capture of."""

    url: str = ""
    title: str | None = None
    site: str | None = None
    author: str | None = None
    published_at: str | None = None
    section: str | None = None
    language: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes that were one capture of one thing, handed over by a container."""

    locator: str
    """``path!member@offset``: path of the file, members inside, byte offset of the record."""
    body: bytes
    """Transfer encodings undone; text in its own charset."""
    kind: str = ""
    """What the container knows: ``html``, ``json``, ``ndjson``, ``csv``, ``js``, ``text``, ``xml``, ``car`` ... or "" = sniff."""
    url: str = ""
    """Page URL as the container states it."""
    captured_at: str = ""
    """ISO 8601 UTC, only where the evidence states it; a file's mtime never counts."""
    captured_origin: str = ""
    """``warc``, ``memento``, ``singlefile``, ``mhtml``, ``wayback``, ``har``, ``http``, ``mail``, ``export`` ..."""
    charset: str = ""
    """From an HTTP or MIME header."""
    parent_url: str = ""
    """The page that asked for this one (Referer, the page of a frame), if the container knows."""
    title: str = ""
    """From the container (WACZ pages list, feed entry, mail subject)."""
    offset: int = 0
    length: int = 0
    """Where the bytes lie inside the file or member, for ``show --raw``."""
    stream: Callable[[], BinaryIO] | None = None
    """Opens the bytes anew where they are too many for ``body``, which is empty then. Only inside the worker."""
    group: str = ""
    """Locator of the ZIP, tar or folder that the document is a member of: siblings have the same group."""
    member: str = ""
    """Path inside ``group``, with ``/``."""


@record(frozen=True, slots=True, kw_only=True)
class Held:
    """A picture, film or sound of a post that a container holds."""

    url: str
    """As the post names it."""
    locator: str
    """Where its bytes are, with the offset."""
    sha256: str
    size: int
    media_type: str = ""
    body: bytes = b""
    """Only where it was asked for by its locator."""
    post: Key | None = None
    """The post that shows it."""


@record(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A capture that was as an earlier one, which is not in the same file: it waits until that one is met."""

    locator: str
    url: str
    captured_at: str
    digest: str
    """Of the body both have, as the crawler wrote it: ``sha1:...``."""
    refers_to: str = ""
    """Address of the earlier capture, where the record names one."""
    refers_at: str = ""
    parent_url: str = ""
    title: str = ""


@record(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One post seen in one place: a claim, and where and how it was made."""

    key: Key
    post: Post
    relation: str
    form: str
    """``fetcher/form``, such as ``twitter/blockquote``."""
    evidence: str
    """One of ``CLASSES``."""
    fragment: bytes
    """The raw bytes that say so."""
    position: int = 0
    """Running number of the sighting on its page, from 0."""
    nth: int = 0
    """Counts identical fragments on one page; 0 for records."""
    offset: int = -1
    """Byte offset of the fragment in the document, -1 where unknown (hidden layers)."""
    context: str = ""
    """The text just before the embed, or the sentence around a link; at most 300 characters."""


@record(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything one document gave: what the scan hands to the archive."""

    document: Document
    sha256: str
    page: Page
    sightings: tuple[Sighting, ...] = ()
    problems: tuple[Problem, ...] = ()
    records: bool = False
    """True for exports, dumps and tables: their places and documents are not part of an archive's identity."""
    more: bool = False
    """More of the same document follows: long ones come in parts."""
    sound: bool = False
    """The sightings travelled as MessagePack: every field is of its type, every text is UTF-8."""
