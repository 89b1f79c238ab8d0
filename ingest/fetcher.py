"""The contract between the engine and the files in ``fetchers/``: a fetcher declares, the engine recognises.

A fetcher is data plus pure functions. It never sees a container, the database or the network. Everything that can be
checked without input is checked when a declaration is built, with a message that names it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.model import CLASSES, RELATIONS, Key, Page, Post, Problem, Time
from ingest.record import record

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from selectolax.lexbor import LexborNode

Json = Any
Made = tuple[str, str] | None
"""What ``Link.make`` gives back: (kind, native_id), or None = not a post after all."""


@record(frozen=True, slots=True, kw_only=True)
class Address:
    """What reading a URL gave."""

    outcome: str
    """``post``, ``not_post`` or ``needs_network`` (a short link that only its host can resolve)."""
    key: Key | None = None
    url: str = ""
    """Canonical URL of the post, or the cleaned URL."""
    author: str | None = None
    """The handle that the URL shows; a hint, not identity."""
    wrappers: tuple[str, ...] = ()
    short: Key | None = None
    """``needs_network``: the name under which the short link waits for what it stands for."""


NOT_POST = Address(outcome="not_post")


def named(*words: str) -> tuple[str, ...]:
    """Stand-ins for hosts: ``embed.tweet:ID`` is how a bare id beside a platform's word is read (``values.named``)."""
    return tuple(f"embed.{word}:" for word in words)


@dataclass(frozen=True, slots=True)
class Link:
    """One shape of a post's URL: a pattern for ``/path?query``, or for ``//host/path?query`` where it begins so.

    It must match from the start up to a boundary: the end, or any character that is no letter, digit, ``_`` or ``-``
    (what follows is free). Named groups: ``id`` (native id) and, where the URL shows it, ``author``. ``make`` turns the
    match into (kind, native id) where more than the group is needed; None lets the next shape try.
    """

    pattern: str
    kind: str = ""
    hosts: tuple[str, ...] = ()
    """Only on these of the fetcher's hosts, spelled as declared; empty = on all, frontends included."""
    make: Callable[[re.Match[str]], Made] | None = None
    embed: bool = False
    """This address exists only inside embeds (an iframe or script source)."""
    short: bool = False
    """The address hides its target: needs the network."""
    url: str = ""
    """The canonical URL where the parts of the key cannot tell it: a format string over the groups."""


class Found:
    """One cut fragment or JSON record, handed to a form's parse function."""

    __slots__ = ("__dict__", "data", "form", "fragment", "node", "page", "parent", "read", "whole")

    def __init__(
        self, *, form: "Form", fragment: bytes = b"", node: "LexborNode | None" = None, data: Json = None,
        page: Page | None = None, meta: Mapping[str, str] | None = None, read: Callable[[str], Address] | None = None,
        address: Address = NOT_POST, context: Mapping[str, Any] | None = None, parent: Json = None,
    ) -> None:
        self.form = form
        self.fragment = fragment
        """The raw bytes of the element or record."""
        self.node = node
        """HTML forms: the element in the page's tree (selectolax); use it to look outwards (parent, siblings)."""
        self.data = data
        """JSON forms: the object. CSV forms: dict of column -> text."""
        self.page = page or Page()
        self.meta: Mapping[str, str] = meta or {}
        """Own-page forms: the page's ``<meta>`` and ``<link>`` values by name/property, ``title``, ``canonical``."""
        self.read = read or (lambda url: NOT_POST)
        """Reads any URL of any platform: ``found.read(url)`` -> Address."""
        self.address = address
        """What the document's own URL names (own pages, frame documents); else NOT_POST."""
        self.context: Mapping[str, Any] = context or {}
        """Exports: what other members of the same download say (``owner``: Author, ``exported_at``: ISO text)."""
        self.parent = parent
        """JSON forms: the object that holds this one, where there is one."""

    @cached_property
    def soup(self) -> "BeautifulSoup":
        """The fragment as BeautifulSoup (html.parser). Made on first use, of the fragment only."""
        from bs4 import BeautifulSoup

        html = self.node.html if self.node is not None else None
        return BeautifulSoup(html if html is not None else self.fragment, "html.parser")

    @cached_property
    def json(self) -> Json:
        """The fragment as JSON; ``data`` where the engine has parsed it already."""
        return self.data if self.data is not None else json.loads(self.fragment)


class Piece(NamedTuple):
    """One of several posts that a JSON object holds, and which part of the object speaks of it."""

    said: Post | Problem
    part: Json
    """The object inside ``found.data``, by identity."""
    without: tuple[Json, ...] = ()
    """Containers inside it that hold other posts, with pieces of their own: left out of this one's evidence."""


Told = Post | Problem | Piece
Parsed = Iterable[Told]
Parse = Callable[[Found], Parsed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which a post shows up, and the function that reads it."""

    name: str
    """Unique within the fetcher: ``blockquote``, ``iframe``, ``shared-data`` ..."""
    parse: Parse
    css: str = ""
    """HTML: selector of the element to cut."""
    marks: tuple[str, ...] = ()
    """HTML: byte strings one of which is in any page that holds this form (class, attribute or host); the gate's
    knowledge. Required with ``css``."""
    outer: "Callable[[Found], LexborNode | None] | None" = None
    """HTML: finds the element around the one that ``css`` names which is the post as a whole; that one is cut and read instead.
    None where there is no post after all."""
    tells: "Callable[[str, Mapping[str, str]], bool] | None" = None
    """HTML: can an element with this tag and these attributes (all in lower case) be read at all? Where the selector is wide, this spares
    pages the parser."""
    own: bool = False
    """Only on the platform's own pages (and its frontends); relation ``page``. Without ``css``: once for the page."""
    frontend: bool = False
    """With ``own``: recognised by its markup on any host (nitter, redlib ...)."""
    alone: bool = False
    """With ``frontend``: where its markup stands, the page is nothing else, and no platform's form for own pages reads it."""
    nests: bool = False
    """With ``own``: such an element may lie inside another one. Each is then read without the ones in it, in the bare tag of the
    one around it."""
    keys: tuple[str, ...] = ()
    """JSON: an object with all these keys is tried (first key = the rarest)."""
    test: Callable[[Json], bool] | None = None
    """JSON: further condition on the object."""
    reads: type | None = None
    """JSON: a ``TypedDict`` with everything that ``test`` and ``parse`` look at; then nothing else is decoded of such records."""
    columns: tuple[str, ...] = ()
    """Tables: a header with all these columns (case-folded) is this kind."""
    files: tuple[str, ...] = ()
    """Downloads: ``fnmatch`` patterns of member paths, case-insensitive (``*/tweets.js``)."""
    last: bool = False
    """JSON and tables: only tried on records that no other form fits (with ``test`` alone on every object)."""
    guess: Callable[[Iterable[str]], str] | None = None
    """Tables: says in words how the columns are understood, where that is a guess."""
    relation: str = ""
    """Default: ``embedded`` for HTML, ``page`` for own; JSON and tables get ``export``, or what the page around says."""
    evidence: str = ""
    """Default: ``rich`` for HTML, ``own`` for own pages, ``full`` for JSON and tables."""

    def __post_init__(self) -> None:
        where = f"form {self.name!r}"
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", self.name):
            raise ValueError(f"{where}: a name is lower case letters, digits and dashes")
        if self.css and not self.marks:
            raise ValueError(f"{where}: a css form needs marks, or the gate cannot let its pages through")
        if not (self.css or self.own or self.keys or self.columns or self.files or self.test):
            raise ValueError(f"{where}: declares nothing to be recognised by")
        if self.nests and not (self.own and self.css):
            raise ValueError(f"{where}: only elements of own pages are set apart from each other")
        if self.relation and self.relation not in RELATIONS:
            raise ValueError(f"{where}: relation {self.relation!r} is not one of {RELATIONS}")
        if self.evidence and self.evidence not in CLASSES:
            raise ValueError(f"{where}: evidence {self.evidence!r} is not one of {CLASSES}")


Clock = Callable[[str, str], Time | None]
"""(kind, native id) -> the time hidden in the id, or None."""


def no_clock(kind: str, native_id: str) -> Time | None:
    """For platforms whose ids hold no time."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Everything the engine needs to know about one platform."""

    name: str
    title: str = ""
    """As people write it: ``X/Twitter``."""
    hosts: tuple[str, ...] = ()
    """Domains; ``www.`` ``m.`` ``mobile.`` are understood, any other subdomain must be listed (``*.x.org`` lists all,
    ``x.*`` the domain in every country, and a name with a colon at its end an app's own scheme: ``tg:``)."""
    frontends: tuple[str, ...] = ()
    """Hosts that show this platform's posts under its own paths: mirrors and link fixers, subdomains included
    (``nitter.*``: every host whose name begins so)."""
    short_hosts: tuple[str, ...] = ()
    """Hosts whose every path is a short link (needs the network)."""
    picture_pages: tuple[str, ...] = ()
    """Hosts whose addresses stand for a picture in a post's words, but lead to the post's page: nothing to save."""
    links: tuple[Link, ...] = ()
    url: Callable[[str, str, str | None], str] | None = None
    """(kind, native id, author) -> canonical URL."""
    clock: Clock = no_clock
    forms: tuple[Form, ...] = ()
    loaders: tuple[str, ...] = ()
    """Script addresses that load this platform's embeds: a page that has one but no post had embeds once."""
    widgets: tuple[str, ...] = ()
    """Marks of what else those scripts are loaded for: buttons, timelines, comments. Beside one of them no embed is missed."""
    mine: tuple[str, ...] = ()
    """Sample URLs that are posts here."""
    not_mine: tuple[str, ...] = ()
    """Sample URLs on these hosts that are not posts."""
    archived: bool = True
    """False: URLs are read, but its posts are never archived (Discord messages)."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"fetcher {self.name!r}"
        if not re.fullmatch(r"[a-z0-9]+", self.name):
            raise ValueError(f"{where}: a name is lower case letters and digits")
        names = [form.name for form in self.forms]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"{where}: two forms are named {sorted(twice)}")
        if self.links and not self.mine:
            raise ValueError(f"{where}: links without a sample URL in mine")


@lru_cache(maxsize=2000)
def compiled(pattern: str) -> re.Pattern[str]:
    """Patterns are strings and compiled on first use: start-up stays cheap."""
    return re.compile(pattern)
