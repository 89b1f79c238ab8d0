"""Every form of records of the other platforms, and of tools that serve many, reads its own fixture."""

from pathlib import Path

import cbor2
import pytest

from ingest import links
from ingest.exports.downloads import Note
from ingest.fetcher import Fetcher, Form
from ingest.fetchers import FETCHERS
from ingest.model import Document, Post, Problem
from ingest.shapes import read_records

FIXTURES = Path(__file__).parent / "fixtures"
ELSEWHERE = ("twitter", "instagram", "facebook", "threads", "afterpost")
"""Their forms are tested in ``test_shapes.py``."""
MODULES = ("exports", "api", "archive", "activitypub", "tools", "rows")
"""Where forms of records are; those of JSON inside pages are tested with the pages."""
FORMS = [
    (fetcher, form) for fetcher in FETCHERS if fetcher.name not in ELSEWHERE for form in fetcher.forms
    if form.parse.__module__.rpartition(".")[2].rpartition("_")[2] in MODULES
]


def said(path: Path, folder: Path, **context: object) -> list[tuple[Form | None, object]]:
    document = Document(locator="", member=str(path.relative_to(folder)), body=path.read_bytes())
    return [(one.form, one.said) for one in read_records(document, context=context, read=links.read, fetchers=FETCHERS)]


def is_golden(path: Path) -> bool:
    """What a fixture gives lies beside it."""
    return path.suffix == ".json" and path.with_suffix("").exists()


@pytest.mark.parametrize(("fetcher", "form"), FORMS, ids=[f"{fetcher.name}-{form.name}" for fetcher, form in FORMS])
def test_form_reads_its_fixture(fetcher: Fetcher, form: Form) -> None:
    folder = FIXTURES / fetcher.name / form.name
    members = [path for path in sorted(folder.rglob("*")) if path.is_file() and not is_golden(path)]
    assert members, f"no fixture in {folder}"
    found = [one for path in members for one in said(path, folder)]
    assert any(used is form for used, _ in found)
    assert not [one for _, one in found if isinstance(one, Problem) and one.reason == "bad-record"]


def posts(name: str, **context: object) -> list[Post]:
    path = FIXTURES / name
    return [one for _, one in said(path, path.parent, **context) if isinstance(one, Post)]


def left_alone(name: str) -> list[str]:
    path = FIXTURES / name
    return [one.what for _, one in said(path, path.parent) if isinstance(one, Note)]


@pytest.mark.parametrize(("name", "native_id", "handle", "caption", "created", "likes"), [
    ("tiktok/item/list.json", "7106594312292453675", "marta.bakes", "Bread in forty", "2022-06-07T22:00:00.000Z", 12300),
    ("tiktok/item/old-state.json", "7106594312292453675", "marta.bakes", "Bread again", "2022-06-07T22:00:00.000Z", 5),
    ("tiktok/aweme/feed.json", "7106594312292453675", "marta.bakes", "Bread", "2022-06-07T22:00:00.000Z", 12),
    ("tiktok/actor/dataset.json", "7106594312292453675", "marta.bakes", "Bread", "2022-06-07T22:00:00.000Z", 12),
    ("bluesky/view/feed.json", "did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/3kh5rarr3gn2n", "ada.example.org", "Grüße vom",
     "2023-12-22T09:10:11.123Z", 4),
    ("bluesky/view/sdk.json", "did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/3kh5rarr3gn2n", "ada.example.org", "Grüße",
     "2023-12-22T09:10:11.000Z", 4),
    ("fediverse/status/timeline.json", "mastodon.social/104032145682490500", "ada@mastodon.social",
     "Tea at https://example.org/tea-room", "2020-04-20T10:11:12.123Z", 3),
    ("fediverse/activity/outbox.json", "books.example.org/104032145682490500", "ada@books.example.org", "Tea & rain",
     "2020-04-20T10:11:12.000Z", None),
    ("fediverse/lemmy/posts.json", "lemmy.world/post/1234567", "ada@lemmy.world", "Which kettle?\n\nMine leaks.",
     "2023-07-01T10:11:12.123456Z", 6),
    ("reddit/listing/thread.json", "t3_9xk2pq", "ada_reads", "What are you reading?\n\nMe: a & b", "2018-11-15T16:40:00.000Z", None),
    ("weibo/api/list.json", "4910815147462302", None, "一张地图 #地图#", "2023-06-12T10:01:02.000Z", 1_000_000),
    ("vk/api-wall/wall.json", "wall-23538238_35", "bookworms", "Карта", "2016-08-17T14:05:58.000Z", 5),
    ("generic/gallery-dl/tweet.json", "1301884405512345678", "martafeld", "A map.", "2020-09-04T14:20:15.000Z", 5),
    ("generic/yt-dlp/tweet.info.json", "1301884405512345678", "martafeld", "A map.", "2020-09-04T14:20:15.000Z", 5),
    ("generic/row/rows.json", "1301884405512345678", "martafeld", "A map.", "2020-09-04T14:20:15.000Z", 5),
    ("generic/fourcat/4cat.csv", "7106594312292453675", "marta.bakes", "Bread", "2022-06-07T22:00:00.000Z", 12),
    ("generic/auto-archiver-csv/results.csv", "1301884405512345678", "martafeld", "A map.", "2020-09-04T14:20:15.000Z", None),
    ("generic/brandwatch/mentions.csv", "1301884405512345678", "martafeld", "A map.", "2020-09-04T14:20:15.000Z", None),
])
def test_fields(name: str, native_id: str, handle: str | None, caption: str, created: str, likes: int | None) -> None:
    post = posts(name)[0]
    assert post.native_id == native_id
    assert (post.author.handle if post.author else None) == handle
    assert post.caption is not None
    assert post.caption.startswith(caption)
    assert post.created is not None
    assert post.created.value == created
    assert next((count.value for count in post.counts if count.metric == "likes"), None) == likes


def test_what_only_its_readers_may_see_is_left_out() -> None:
    """Followers-only and direct posts are not archived unless that is asked for; the summary says so."""
    assert "104032145682490900" not in str(posts("fediverse/status/timeline.json"))
    assert "104032145682490900" in str(posts("fediverse/status/timeline.json", include_private=True))
    assert "104032145682490888" not in str(posts("fediverse/activity/outbox.json"))
    assert posts("telegram/export-message/private.json") == []
    assert any("private" in what for what in left_alone("telegram/export-message/private.json"))


def test_a_repository_names_its_records_by_the_tree() -> None:
    found = posts("bluesky/record/repo.car")
    own = [post for post in found if post.relation is None]
    assert [post.native_id.rpartition("/")[2] for post in own] == ["3kh5rarr3gn2n", "3kh7u2wz5fc2q"]
    assert [post.native_id for post in found if post not in own] == [own[0].native_id]  # what its owner liked
    assert own[0].links == ("https://example.org/markt",)


@pytest.mark.parametrize("cut", [20, 60, 150, 300, 500])
def test_a_cut_repository_is_said_to_be_cut(cut: int) -> None:
    body = (FIXTURES / "bluesky/record/repo.car").read_bytes()[:-cut]
    found = list(read_records(Document(locator="r.car", body=body), context={}, read=links.read, fetchers=FETCHERS))
    assert any(isinstance(one.said, Problem) and one.said.reason == "truncated" for one in found)


def test_a_given_map_overrules_the_guesses() -> None:
    without, told = (posts("generic/row/rows.csv", **given)[0] for given in ({}, {"map": {"url": "Permalink", "caption": "Words"}}))
    assert (without.caption, told.caption) == (None, "A map.")
    assert without.created is not None


def test_likes_that_are_not_shown_are_hidden() -> None:
    (count,) = [one for one in posts("generic/row/rows.json")[1].counts if one.metric == "likes"]
    assert (count.value, count.precision) == (None, "hidden")


def test_rounded_numbers_of_tiktok_are_said_to_be_rounded() -> None:
    said_so = {count.metric: count.precision for count in posts("tiktok/item/list.json")[0].counts}
    assert (said_so["likes"], said_so["comments"]) == ("rounded", "exact")


def test_a_download_of_one_file_names_its_owner() -> None:
    (named, unnamed) = posts("tiktok/export-own/user_data_tiktok.json")
    assert {one.author.handle for one in (named, unnamed) if one.author} == {"marta.bakes"}
    assert unnamed.native_id.startswith("x-")


def test_linebreaks_of_linkedin() -> None:
    assert posts("linkedin/export-shares/Shares.csv")[0].caption == "New map.\n\nIt folds."


def test_the_log_of_a_chat_is_named_as_such() -> None:
    body = b"[01/02/23, 10:11:12] Ada: hello\n[01/02/23, 10:11:13] Otto: https://x.com/a/status/20\n"
    (one,) = read_records(Document(locator="_chat.txt", body=body), context={}, read=links.read, fetchers=FETCHERS)
    assert isinstance(one.said, Problem)
    assert "private conversation" in one.said.detail


def test_links_in_circles_end() -> None:
    """A tree whose node names itself twice would otherwise be walked for ever."""

    def block(value: object, name: bytes) -> bytes:
        body = cid(name) + cbor2.dumps(value, canonical=True)
        return bytes([len(body) & 127 | 128, len(body) >> 7]) + body

    def cid(name: bytes) -> bytes:
        return b"\x01\x71\x12\x20" + name.ljust(32, b"\0")

    def link(name: bytes) -> cbor2.CBORTag:
        return cbor2.CBORTag(42, b"\x00" + cid(name))

    head = cbor2.dumps({"roots": [link(b"c")], "version": 1}, canonical=True)
    node = {"l": link(b"n"), "e": [{"p": 0, "k": b"app.bsky.feed.post/3kh5rarr3gn2n", "v": link(b"x"), "t": link(b"n")}]}
    body = bytes([len(head)]) + head + block({"did": "did:plc:x", "data": link(b"n")}, b"c") + block(node, b"n")
    found = list(read_records(Document(locator="r.car", body=body), context={}, read=links.read, fetchers=FETCHERS))
    assert [one.said.reason for one in found if isinstance(one.said, Problem)] == ["truncated"]
