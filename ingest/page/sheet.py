"""The page under the scan: its bytes and facts, and the sightings made so far. One physical embed is one sighting."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.claim import sighting
from ingest.fetcher import NOT_POST, Address, Fetcher, Form
from ingest.index import Index
from ingest.limits import HTML_DEPTH
from ingest.model import Document, Key, Page, Post, Problem, Sighting
from ingest.page import markup


def _never(found: object) -> tuple[Post, ...]:
    return ()


IFRAME = Form(name="iframe", parse=_never, css="iframe", marks=("iframe",), evidence="plain")
ATTRIBUTE = Form(name="attribute", parse=_never, css="[data-url]", marks=("data-url",), evidence="plain")
STATE = Form(name="state-url", parse=_never, keys=("url",), evidence="plain")
LINK = Form(name="link", parse=_never, css="a", marks=("href",), relation="linked", evidence="link")
TEXT = Form(name="bare-url", parse=_never, css="p", marks=("//",), relation="linked", evidence="link")
FRAME = Form(name="own-url", parse=_never, own=True, evidence="plain")
SHORTCODE = Form(name="shortcode", parse=_never, css="p", marks=("[",), evidence="plain")
CITED = Form(name="citation", parse=_never, css="p", marks=("{{",), relation="linked", evidence="link")


def _stated(post: Post) -> bool:
    """Does the source itself say when, and not only the id?"""
    return post.created is not None and post.created.origin == "stated"


CONTEXTS = 5000
"""So many posts of one page are kept with the text before them: no article has more, a list of posts is its own context."""


def _signed(made: Sighting) -> tuple[str, ...]:
    """Where an id begins with its owner, which may be written in two ways (Bluesky: handle or DID): the rest of it and the handle."""
    owner, _, rest = made.key.native_id.rpartition("/")
    handle = made.post.author.handle if made.post.author is not None else None
    return (made.key.platform, made.key.kind, made.relation, rest, handle.lower()) if owner and handle else ()


PART = 1000
"""So many sightings of a page go on to the archive together: it writes them while the page is read further."""


@dataclass(slots=True)
class Sheet:
    """Collects what one page gives."""

    document: Document
    body: bytes
    page: Page
    meta: dict[str, str]
    index: Index
    read: Callable[[str], Address]
    address: Address = NOT_POST
    """What the document's own URL names."""
    framed: bool = False
    """The document is a frame of another page: its post is embedded there."""
    silent: bool = False
    """The head of the platform's page speaks of the platform, not of the post."""
    html_depth: int = HTML_DEPTH
    """Elements inside elements that are read, no more."""
    inside: str = ""
    """``frame`` while the markup of a ``srcdoc`` is read: its links are what the frame shows once it is clicked."""
    again: bool = False
    """The document is a frame that is read once more: the frames in it are not."""
    around: int = -1
    """Where in the document the layer lies that is read now; -1 where its place says nothing of the text around it."""
    part: "Callable[[Sheet], None] | None" = None
    """Hands on what is there while more is to come. It is given the sheet: one that it held would be a cycle, and pages would pile up."""
    sightings: list[Sighting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[tuple[Key, str], int] = field(default_factory=dict)
    _signed: set[tuple[str, ...]] = field(default_factory=set)
    _handed_on: int = 0

    @property
    def own(self) -> str:
        """Name of the platform whose own page this is, or ""."""
        return self.address.key.platform if self.address.key else ""

    def knows(self, key: Key, relation: str) -> bool:
        """Has a sighting of this post with this relation been made?"""
        return (key, relation) in self._seen

    def add(self, said: Post | Problem, fetcher: Fetcher, form: Form, relation: str, fragment: bytes, *,
            offset: int = -1, context: str = "") -> bool:
        """Keeps a claim; False if it says nothing that the same post's sighting here does not say already."""
        if isinstance(said, Problem):
            self.problems.append(replace(said, fragment=said.fragment or fragment[:2000]))
            return False
        if not context and self.around >= 0 and relation == "embedded":
            context = self.before(-1)
        made = sighting(said, fetcher, form, relation, fragment, self.index, offset=offset, context=context,
                        position=len(self.sightings))
        if made is None:
            return False
        mark = (made.key, made.relation)
        before = self._seen.get(mark)
        if before is not None and not self._adds(made, self.sightings[before]):
            return False
        if before is None and made.evidence in ("plain", "link") and self._covered(made):
            return False
        self._seen.setdefault(mark, len(self.sightings))
        if named := _signed(made):
            self._signed.add(named)
        self.sightings.append(made)
        if self.part is not None and len(self.sightings) >= self._handed_on + PART and not self.own:
            self.part(self)
        return True

    def rest(self) -> list[Sighting]:
        """The sightings that were not handed on yet; now they are."""
        begin, self._handed_on = self._handed_on, len(self.sightings)
        return self.sightings[begin:]

    def keep(self, number: int, made: Sighting) -> None:
        """Keeps what was claimed elsewhere: instead of what has this number, or behind all."""
        if number == len(self.sightings) and self.knows(made.key, made.relation):
            return
        self.sightings[number : number + 1] = [made]
        self._seen[made.key, made.relation] = number

    def _covered(self, made: Sighting) -> bool:
        """A bare id next to the page's own post, a quoted one or a context post adds nothing; the link on its date is its own."""
        if made.evidence == "plain" and _signed(made) in self._signed:
            return True
        others = {"embedded": ("page", "context", "quoted"), "linked": ("page", "context")}.get(made.relation, ())
        return any((made.key, other) in self._seen for other in others)

    @staticmethod
    def _adds(made: Sighting, before: Sighting) -> bool:
        """Does a second carrier of a post on the page know more than its id (a caption, counts, pictures)?"""
        new, old = made.post, before.post
        return bool(
            (new.caption and not old.caption) or (new.counts and not old.counts) or (new.media and not old.media)
            or (new.author and not old.author) or (new.caption and old.caption_complete is False and new.caption_complete)
            or (new.created and not old.created) or (made.relation == "page" and _stated(new) and not _stated(old))
            or (new.availability and not old.availability)
        )

    def point(self, address: Address, form: Form, relation: str, fragment: bytes, *, offset: int = -1, context: str = "") -> bool:
        """Keeps a sighting that knows no more than the URL. A short link waits for what it stands for; a stranger's (bit.ly)
        only where it is shown as an embed."""
        key = address.key or address.short
        name = "generic" if key is not None and key.platform == "link" and relation == "embedded" else key.platform if key else ""
        if key is None or (fetcher := self.index.by_name.get(name)) is None:
            return False
        from ingest.model import Author

        post = Post(native_id=key.native_id, kind=key.kind, platform=key.platform,
                    author=Author(handle=address.author) if address.author else None)
        return self.add(post, fetcher, form, relation, fragment, offset=offset, context=context)

    def before(self, offset: int, layer: bytes | None = None) -> str:
        """The text just before an offset of the document, or of a layer that it hides; where there is none, before that layer.
        On a page with thousands of posts the first ones have it."""
        if len(self.sightings) >= CONTEXTS:
            return ""
        text = markup.text_before(self.body if layer is None else layer, offset) if offset >= 0 else ""
        return text or (markup.text_before(self.body, self.around) if self.around >= 0 else "")
