"""What lies beside a saved page and says where it is from: notes of ArchiveBox, ScrapBook, SingleFile, MAFF, names of folders.

The same for folders and for the members of a ZIP: whoever opens the page gives a function that reads what lies beside it.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import msgspec

from ingest.containers import moments
from ingest.patterns import late

Beside = Callable[[str], bytes | None]
"""The bytes of a file by its path relative to the page's folder; None where there is none (or it is no small one)."""
SIZE = 1 << 20
_UP = 6
"""So many folders above a page are asked for the notes of ArchiveBox: a copy by wget lies deep in its page's folder."""
_EXTRACTORS = {"singlefile.html": "singlefile", "output.html": "dom", "article.html": "mercury", "content.html": "readability"}
_KEYS = (b'"url"', b'"timestamp"', b'"history"')
"""What the notes on one page always have: somebody else's ``index.json`` in a folder above must not name all pages below it."""
_RDF = late(rb'MAF:(originalurl|archivetime)\s+RDF:resource="([^"]{5,4000})"', re.IGNORECASE)
_DAT = late(rb"(?:^|\n)(source|id|create)\t([^\r\n]{5,4000})")
_MOMENT = r"(?:(?P<{0}>\d{{14}})(?:[a-z]{{2}}_)?)"
_HOST = r"(?P<{0}>(?:[a-z0-9](?:[a-z0-9\-]{{0,61}}[a-z0-9])?\.)+[a-z][a-z0-9\-]{{1,20}}(?:[:+]\d{{1,5}})?)"
_WAYBACK = late(
    rf"(?:^|/)(?:{_HOST.format('site')}/)?{_MOMENT.format('when')}/(?:(?P<scheme>https?)(?::|%3A|_)?/{{1,2}})?{_HOST.format('host')}"
    r"(?P<rest>(?:/.*)?)$", re.IGNORECASE)
_DATED = late(rf"(?:^|/){_HOST.format('host')}/{_MOMENT.format('when')}(?P<rest>(?:/.*)?)$", re.IGNORECASE)
_SITES = late(rf"(?:^|/)websites/{_HOST.format('host')}(?P<rest>/.*)$", re.IGNORECASE)
_SITE = late(_HOST.format("host"), re.IGNORECASE)
_ASKED = late(r"^([^@]*)@(?=[\w\-]{1,40}=)")
_ADDED = late(r"(\?.*|/\d+)\.html$", re.DOTALL)
_INDEX = late(r"(?:^|/)index\.x?html?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Witness:
    """What is said about a page."""

    url: str = ""
    captured_at: str = ""
    origin: str = ""


class _Run(msgspec.Struct):
    start_ts: str = ""
    status: str = ""


class _Manifest(msgspec.Struct):
    originalUrl: str = ""  # spelled as SingleFile does
    archiveTime: str = ""


class _Index(msgspec.Struct):
    url: str
    timestamp: Any = None
    history: dict[str, list[_Run]] = {}


def of_folder(path: str, size: int = SIZE) -> Beside:
    """For a page on the disk. ``size``: of the longest file that is read."""
    folder = os.path.dirname(path)

    def read(name: str) -> bytes | None:
        place = os.path.join(folder, name)
        try:
            if not os.path.isfile(place) or os.path.getsize(place) > size:
                return None
            with open(place, "rb") as file:
                return file.read()
        except (OSError, ValueError):
            return None

    return read


def stated(path: str, read: Beside) -> Witness:
    """The best that is known of a page from what lies around it. ``path``: of the page, with ``/``."""
    name = path.rsplit("/", 1)[-1]
    return _maff(read) or _scrapbook(read) or _singlefile(read) or _archivebox(name, path, read) or _named(path) or Witness()


def _maff(read: Beside) -> Witness | None:
    notes = read("index.rdf")
    facts = {key.lower(): unescape(value.decode("utf-8", "replace")) for key, value in _RDF.findall(notes or b"")}
    url = facts.get(b"originalurl", "")
    return Witness(url, *_when(moments.from_header(facts.get(b"archivetime", "")), "maff")) if url.startswith("http") else None


def _scrapbook(read: Beside) -> Witness | None:
    """Firefox's ScrapBook: the id is the moment, by the clock of the one who saved it."""
    facts = dict(_DAT.findall(read("index.dat") or b""))
    url = facts.get(b"source", b"").decode("utf-8", "replace").strip()
    when = (facts.get(b"create") or facts.get(b"id", b"")).decode("ascii", "replace").strip()
    return Witness(url, *_when(moments.from_digits(when[:14]), "scrapbook")) if url.startswith("http") else None


def _singlefile(read: Beside) -> Witness | None:
    """A page that SingleFile packed into a ZIP."""
    notes = read("manifest.json") or b""
    try:
        said = msgspec.json.decode(notes, type=_Manifest) if b"originalUrl" in notes else _Manifest()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return Witness(said.originalUrl, *_when(moments.from_iso(said.archiveTime), "singlefile")) if said.originalUrl[:4] == "http" else None


def _archivebox(name: str, path: str, read: Beside) -> Witness | None:
    for up in range(min(_UP, path.count("/") + 1)):
        body = read("../" * up + "index.json")
        try:
            index = msgspec.json.decode(body, type=_Index) if body and all(key in body for key in _KEYS) else None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            index = None
        if index is not None and index.url.startswith("http"):
            runs = index.history.get(_EXTRACTORS.get(name.lower(), "wget")) or [run for one in index.history.values() for run in one]
            times = [moments.from_iso(run.start_ts) for run in runs if run.status in ("succeeded", "")]
            return Witness(_frame(path, up, index.url) or index.url, *_when(max(times, default=""), "archivebox"))
    return None


def _frame(path: str, up: int, url: str) -> str:
    """The address of what another host gave to a page, in the folder of that host beside it; "" for the page itself."""
    host, _, rest = "/".join(path.split("/")[-up - 1 :]).partition("/")
    return f"https://{host}/{asked(rest)}" if up and is_site(host) and f"//{host.lower()}" not in url.lower() else ""


def asked(path: str) -> str:
    """A path with its query again, before which wget writes ``@`` where a name must be good for Windows, and without the ending that it
    adds where a page has none."""
    return _ADDED.sub(r"\1", path if "?" in path else _ASKED.sub(r"\1?", path))


def _named(path: str) -> Witness | None:
    """Downloads out of the Wayback Machine keep moment and address in their path, as their tools make folders of them; the members
    of HTTrack's cache are called by their addresses."""
    if path.startswith(("http://", "https://")):
        return Witness(path)
    if (match := _WAYBACK.search(path)) and (when := moments.from_digits(match["when"])):
        return Witness(_address(match["scheme"] or "http", match["host"], match["rest"]), when, "wayback")
    if (match := _DATED.search(path)) and (when := moments.from_digits(match["when"])):
        return Witness(_address("http", match["host"], match["rest"]), when, "wayback")
    match = _SITES.search(path)
    return Witness(_address("http", match["host"], match["rest"])) if match else None


def is_site(name: str) -> bool:
    """Whether a folder is called as a site."""
    return _SITE.fullmatch(name) is not None


def under_site(path: str) -> str:
    """The address that a path below a folder called as a site stands for; "" where there is no such folder."""
    steps = path.split("/")
    place = next((place for place, step in enumerate(steps[:-1]) if is_site(step)), -1)
    return _address("https", steps[place], "/" + asked("/".join(steps[place + 1 :]))) if place >= 0 else ""


def mirrored(path: str, body: bytes, read: Beside) -> str:
    """The address of a page in a mirror that ``wget -r`` and its like made: below a folder that is called as a site, which the page
    itself speaks of, or in which the site's robots.txt lies. "" for any other page."""
    steps, words = path.split("/"), b""
    for place, step in enumerate(steps[:-1]):
        if _SITE.fullmatch(step):
            words = words or body.lower()
            named = f"//{step}/".lower().encode() in words
            if named or read("../" * (len(steps) - 2 - place) + "robots.txt") is not None:
                scheme = "https" if f"https://{step}/".lower().encode() in words else "http"
                return _address(scheme, step, "/" + asked("/".join(steps[place + 1 :])))
    return ""


def _address(scheme: str, host: str, rest: str) -> str:
    return f"{scheme.lower()}://{host.replace('+', ':')}{_INDEX.sub('/', rest) or '/'}"


def _when(moment: str, origin: str) -> tuple[str, str]:
    return (moment, origin) if moment else ("", "")
