"""Recognition and reading of records: one owner per record, envelopes, downloads, what is left alone, what is not known."""

import io
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import ingest.values
from ingest.exports.downloads import Note, is_context
from ingest.fetcher import Fetcher, Form, Found
from ingest.fetchers import FETCHERS
from ingest.fetchers.facebook import exports as facebook
from ingest.fetchers.instagram import exports as instagram
from ingest.fetchers.threads import exports as threads
from ingest.fetchers.twitter import exports as twitter
from ingest.links import read
from ingest.model import Document, Post, Problem
from ingest.records.framing import Record, json_records
from ingest.records.sniff import look, table_of
from ingest.records.walk import Around, parse
from ingest.shapes import Said, download_context, is_records, read_records, walk_json

HERE = Path(__file__).resolve().parent
SAMPLES = Path(os.environ.get("AFTERPOST_SHARED", HERE.parent.parent / "shared")) / "samples" / "exports"


def note(found: Found) -> Iterator[Post | Problem]:
    if found.data.get("bad"):
        raise KeyError("gone")
    yield Post(
        native_id=str(found.data["nid"]),
        caption=found.data.get("text"),
        suspect_id=bool(found.data.get("doubt")),
        place=str(found.context.get("key")),
        title=(found.parent or {}).get("name"),
    )


def anything(found: Found) -> Iterator[Post | Problem]:
    yield Post(native_id=found.data["url"], caption=found.data.get("words"))


def no_posts(found: Found) -> Iterator[Post | Problem]:
    yield Problem(reason="unsupported", detail="numbers, no posts")


TOY = Fetcher(
    name="toy",
    hosts=("toy.example",),
    forms=(
        Form(name="note", keys=("nid", "text"), parse=note),
        Form(name="table", columns=("nid", "Text"), parse=note),
        Form(name="numbers", keys=("tally",), parse=no_posts),
        Form(
            name="whole",
            files=("posts/posts.txt",),
            parse=lambda found: iter((Post(native_id="w", caption=found.fragment.decode()),)),
        ),
    ),
    extra={
        "context": (("info.json", lambda data: {"exported_at": data["made"], "owner": None}),),
        "private": (("chats/*", "direct messages"), ("window.toy.chats", "direct messages")),
    },
)
GENERIC = Fetcher(
    name="generic", forms=(Form(name="any", last=True, test=lambda row: "://" in str(row.get("url")), parse=anything),)
)
TOYS = (TOY, GENERIC)


def said(body: bytes | str, fetchers: tuple[Fetcher, ...] = TOYS, **where: Any) -> list[Said]:
    raw = body.encode() if isinstance(body, str) else body
    document = Document(body=raw, **{"locator": "file", **where})
    out = list(read_records(document, context={}, read=read, fetchers=fetchers))
    for one in out:
        if isinstance(one.said, Post) and one.offset >= 0:
            assert raw[one.offset : one.offset + len(one.raw)] == one.raw
    return out


def posts(found: list[Said]) -> list[str]:
    return [one.said.native_id for one in found if isinstance(one.said, Post)]


def problems(found: list[Said]) -> list[Problem]:
    return [one.said for one in found if isinstance(one.said, Problem)]


NOTE = '{"nid": 7, "text": "x"}'


@pytest.mark.parametrize(
    "body",
    [
        NOTE,
        f"[{NOTE}]",
        f'{{"deep": {{"er": [1, {NOTE}]}}}}',
        f"window.toy.notes = [{NOTE}];",
        f"var a={NOTE}",
        f")]}}'\n{NOTE}",
        f"callback({NOTE});",
        "\ufeff" + NOTE,
        "nid,text\n7,x\n",
        "NID;TEXT\n7;x\n",
        NOTE.encode("utf-16"),
        "nid,text\n7,x\n".encode("utf-16"),
        f"for (;;);{NOTE}",
        f"\n\n  {NOTE}",
    ],
)
def test_wrappers(body: bytes | str) -> None:
    assert posts(said(body)) == ["7"]


def test_every_post_has_its_own_bytes() -> None:
    found = said('{"a": {"nid": 1, "text": "é"}, "b": [{"nid": 2, "text": "y"}, {"nid": 1, "text": "é"}]}')
    assert [one.raw.decode() for one in found] == [
        '{"nid": 1, "text": "é"}',
        '{"nid": 2, "text": "y"}',
        '{"nid": 1, "text": "é"}',
    ]
    assert len({one.offset for one in found}) == 3


def test_parent_and_key() -> None:
    found = said(json.dumps({"name": "club", "list": [[{"nid": 1, "text": ""}]]}))
    assert isinstance(found[0].said, Post)
    assert (found[0].said.place, found[0].said.title) == ("list", "club")


def test_duplicate_key_the_fuller_counts() -> None:
    assert posts(said(f'{{"items": [{NOTE}], "items": []}}')) == ["7"]
    assert posts(said(f'{{"items": [], "items": [{NOTE}]}}')) == ["7"]


def test_bad_record_costs_only_itself() -> None:
    found = said('{"nid": 1, "text": ""}\n{"nid": 2, "text": "", "bad": 1}\n{"nid": 3, "text": ""}\n')
    assert posts(found) == ["1", "2", "3"]  # the post stays without the value
    assert [one.reason for one in problems(found)] == ["bad-record"]


def test_last_resort_only_where_nothing_fits() -> None:
    found = said('{"nid": 1, "text": "", "url": "https://a.example"}\n{"url": "https://b.example", "words": "w"}\n')
    assert posts(found) == ["1", "https://b.example"]
    assert posts(said("url,words\nhttps://c.example,w\n")) == ["https://c.example"]


def test_unknown_says_what_it_looked_like_and_what_is_near() -> None:
    (problem,) = problems(said('{"nid": 1, "body": "x"}'))
    assert problem.reason == "unsupported"
    assert "nid, body" in problem.detail
    assert "toy/note" in problem.detail


def test_part_that_fits_nothing_is_counted() -> None:
    found = said(f'{NOTE}\n{{"other": 1}}\n{NOTE}\n')
    assert posts(found) == ["7", "7"]
    assert "1 of 3 records" in problems(found)[0].detail


def test_negative_kind_is_said_once() -> None:
    assert [one.detail for one in problems(said('{"tally": 1}\n{"tally": 2}\n'))] == ["numbers, no posts"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"just some words", "unsupported"),
        (b"\x00\x01\x02\x03", "unsupported"),
        (b"{}", "unsupported"),
        (b'{"a": ', "truncated"),
        (b"[12/05/21, 10:11:12] Ann: hello\n[12/05/21, 10:11:13] Bob: hi\n", "unsupported"),
    ],
)
def test_nothing_is_lost_silently(body: bytes, reason: str) -> None:
    assert [one.reason for one in problems(said(body))] == [reason]


def test_private_members_are_never_read() -> None:
    for where in ({"member": "x/chats/1.json"}, {"locator": "a.zip!chats/1.json"}):
        (one,) = said(NOTE, **where)
        assert isinstance(one.said, Note)
        assert one.said.what == "direct messages"
    assert isinstance(said(f"window.toy.chats = [{NOTE}]")[0].said, Note)


def test_whole_file_form() -> None:
    assert posts(said("words", locator="a.zip!top/Posts/POSTS.TXT")) == ["w"]


def test_context_holds_for_its_own_folder_in_any_order() -> None:
    members = [
        Document(locator="", member=f"{name}/info.json", body=json.dumps({"made": f"2024-0{i}-01T00:00:00Z"}).encode())
        for i, name in enumerate(("one", "two"), 1)
    ]
    assert all(is_context(one.member, TOYS) for one in members)
    context = download_context(members, TOYS)
    assert context == download_context(reversed(members), TOYS)
    for folder, stamp in (("one", "2024-01-01T00:00:00Z"), ("two", "2024-02-01T00:00:00Z"), ("three", None)):
        document = Document(locator="", member=f"{folder}/notes.json", body=NOTE.encode())
        (one,) = read_records(document, context=context, read=read, fetchers=TOYS)
        assert isinstance(one.said, Post)
        assert one.said.observed_at == stamp
    strange = Document(locator="", member="one/settings.json", body=b'{"theme": 1}')
    assert [type(one.said) for one in read_records(strange, context=context, read=read, fetchers=TOYS)] == [Note]


def test_envelopes_carry_the_time_of_collection() -> None:
    line = {
        "nav_index": "1",
        "item_id": "7",
        "timestamp_collected": 1700000000123,
        "source_platform": "toy.example",
        "data": json.loads(NOTE),
    }
    imported = {**json.loads(NOTE), "__import_meta": {"timestamp_collected": 1700000000123}}
    for body in (json.dumps(line), json.dumps(imported)):
        (one,) = said(body)
        assert isinstance(one.said, Post)
        assert one.said.observed_at == "2023-11-14T22:13:20.123Z"
        assert one.raw.decode() == body


def test_rounded_ids_are_judged_by_the_file() -> None:
    rounded = "\n".join(f'{{"nid": "{number}", "text": "", "doubt": 1}}'
                        for number in (1169246717864136700, 1169246717864137000, 1169246717864137200))
    found = said(rounded)
    assert all(one.said.suspect_id for one in found if isinstance(one.said, Post))
    assert "lost their last digits" in problems(found)[0].detail
    exact = said(rounded + '\n{"nid": "1169246717864136705", "text": ""}')
    assert not any(one.said.suspect_id for one in exact if isinstance(one.said, Post))
    assert len(posts(exact)) == 4
    assert not problems(exact)


def test_stream_document() -> None:
    body = b"[" + b",".join(b'{"nid": %d, "text": ""}' % i for i in range(1000)) + b"]"
    document = Document(locator="big", body=b"", stream=lambda: io.BytesIO(body))
    assert len(list(read_records(document, context={}, read=read, fetchers=TOYS))) == 1000


def test_is_records() -> None:
    assert is_records(Document(locator="a.txt", body=b'{"a": 1}'), TOYS)
    assert is_records(Document(locator="a", body=b"nid,text\n1,2\n"), TOYS)
    assert not is_records(Document(locator="a.html", body=b"<html>", kind="html"), TOYS)
    assert not is_records(Document(locator="a.txt", body=b"Dear reader, this is prose.\nIt goes on."), TOYS)


def test_deep_json_is_walked_without_recursion() -> None:
    data: Any = json.loads(NOTE)
    for _ in range(50_000):
        data = [data]
    assert [hit.said.native_id for hit in walk_json(data, read, TOYS) if isinstance(hit.said, Post)] == ["7"]


def test_strings_that_may_hold_html_are_handed_back() -> None:
    got: list[str] = []
    list(
        walk_json(
            {"a": ["<blockquote class='x'>y</blockquote>", "short <b>"], "b": '{"json": "in a string"}'},
            read,
            TOYS,
            on_string=got.append,
        )
    )
    assert sorted(got) == ["<blockquote class='x'>y</blockquote>", '{"json": "in a string"}']


@pytest.mark.parametrize(
    ("head", "kind", "variable"),
    [
        (b"window.YTD.tweets.part0 = [", "json", "window.YTD.tweets.part0"),
        (b"Grailbird.data.tweets_2010_02 = \n [", "json", "Grailbird.data.tweets_2010_02"),
        (b"SQLite format 3\x00...", "sqlite", ""),
        (b"PK\x03\x04...", "xlsx", ""),
        (b"\x3a\xa2eroots", "car", ""),
        (b"<html", "html", ""),
        (b"a,b\n1,2\n", "csv", ""),
        (b"words only", "text", ""),
        (b"\x00\x00\x00\x01", "binary", ""),
        (b"", "empty", ""),
    ],
)
def test_look(head: bytes, kind: str, variable: str) -> None:
    assert (look(head).kind, look(head).variable) == (kind, variable)


# -- the declarations of this house


def objects(value: Any) -> Iterator[dict[str, Any]]:
    work = [value]
    while work:
        node = work.pop()
        if isinstance(node, dict):
            yield node
            work.extend(node.values())
        elif isinstance(node, list):
            work.extend(node)


def rivals(value: Any) -> set[tuple[str, ...]]:
    """Forms that both have something to say about one object."""
    table, around, found = table_of(FETCHERS), Around(read), set()
    for node in objects(value):
        claims = [claim for claim in table.claims(node) if claim.fetcher.hosts]
        if len(claims) > 1:
            names = tuple(sorted(f"{c.fetcher.name}/{c.form.name}" for c in claims if list(parse(c, node, around, (None, "")))))
            found |= {names} if len(names) > 1 else set()
    return found


def files(root: Path) -> list[Path]:
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in (".json", ".jsonl", ".ndjson", ".js") and path.stat().st_size < 3 << 20
    ]


def rivals_of(paths: list[Path]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for path in paths:
        raw = path.read_bytes()
        for record in json_records(io.BytesIO(raw), start=look(raw).start):
            if isinstance(record, Record):
                found |= rivals(record.value)
    return found


def test_no_two_kinds_claim_one_record_of_the_fixtures() -> None:
    assert rivals_of([path for path in files(HERE / "fixtures") if not path.name.endswith(".html.json")]) == set()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside the checkout")
def test_no_two_kinds_claim_one_record_of_the_samples() -> None:
    assert rivals_of(files(SAMPLES)) == set()


def test_a_long_text_is_joined_to_its_tweet() -> None:
    folder = HERE / "fixtures" / "twitter"
    tweets, long = folder / "ytd" / "data" / "tweets.js", folder / "ytd-note" / "data" / "note-tweet.js"
    manifest = (
        b'window.__THAR_CONFIG = {"userInfo": {"accountId": "81220417", "userName": "martafeld", "displayName": "Marta"},'
        b'"archiveInfo": {"generationDate": "2024-01-02T03:04:05.000Z"}}'
    )
    context = download_context(
        [
            Document(locator="", member="t/data/note-tweet.js", body=long.read_bytes()),
            Document(locator="", member="t/data/manifest.js", body=manifest),
        ],
        FETCHERS,
    )
    document = Document(locator="", member="t/data/tweets.js", body=tweets.read_bytes())
    made = {
        one.said.native_id: one.said
        for one in read_records(document, context=context, read=read, fetchers=FETCHERS)
        if isinstance(one.said, Post)
    }
    joined = made["1712000000000000485"]
    assert joined.caption is not None
    assert joined.caption.endswith("wie er aufhört. #ende")
    assert [key.native_id for key in joined.same_as] == ["1711999999900000001"]
    assert joined.author is not None
    assert (joined.author.handle, joined.observed_at) == ("martafeld", "2024-01-02T03:04:05.000Z")
    assert made["1712000500000000001"].media[0].local == "data/tweets_media/1712000500000000001-aBc.mp4"
    assert made["1712000900000000002"].same_as == ()


def test_database_is_read_in_place_and_with_its_log(tmp_path: Path) -> None:
    source = HERE / "fixtures" / "twitter" / "dogsheep" / "tweets.db"
    document = Document(locator="tweets.db", body=b"", kind="sqlite", stream=lambda: source.open("rb"))
    before = source.stat().st_mtime_ns
    assert [
        one.said.native_id
        for one in read_records(document, context={}, read=read, fetchers=FETCHERS)
        if isinstance(one.said, Post)
    ] == ["1301884405512345678"]
    assert source.stat().st_mtime_ns == before
    assert not list(source.parent.glob("*-wal"))
    path = tmp_path / "live.db"
    path.write_bytes(source.read_bytes())
    with closing(sqlite3.connect(path)) as base:
        base.execute("pragma journal_mode = wal")
        base.execute(
            "insert into tweets (id, user, created_at, full_text) values (20, 81220417, '2006-03-21T20:50:14+00:00', 'first')"
        )
        base.commit()
        live = Document(locator="live.db", body=b"", kind="sqlite", stream=lambda: path.open("rb"))
        found = [
            one.said.native_id
            for one in read_records(live, context={}, read=read, fetchers=FETCHERS)
            if isinstance(one.said, Post)
        ]
    assert found == ["20", "1301884405512345678"]


def test_database_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("create table recipes (id integer)")
    (problem,) = problems(said(path.read_bytes(), FETCHERS))
    assert "with tables recipes" in problem.detail
    (broken,) = problems(said(b"SQLite format 3\x00 and no more", FETCHERS))
    assert broken.reason == "bad-record"


HOUSES = {"twitter": twitter, "instagram": instagram, "threads": threads, "facebook": facebook}
FORMS = [(name, form) for name, module in HOUSES.items() for form in module.FORMS]


@pytest.mark.parametrize(("platform", "form"), FORMS, ids=[f"{platform}-{form.name}" for platform, form in FORMS])
def test_every_form_of_records_reads_its_fixture(platform: str, form: Form) -> None:
    if form.name == "export-html" and not hasattr(ingest.values, "read_date"):
        pytest.skip("dates cannot be read yet")
    folder = HERE / "fixtures" / platform / form.name
    members = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert members, f"no fixture in {folder}"
    found = [
        one
        for path in members
        for one in read_records(
            Document(locator="", member=str(path.relative_to(folder)), body=path.read_bytes()),
            context={},
            read=read,
            fetchers=FETCHERS,
        )
    ]
    assert any(one.form is form for one in found)
    assert not [one.said for one in found if isinstance(one.said, Problem) and one.said.reason == "bad-record"]
