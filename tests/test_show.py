"""Show: one post by any of its names, with places, history and reasons; numbers of the whole; problems with what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small_archive import likes, make, post
from small_archive import reading as document

from ingest.errors import Usage
from ingest.model import REASONS, Key
from ingest.store.reading import reading
from ingest.views import cards, problems, stats
from ingest.views.reasons import table
from ingest.views.show import fragments, locate, show, why


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("show") / "archive.db")


def located(archive: str, name: str) -> list[str]:
    with reading(archive) as connection:
        return [show(connection, number).post["public_id"] for number in locate(connection, name)]


@pytest.mark.parametrize("name", ["twitter::1002", "1002", " 1002 "])
def test_a_post_by_its_names(archive: str, name: str) -> None:
    assert located(archive, name) == ["twitter::1002"]


def test_a_post_by_its_address(archive: str) -> None:
    pytest.importorskip("ingest.links")
    assert located(archive, "https://mobile.twitter.com/whoever/status/1002?s=20") == ["twitter::1002"]
    assert located(archive, "https://x.com/i/web/status/9999") == []


def test_no_post(archive: str) -> None:
    assert located(archive, "twitter::77") == []
    with pytest.raises(Usage):
        located(archive, " ")


def test_everything_about_a_post(archive: str) -> None:
    with reading(archive) as connection:
        shown = show(connection, locate(connection, "1002")[0])
        text = "\n".join(cards.whole(shown))
    assert [row["locator"] for row in shown.places] == ["pages/first.html", "pages/later.html"]
    assert [(row["metric"], row["value"]) for row in shown.history] == [("likes", 12), ("likes", 15)]
    assert shown.post["likes"] == 15
    assert [(row["direction"], row["public_id"]) for row in shown.relations] == [("in_reply_to", "twitter::1003")]
    for part in ("Does this count?", "12 → 15", "pages/first.html @101", "https://news.example/first-steps", "2020-01-01",
                 "in_reply_to twitter::1003", "after: Look at these dream faces:"):
        assert part in text


def test_the_other_side_of_a_reply_and_a_lost_post(archive: str) -> None:
    with reading(archive) as connection:
        shown = show(connection, locate(connection, "1003")[0])
        assert [(row["direction"], row["public_id"]) for row in shown.relations] == [("answered_by", "twitter::1002")]
        gone = "\n".join(cards.whole(show(connection, locate(connection, "1004")[0])))
    assert "DELETED" in gone
    assert "no text held" in gone


def test_media_and_alt_text(archive: str) -> None:
    with reading(archive) as connection:
        shown = show(connection, locate(connection, "1001")[0])
    assert shown.media[0]["alt"] == "a toddler by the sofa"


def test_why_a_value_won(archive: str) -> None:
    with reading(archive) as connection:
        found = [reason for reason in why(connection, locate(connection, "1002")[0]) if reason.field == "likes"]
        text = "\n".join(table(found))
    assert [(reason.won, reason.value, reason.locator, reason.offset) for reason in found] == [
        (True, 15, "pages/later.html", 100), (False, 12, "pages/first.html", 101)]
    assert "observed later" in found[0].rule
    assert "won" in text
    assert "pages/later.html@100" in text


def test_every_winner_is_the_stored_value(archive: str) -> None:
    with reading(archive) as connection:
        for number, caption, count, created in connection.execute("SELECT id, caption, likes, created_at FROM posts").fetchall():
            won = {reason.field: reason.value for reason in why(connection, number) if reason.won}
            assert (won.get("caption"), won.get("likes"), won.get("created")) == (caption, count, created)


def test_raw_bytes(archive: str) -> None:
    with reading(archive) as connection:
        found = list(fragments(connection, locate(connection, "1001")[0]))
    assert len(found) == 1
    assert found[0][1].startswith(b"<blockquote>")
    assert found[0][0]["locator"] == "pages/first.html"


def test_an_older_text_is_kept(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db", [
        document(post("5", "first wording"), captured_at="2020-01-01T00:00:00.000Z", locator="a"),
        document(post("5", "second wording"), captured_at="2021-01-01T00:00:00.000Z", locator="b"),
        document(post("6", "an answer", quote_of=Key("twitter", "", "5")), locator="c"),
    ])
    with reading(path) as connection:
        shown = show(connection, locate(connection, "5")[0])
        text = "\n".join(cards.whole(shown))
    assert shown.post["caption"] == "second wording"
    assert "first wording" in text
    assert "quoted_by twitter::6" in text


def test_a_hidden_post_is_shown_by_name(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE posts SET hidden = 1 WHERE native_id = '1001'")
    with reading(path) as connection:
        assert "hidden" in "\n".join(cards.whole(show(connection, locate(connection, "instagram::1001")[0])))


def test_a_long_history_is_one_line(tmp_path: Path) -> None:
    path = make(tmp_path / "archive.db", [
        document(post("5", "x", counts=likes(day * 10)), locator=f"{day}",
                 captured_at=f"2020-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00.000Z")
        for day in range(200)
    ])
    with reading(path) as connection:
        lines = list(cards.chart(show(connection, locate(connection, "5")[0]).history))
    assert len(lines) == 1
    assert "0 → 1,990" in lines[0]
    assert "200 values" in lines[0]


def test_numbers_of_the_whole(archive: str) -> None:
    with reading(archive) as connection:
        found = stats.stats(connection)
    expected = {"posts": 4, "with caption": 3, "with likes": 3, "gone": 1, "problems": 1, "embedded": 4}
    assert found["totals"] | expected == found["totals"]
    assert found["platform"] == [
        {"name": "twitter", "posts": 3, "with_caption": 2, "with_likes": 2, "gone": 1},
        {"name": "instagram", "posts": 1, "with_caption": 1, "with_likes": 1, "gone": 0}]
    assert {row["name"]: row["posts"] for row in found["year"]} == {"2019": 2, "2021": 1, "unknown": 1}
    assert {row["name"]: row["posts"] for row in found["site"]} == {"news.example": 2, "Other Blog": 2}
    assert found["author"][0] | {"name": "Dad_Example", "posts": 2} == found["author"][0]


def test_problems_by_cause(archive: str) -> None:
    with reading(archive) as connection:
        groups = problems.groups(connection)
        rows = problems.problems(connection, ["bad-json"])
        assert problems.problems(connection, ["empty"]) == []
        assert problems.problems(connection, path="second") == rows
        assert problems.paths(connection) == ["pages/second.html"]
        assert problems.paths(connection, path="third") == []
    assert [(row["reason"], row["count"]) for row in groups] == [("bad-json", 1)]
    assert groups[0]["advice"]
    assert (groups[0]["detail"], groups[0]["fragment"]) == (rows[0]["detail"], rows[0]["fragment"])
    assert rows[0]["fragment"] == '{"a": \\xff\x1b['


def test_every_reason_has_advice() -> None:
    assert set(problems.ADVICE) == set(REASONS)
