"""Data that a crawl caught on its way to a page: which page it belongs to, and what of it is nobody's posts."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ingest.exports.downloads import Note
from ingest.links import owner
from ingest.links import read as read_url
from ingest.model import Document, Key, Page, Post, Problem

_DAMAGED = ("bad-json", "bad-record")


@dataclass(frozen=True, slots=True)
class Asker:
    """The page that asked for a document of records."""

    page: Page = field(default_factory=Page)
    known: bool = False
    """False: nobody says who asked, the document stands for itself (an export)."""
    own: Key | None = None
    """The post whose own page it is."""
    among_own: bool = False
    """It is a page of a platform: what is shown there is nowhere embedded."""
    same_site: bool = False
    """The data came from the page's own site: it may be its article, which scripts put into the page."""

    def relation(self, post: Post, key: Key) -> str:
        """How a post in the data relates to the page."""
        if post.relation:
            return post.relation
        if not self.known:
            return "export"
        if self.own is not None and key == self.own:
            return "page"
        return "context" if self.among_own else "embedded"


def asker_of(document: Document) -> Asker:
    """Who asked for the document, as its crawl tells."""
    parent = document.parent_url
    if not parent or not document.url.startswith("http"):
        return Asker()
    host = urlsplit(parent).hostname or "" if parent.startswith("http") else ""
    return Asker(page=Page(url=parent), known=True, own=read_url(parent).key, among_own=owner(host) is not None,
                 same_site=bool(host) and _site(_host(document.url)) == _site(host))


def foreign(document: Document, problem: Problem) -> Problem | Note:
    """What a site's settings and statistics are, that came along with its pages: counted, but no problem.

    What a platform's own host answered stays a problem where it is damaged or looks like a kind that is known: it may have
    held a post.
    """
    if not document.url.startswith("http") or problem.reason not in (*_DAMAGED, "unsupported"):
        return problem
    if owner(_host(document.url)) is None:
        return Note(what="data of sites without posts", member=document.locator)
    if problem.reason in _DAMAGED or "; nearest kinds: " in problem.detail:
        return problem
    return Note(what="answers of platforms without posts", member=document.locator)


def _site(host: str) -> str:
    """``example.org`` of ``api.example.org``; of ``www.example.co.uk`` three parts."""
    parts = host.split(".")
    return ".".join(parts[-3 if len(parts) > 2 and len(parts[-2]) <= 3 else -2 :])


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
