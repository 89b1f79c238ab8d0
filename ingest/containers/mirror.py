"""Mirrors: a folder for each host, as ``wget -r``, ``wget -p -H -k`` and HTTrack make them. Links between the pages were made to lead from
file to file; here those that lead to another host, such as the frames of posts, become addresses again.
"""

import re
from urllib.parse import unquote

from ingest.containers.beside import Beside, asked, is_site
from ingest.patterns import late

_HTTRACK = late(rb"<!--\s*Mirrored from ([^\s<>]{4,2000}) by HTTrack ")
_LINK = (r"""(<(?:iframe|frame|embed|a|blockquote)\b[^<>]{0,2000}?\s(?:src|href|cite|data-src)\s*=\s*["'])"""
         r"""(?:\.\./){%d}([\w.\-]{4,80})/([^"'<>\s]{1,4000})""")
_HASHED = late(r"[0-9a-f]{4}(?:\.html?)?$")
_HEAD = 20_000
_LOOKUPS = 200


def restored(path: str, body: bytes, read: Beside) -> bytes:
    """The page with the addresses of what other hosts gave. ``path``: of the page; ``read``: what lies around it."""
    steps = path.split("/")
    home = next((place for place, step in enumerate(steps[:-1]) if is_site(step)), -1)
    up = len(steps) - 1 - home
    if home < 0 or b"../" * up not in body:
        return body
    by_httrack = _HTTRACK.search(body[:_HEAD]) is not None
    known: dict[str, bytes] = {}

    def whole(match: re.Match[bytes]) -> bytes:
        host, rest = match[2].decode("ascii", "replace"), match[3].decode("utf-8", "replace")
        if not is_site(host):
            return match[0]
        if not by_httrack:
            return match[1] + f"https://{host}/".encode() + asked(unquote(rest)).encode()
        place = f"{'../' * up}{host}/{unquote(rest.partition('?')[0].partition('#')[0])}"
        if place not in known and len(known) < _LOOKUPS:
            known[place] = _stated(read(place) or b"")
        return match[1] + (known.get(place) or _unhashed(host, rest))

    return re.sub((_LINK % up).encode(), whole, body, flags=re.IGNORECASE)


def _unhashed(host: str, rest: str) -> bytes:
    """The address of what was not kept: HTTrack puts four digits of a hash behind the name where there is a query."""
    path, query, fields = rest.partition("?")
    return f"https://{host}/{_HASHED.sub('', path) if query else path.removesuffix('.html')}{query}{fields}".encode()


def _stated(page: bytes) -> bytes:
    """The address in HTTrack's comment, as an attribute has it; it is left out where the page is no page."""
    match = _HTTRACK.search(page[:_HEAD])
    return b"https://" + match[1].removeprefix(b"https://").replace(b"&", b"&amp;").replace(b"&amp;amp;", b"&amp;") if match else b""
