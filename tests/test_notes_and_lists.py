"""What note takers, read-later services and browsers keep: clippings with their page and moment, lists of links."""

import io
import json
import plistlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli

PAGE = "https://gazette.example/2021/harbour-seal.html"
POST = "1367000000000000123"
TWEET = f"https://twitter.com/inesquay/status/{POST}"
PICTURE = "https://www.instagram.com/p/CL9sealpic0/"
MOMENT = "2021-03-05T10:11:12.000Z"
QUOTE = f"> The seal sat on my boat\n>\n> — Ines Quay (@inesquay) [March 3, 2021]({TWEET}?ref_src=twsrc%5Etfw)\n"
JOPLIN = f"""A seal in the harbour

It came at noon.

{QUOTE}

id: 0123456789abcdef0123456789abcdef
parent_id: fedcba98765432100123456789abcdef
created_time: 2021-03-05T10:11:12.000Z
updated_time: 2021-03-06T10:11:12.000Z
source_url: {PAGE}
source: joplin-desktop
user_created_time: 2021-03-05T10:11:12.000Z
markup_language: 1
type_: 1"""
ENEX = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export export-date="20210306T101112Z" application="Evernote" version="10.8.5"><note><title>A seal</title>
<created>20210305T101112Z</created><note-attributes><source>web.clip</source><source-url>{PAGE}</source-url></note-attributes>
<content><![CDATA[<?xml version="1.0"?><en-note><div><blockquote><div>The seal sat on my boat</div>— Ines Quay (@inesquay)
<a href="{TWEET}">March 3, 2021</a></blockquote></div></en-note>]]></content></note></en-export>"""
NOTION = f"# A seal in the harbour\n\nCreated: March 5, 2021 10:11 AM\nURL: {PAGE}\n\nIt came at noon.\n\n{QUOTE}"
CLIPPED = f'---\ntitle: "A seal"\nsource: "{PAGE}"\ncreated: 2021-03-05T10:11:12Z\n---\n{QUOTE}'


def sightings(tmp_path: Path, *names: str) -> list[tuple[str, str, str, str]]:
    """(relation, id, page, capture time) of all that the files hold."""
    database = tmp_path / "a.db"
    result = CliRunner().invoke(cli.main, ["ingest", "--db", str(database), *(str(tmp_path / name) for name in names)])
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(database)) as connection:
        return sorted(connection.execute(
            "SELECT s.relation, s.native_id, ifnull(p.url, ''), ifnull(s.captured_at, '') FROM sightings s "
            "LEFT JOIN pages p ON p.id = s.page_id"))


@pytest.mark.parametrize(("name", "text", "moment"), [
    ("0123456789abcdef0123456789abcdef.md", JOPLIN, MOMENT), ("notes.enex", ENEX, MOMENT), ("A seal 0123.md", NOTION, ""),
    ("clip.md", CLIPPED, MOMENT)], ids=["joplin", "evernote", "notion", "obsidian"])
def test_a_clipping_is_of_its_page(tmp_path: Path, name: str, text: str, moment: str) -> None:
    (tmp_path / name).write_text(text)
    assert sightings(tmp_path, name) == [("embedded", POST, PAGE, moment)]


def test_notes_in_a_package(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "notes.jex", "w") as package:
        member = tarfile.TarInfo("0123456789abcdef0123456789abcdef.md")
        member.size = len(JOPLIN.encode())
        package.addfile(member, io.BytesIO(JOPLIN.encode()))
    assert sightings(tmp_path, "notes.jex") == [("embedded", POST, PAGE, MOMENT)]


def test_text_that_only_looks_like_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Title\n\nURL: {PAGE}. It is a fine page.\nAnd more\n\n{QUOTE}")
    (tmp_path / "b.md").write_text(f"{QUOTE}\nid: 12\nsource_url: {PAGE}\ntype_: 1\n\nMore words.")
    assert {page for _, _, page, _ in sightings(tmp_path, "a.md", "b.md")} == {""}


@pytest.mark.parametrize(("name", "data"), [
    ("links.opml", f'<?xml version="1.0"?><opml version="2.0"><body><outline text="A > B" type="link" url="{TWEET}"/>'
                   f'<outline text="&lt;a href=&quot;{PICTURE}&quot;&gt;x&lt;/a&gt;"/></body></opml>'.encode()),
    ("seal.webloc", plistlib.dumps({"URL": TWEET, "more": PICTURE}, fmt=plistlib.FMT_BINARY)),
    ("plain.webloc", plistlib.dumps({"URL": TWEET}))])
def test_lists_of_links_show_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    found = sightings(tmp_path, name)
    assert ("linked", POST, "", "") in found
    assert {relation for relation, *_ in found} == {"linked"}


def test_a_damaged_shortcut_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.webloc").write_bytes(b"bplist00" + bytes(40))
    assert sightings(tmp_path, "a.webloc") == []


@pytest.mark.parametrize(("line", "relation"), [
    (TWEET, "embedded"), (f"[embed]{TWEET}[/embed]", "embedded"), (f'[embed width="500"]{TWEET}[/embed]', "embedded"),
    (f"<p>{TWEET}</p>", "embedded"), (f"It was {TWEET}", "linked"), (f'<a href="{TWEET}">so</a>', "linked")])
def test_an_address_alone_in_its_line_is_shown_by_wordpress(tmp_path: Path, line: str, relation: str) -> None:
    (tmp_path / "a.xml").write_text(
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="x" xmlns:wp="y"><channel><title>G</title>'
        f"<wp:wxr_version>1.2</wp:wxr_version><item><title>A seal</title><link>{PAGE}</link>"
        f"<content:encoded><![CDATA[It came.\n\n{line}\n\nSo it was.]]></content:encoded></item></channel></rss>")
    assert [(said, where) for said, _, where, _ in sightings(tmp_path, "a.xml")] == [(relation, PAGE)]


def test_zotero_s_notes_beside_a_page_are_no_input(tmp_path: Path) -> None:
    folder = tmp_path / "storage" / "ABCD1234"
    folder.mkdir(parents=True)
    (folder / "seal.html").write_text(f'<html><link rel="canonical" href="{PAGE}"><a href="{TWEET}">so</a></html>')
    (folder / ".zotero-ft-cache").write_text(f"It came. {PICTURE}")
    (folder / ".zotero-reader-state").write_text('{"pageIndex": 0, "scale": "auto"}')
    assert sightings(tmp_path, "storage") == [("linked", POST, PAGE, "")]


def test_a_copy_of_archivebox_that_has_no_run_of_its_own_has_the_moment_of_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "archive" / "1614938400.0"
    folder.mkdir(parents=True)
    run = {"start_ts": "2021-03-05T10:11:12.000000+00:00", "status": "succeeded", "output": "singlefile.html"}
    (folder / "index.json").write_text(json.dumps({
        "archive_path": "archive/1614938400.0", "base_url": "gazette.example", "history": {"singlefile": [run]}, "schema": "Link",
        "timestamp": "1614938400.0", "url": PAGE}, indent=4))
    (folder / "output.html").write_text(f'<html><body><a href="{TWEET}">so</a></body></html>')
    assert sightings(tmp_path, "archive") == [("linked", POST, PAGE, MOMENT)]
