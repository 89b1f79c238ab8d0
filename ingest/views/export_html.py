"""Posts as one page that runs nothing and asks for nothing: all text escaped, a policy that allows only its own style sheet."""

import base64
import json
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Any, TextIO

from ingest.views.cards import marks
from ingest.views.codebook import GENERATOR
from ingest.views.output import one_line, printable

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "article{border-top:1px solid #ccc;padding:1rem 0}h2{font-size:1rem;margin:0}"
    "p.text{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".facts{color:#555;font-size:.85rem}.gone{color:#a00}"
)
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'"
_COUNTS = ("likes", "comments", "shares", "quotes", "views", "score")


def write_page(rows: Iterable[dict[str, Any]], out: TextIO, title: str) -> int:
    """Writes the page and says how many posts it shows."""
    digest = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
    out.write(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(digest)}">\n'
        f'{GENERATOR}\n<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_text(title)}</h1>\n"
    )
    count = 0
    for row in rows:
        out.write(_article(row))
        count += 1
    out.write("</body>\n</html>\n")
    return count


def _text(value: object) -> str:
    return escape(printable(str(value)))


def _article(row: dict[str, Any]) -> str:
    who = " ".join(part for part in (row["author_name"], f"@{row['author_handle']}" if row["author_handle"] else None) if part)
    caption = f'<p class="text" dir="auto">{_text(row["caption"])}</p>\n' if row["caption"] else ""
    name = escape(one_line(row["public_id"]), quote=True)
    return (
        f'<article id="{name}">\n<h2 dir="auto">{_text(who or "unknown author")}</h2>\n{caption}'
        f'<p class="facts">{" · ".join(_facts(row))}</p>\n</article>\n'
    )


def _facts(row: dict[str, Any]) -> list[str]:
    facts = [_text(row["platform"]), _text((row["created_at"] or "time unknown")[:19].replace("T", " "))]
    facts += [f"{'about ' if name == 'likes' and row['likes_precision'] == 'rounded' else ''}{row[name]:,} {name}"
              for name in _COUNTS if isinstance(row[name], int)]
    facts += [f'<span class="gone">{_text(mark)}</span>' for mark in marks(row)]
    if row["hashtags"]:
        facts += [f"#{_text(tag)}" for tag in json.loads(row["hashtags"])]
    url = str(row["url"] or "")
    if url.startswith(("https://", "http://")):
        facts.append(f'<a rel="noreferrer noopener" href="{escape(url, quote=True)}">{_text(row["public_id"])}</a>')
    else:
        facts.append(_text(row["public_id"]))
    return facts
