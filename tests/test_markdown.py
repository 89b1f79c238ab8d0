"""Markdown: quotations and links are read as the page would show them; a clipping is a copy of the page that it names."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import golden

TWEET = "https://x.com/marlowfinch/status/1379011895915593728"


def said(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    path = tmp_path / "note.md"
    path.write_text(text)
    return golden.records(path)


def clipping(source: str, description: str, body: str) -> str:
    return f'---\ntitle: "A note"\nsource: "{source}"\nauthor:\n  - "[[@marlowfinch]]"\ndescription: "{description}"\n---\n{body}'


def test_a_quotation_with_its_signature_is_an_embed(tmp_path: Path) -> None:
    records = said(tmp_path, f"# Tides\n\n> Tide at six.\n>\n> - Marlow (@marlowfinch) [April 5, 2021]({TWEET})\n")
    assert [(one["relation"], one.get("caption")) for one in records] == [("embedded", "Tide at six.")]


def test_a_link_is_a_link_and_code_is_neither(tmp_path: Path) -> None:
    records = said(tmp_path, f"See [his word]({TWEET}).\n\n```\n> - Ada (@ada) [x](https://x.com/ada/status/1379012000000000000)\n```\n")
    assert [one["relation"] for one in records if "1379011895915593728" in one["key"]] == ["linked"]
    assert not any(one["relation"] == "embedded" for one in records)


def test_a_clipping_says_what_its_page_said(tmp_path: Path) -> None:
    body = f"**Marlow** @marlowfinch [2021-04-05]({TWEET})\n\nTide at six.\n\nBring boots.\n\n> **Ada** @ada\n> Mine leak\n"
    record, = said(tmp_path, clipping(TWEET, "Tide at six. Bring boots.", body))
    assert record["relation"] == "page"
    assert record["caption"] == "Tide at six.\n\nBring boots."


def test_a_note_about_a_post_is_not_the_post(tmp_path: Path) -> None:
    record, = said(tmp_path, f"---\nsource: {TWEET}\n---\nHe is right about the tide.\n")
    assert record["relation"] == "linked"
    assert "caption" not in record


def test_a_description_that_the_text_does_not_repeat_is_all_that_is_known(tmp_path: Path) -> None:
    record, = said(tmp_path, clipping(TWEET, "Tide at six and then", "My own words on it.\n"))
    assert record["caption"] == "Tide at six and then"
    assert record["caption_complete"] is False


def test_a_clipped_article_keeps_its_embeds(tmp_path: Path) -> None:
    body = f"Words.\n\n> Tide at six.\n>\n> - Marlow (@marlowfinch) [April 5, 2021]({TWEET})\n"
    records = said(tmp_path, clipping("https://news.example/tides", "Words.", body))
    assert [(one["relation"], one.get("caption")) for one in records] == [("embedded", "Tide at six.")]
