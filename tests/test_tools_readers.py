"""What reading modes and their command lines make of an article: Defuddle's JSON, percollate's pages and Markdown."""

import json
from pathlib import Path

import pytest
from crawls import ARTICLE, POST
from test_saves import ingested, rows

LINK = f"https://twitter.com/inesquay/status/{POST}"
QUOTED = (f'<p>It came at noon.</p><blockquote><p lang="en" dir="ltr">The seal sat on my boat</p>&mdash; Ines Quay (@inesquay) '
          f'<a href="{LINK}">March 3, 2021</a></blockquote>')
NOTED = f"It came at noon.\n\n> The seal sat on my boat\n>\n> — Ines Quay (@inesquay) [March 3, 2021]({LINK})\n"


def defuddled(content: str) -> bytes:
    """``defuddle parse --json``: the content first, long or short."""
    return json.dumps({
        "content": content, "title": "A seal in the harbour", "description": "", "domain": "gazette.example",
        "favicon": "https://gazette.example/favicon.ico", "image": "", "language": "en", "published": "2021-03-05T08:00:00Z",
        "author": "Ada Mole", "site": "Harbour Gazette", "schemaOrgData": None, "wordCount": 41, "parseTime": 12, "metaTags": [],
    }).encode()


def printed(*articles: str) -> bytes:
    """``percollate html``: below each title the address."""
    shown = "".join(
        f'<article class="article"><h1 class="article__title">A seal</h1>\n<p class="article__url">\n'
        f'\t<a class="no-href" href="{url}">{url}</a>\n</p><div>{QUOTED}</div></article>' for url in articles)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>A seal</title></head><body>{shown}</body></html>".encode()


def written(*articles: str) -> bytes:
    """``percollate md``; several articles have a list of contents before them."""
    first = "# Untitled\n\nNov 29, 2026\n\n# Table of Contents\n\n1.  [A seal](#p-1)\n\n" if len(articles) > 1 else ""
    return (first + "".join(f"# A seal\n\nBy Ada Mole\n\nPublished March 5, 2021, 8:00 AM\n\nSource: [{url}]({url})\n\n{NOTED}\n"
                            for url in articles)).encode()


@pytest.mark.parametrize(("name", "body", "page"), [
    ("a.json", defuddled(QUOTED), None), ("a.json", defuddled(NOTED), None), ("a.json", defuddled("Words. " * 5000 + NOTED), None),
    ("a.html", printed(ARTICLE), ARTICLE), ("a.html", printed(ARTICLE, ARTICLE.replace("seal", "fog")), None),
    ("a.md", written(ARTICLE), ARTICLE), ("a.md", written(ARTICLE, ARTICLE.replace("seal", "fog")), None),
])
def test_articles_of_reading_modes(name: str, body: bytes, page: str | None, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(body)
    database = ingested(tmp_path, tmp_path / name)
    assert rows(database, "SELECT DISTINCT page_url FROM embeds") == [(page,)]
    said = rows(database, "SELECT native_id, caption, (SELECT handle FROM authors WHERE id = author_id) FROM posts")
    assert said == [(POST, "The seal sat on my boat", "inesquay")]
