"""Pages, feeds and sitemaps: which addresses a list gives, and fetching pages only if they changed."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from ingest.model import Problem
from ingest.online.fetch import Answer, EnoughAsked, FetchFailed, Web, conditional
from ingest.online.parallel import each
from ingest.online.warc_out import WarcWriter

MOST_LISTED = 50_000
"""Addresses taken from one feed or sitemap (the limit of the sitemap protocol)."""
MOST_SITEMAPS = 200

Memory = dict[str, dict[str, str]]
"""URL -> what its server said last: ``etag``, ``last_modified``."""


@dataclass(slots=True)
class Fetched:
    """What a round of fetching did."""

    answered: int = 0
    """Answers kept."""
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    enough: bool = False
    """``--max-requests`` was reached; the rest is for the next run."""

    def failed(self, url: str, error: FetchFailed) -> None:
        """Notes what went wrong with a URL."""
        self.problems.append(Problem(reason=error.reason, detail=error.detail, stage="open", locator=url))


def fetch_pages(
    web: Web, writer: WarcWriter, urls: Iterable[str], *, memory: Memory | None = None,
    report: Callable[[str], None] = lambda url: None, noted: Callable[[], None] = lambda: None,
) -> Fetched:
    """Fetches pages into the WARC. ``memory`` makes the requests conditional and is brought up to date; ``noted`` hears of it."""
    known = memory if memory is not None else {}
    done = Fetched()

    def ask(url: str) -> Answer | FetchFailed:
        report(url)
        try:
            answer = web.get(url, headers=_conditions(known.get(url)))
            keep(answer, writer)
        except FetchFailed as error:
            return error
        return answer

    for url, answer in each(urls, host_of, ask, web.manners.hosts):
        if isinstance(answer, FetchFailed):
            done.failed(url, answer)
            if isinstance(answer, EnoughAsked):
                done.enough = True
                break
        elif answer.unchanged:
            done.unchanged += 1
        else:
            done.answered += 1
            remember(known, url, answer)
            noted()
    return done


def host_of(url: str) -> str:
    """The host that a URL asks first."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _conditions(said: Mapping[str, str] | None) -> dict[str, str]:
    return conditional(said.get("etag", ""), said.get("last_modified", "")) if said else {}


def remember(memory: Memory, url: str, answer: Answer) -> None:
    """Keeps what the server said about the version of its page."""
    said = {"etag": answer.last.header("etag")[:1000], "last_modified": answer.last.header("last-modified")[:100]}
    memory[url] = {name: value for name, value in said.items() if value}


def keep(answer: Answer, writer: WarcWriter) -> None:
    """Writes an answer down; one that is no page is a failure, but what it said is kept too."""
    if answer.unchanged:
        return
    for exchange in answer.exchanges:
        writer.write(exchange)
    status = answer.last.status
    if status >= 400:
        raise FetchFailed("vanished" if status in (404, 410) else "io", f"status {status}")
    if not answer.content:
        raise FetchFailed("empty", f"status {status} without content")


# no pattern here can look far ahead of where it stands: hostile feeds must not cost quadratic time
_TEXT = rb"[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)"
_LOC = re.compile(rb"<(?:\w{1,20}:)?loc\b" + _TEXT, re.I)
_RSS_LINK = re.compile(rb"<link\b" + _TEXT, re.I)
_ATOM_LINK = re.compile(rb"<(?:\w{1,20}:)?link\b([^<>]*)>", re.I)
_GUID = re.compile(rb"<guid\b(?![^<>]*ispermalink\s*=\s*[\"']false)" + _TEXT, re.I)


def listed(content: bytes, base: str) -> tuple[list[str], list[str]]:
    """The pages and the further sitemaps that a feed, a sitemap or a plain list of addresses names."""
    if re.search(rb"<(?:\w+:)?sitemapindex\b", content[:4096], re.I):
        return [], _addresses((match[1] for match in _LOC.finditer(content)), base)
    if re.search(rb"<(?:\w+:)?urlset\b", content[:4096], re.I):
        return _addresses((match[1] for match in _LOC.finditer(content)), base), []
    if items := [*_items(content, b"item"), *_items(content, b"entry")]:
        return _addresses((link for item in items if (link := _item_link(item))), base), []
    if content.lstrip()[:1] == b"{":
        return _addresses(_json_feed(content), base), []
    return _addresses((line for line in content.splitlines() if re.match(rb"\s*https?://\S+\s*$", line)), base), []


def _items(content: bytes, name: bytes) -> Iterator[bytes]:
    at = content.find(b"<" + name)
    while at >= 0:
        end = content.find(b"</" + name, at)
        if end < 0:
            return
        yield content[at:end]
        at = content.find(b"<" + name, end)


def _item_link(item: bytes) -> bytes:
    for match in _RSS_LINK.finditer(item):
        if match[1].strip():
            return match[1]
    for match in _ATOM_LINK.finditer(item):
        relation, target = _attribute(match[1], b"rel"), _attribute(match[1], b"href")
        if target and relation in (b"", b"alternate"):
            return target
    permanent = _GUID.search(item)
    return permanent[1] if permanent else b""


def _attribute(tag: bytes, name: bytes) -> bytes:
    match = re.search(rb"\b" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag, re.I)
    return (match[1] or match[2] or b"") if match else b""


def _json_feed(content: bytes) -> Iterator[bytes]:
    import json

    try:
        items = json.loads(content).get("items", [])
    except (ValueError, AttributeError, RecursionError):
        return
    for item in items if isinstance(items, list) else []:
        url = item.get("url") if isinstance(item, dict) else None
        if isinstance(url, str):
            yield url.encode("utf-8", "replace")


def _addresses(found: Iterable[bytes], base: str) -> list[str]:
    urls: dict[str, None] = {}
    for raw in found:
        text = raw.decode("utf-8", "replace").strip()
        text = text.removeprefix("<![CDATA[").removesuffix("]]>").strip()
        try:
            url = urljoin(base, html.unescape(text))
            if urlsplit(url).scheme in ("http", "https"):
                urls[url] = None
        except ValueError:
            continue
        if len(urls) >= MOST_LISTED:
            break
    return list(urls)


def pages_of_list(web: Web, writer: WarcWriter, url: str, memory: Memory) -> tuple[list[str], Fetched]:
    """The pages that a feed or sitemap names, through its sitemap indexes; only what changed since is asked again."""
    pages: dict[str, None] = {}
    done = Fetched()
    waiting, seen = [url], {url}
    while waiting and len(seen) <= MOST_SITEMAPS:
        target = waiting.pop(0)
        try:
            answer = web.get(target, headers=_conditions(memory.get(target)))
            keep(answer, writer)
        except FetchFailed as error:
            done.failed(target, error)
            done.enough = isinstance(error, EnoughAsked)
            if done.enough:
                break
            continue
        if answer.unchanged:
            done.unchanged += 1
            continue
        remember(memory, target, answer)
        found, further = listed(answer.content, answer.last.url)
        pages.update(dict.fromkeys(found))
        fresh = [one for one in further if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return list(pages), done
