"""Threads kept as answers inside answers: each answer comes out, with its own bytes, however deep it lies."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import cli
from ingest.records.decode import decode
from ingest.records.deep import DEEPEST

THREAD = "https://www.reddit.com/r/books/comments/9xk2pq/a_thread/"
WORDS = "Answer %d of a long quarrel says something of its own. "
POST = {"id": "9xk2pq", "name": "t3_9xk2pq", "title": "A thread", "selftext": "Words", "author": "op", "score": 3, "subreddit": "books",
        "created_utc": 1600000000, "num_comments": 9, "permalink": "/r/books/comments/9xk2pq/a_thread/"}


def name(number: int) -> str:
    return f"c{number:05x}"


def chain(many: int, opening: Any, closing_: str) -> str:
    """Each of many inside the one before."""
    return "".join(map(opening, range(many))) + closing_ * many


def comment(number: int) -> dict[str, Any]:
    return {"id": name(number), "author": f"u{number}", "body": WORDS % number * 3, "score": number, "created_utc": 1600000001 + number,
            "link_id": "t3_9xk2pq", "parent_id": f"t1_{name(number - 1)}" if number else "t3_9xk2pq"}


def listing(many: int) -> str:
    def opening(number: int) -> str:
        said = json.dumps(comment(number) | {"subreddit": "books", "name": f"t1_{name(number)}"})[:-1]
        return f'{{"kind": "t1", "data": {said}, "replies": {{"kind": "Listing", "data": {{"children": ['

    return (f'[{{"kind":"Listing","data":{{"children":[{{"kind":"t3","data":{json.dumps(POST)}}}]}}}},'
            f'{{"kind":"Listing","data":{{"children":[{chain(many, opening, "]}}}}")}]}}}}]')


def collected(many: int) -> str:
    answers = chain(many, lambda number: f'{json.dumps(comment(number))[:-1]}, "replies": [', "]}")
    return f'{json.dumps(POST)[:-1]}, "comments": [{answers}]}}'


def shown(many: int) -> str:
    def opening(number: int) -> str:
        above = f"t1_{name(number - 1)}" if number else "t3_9xk2pq"
        return (f'<shreddit-comment thingid="t1_{name(number)}" author="u{number}" score="{number}" postid="t3_9xk2pq" '
                f'parentid="{above}" created="2020-09-13T12:26:41Z"><div slot="comment"><p>{WORDS % number * 3}</p></div>')

    return (f'<html><head><title>A thread : books</title><link rel="canonical" href="{THREAD}"></head><body>'
            '<shreddit-post id="t3_9xk2pq" post-title="A thread" author="op" score="3" permalink="/r/books/comments/9xk2pq/a/">'
            f'</shreddit-post>{chain(many, opening, "</shreddit-comment>")}</body></html>')


def classic(many: int) -> str:
    def opening(number: int) -> str:
        return (f'<div class="thing id-t1_{name(number)} comment" data-fullname="t1_{name(number)}" data-author="u{number}">'
                f'<div class="entry"><span class="score unvoted" title="{number}">{number} points</span>'
                f'<div class="usertext-body"><div class="md"><p>{WORDS % number * 3}</p></div></div></div><div class="child">')

    return (f'<html><head><title>A thread : books</title><link rel="canonical" href="{THREAD}"></head><body>'
            '<div class="thing link" data-fullname="t3_9xk2pq" data-author="op"><a class="title">A thread</a></div>'
            f'{chain(many, opening, "</div></div>")}</body></html>')


def redlib(many: int) -> str:
    def opening(number: int) -> str:
        return (f'<div id="{name(number)}" class="comment"><p class="comment_score" title="{number}">{number}</p>'
                f'<a class="comment_author">u/u{number}</a><div class="comment_body"><p>{WORDS % number * 3}</p></div>')

    there = THREAD.replace("www.reddit.com", "redlib.example")
    return (f'<html><head><title>A thread - r/books</title><link rel="canonical" href="{there}"></head><body>'
            '<div class="post highlighted"><h1 class="post_title">A thread</h1>'
            f'<p class="post_score" title="3"></p><a class="post_author">u/op</a><a href="{THREAD}">reddit</a></div>'
            f'{chain(many, opening, "</div>")}</body></html>')


def items(many: int) -> str:
    def opening(number: int) -> str:
        said = {"id": 30000001 + number, "created_at_i": 1640000001 + number, "type": "comment", "author": f"u{number}", "title": None,
                "text": WORDS % number * 3, "points": None, "parent_id": 30000000 + number, "story_id": 30000000}
        return json.dumps(said)[:-1] + ', "children": ['

    story = {"id": 30000000, "created_at_i": 1640000000, "type": "story", "author": "op", "title": "A story", "points": 5}
    return f'{json.dumps(story)[:-1]}, "children": [{chain(many, opening, "]}")}]}}'


def page(many: int) -> str:
    """A page that has the thread as its state."""
    return (f'<html><head><link rel="canonical" href="{THREAD}"></head><body><script type="application/json">{listing(many)}</script>'
            "</body></html>")


SHAPES = {"listing": (listing, "json"), "collected": (collected, "json"), "items": (items, "json"), "page": (page, "html"),
          "shreddit": (shown, "html"), "old": (classic, "html"), "redlib": (redlib, "html")}


def run(*words: str) -> str:
    result = CliRunner().invoke(cli.main, words)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("many", [3, 190])
@pytest.mark.parametrize("shape", SHAPES)
def test_each_answer_has_its_own_bytes(tmp_path: Path, shape: str, many: int) -> None:
    write, kind = SHAPES[shape]
    text, database = write(many), str(tmp_path / "a.db")
    (tmp_path / f"thread.{kind}").write_text(text)
    run("ingest", "--db", database, str(tmp_path / f"thread.{kind}"))
    with closing(sqlite3.connect(database)) as connection:
        said = dict(connection.execute("SELECT native_id, caption FROM posts"))
        above = dict(connection.execute("SELECT native_id, in_reply_to FROM posts"))
        size, = connection.execute("SELECT sum(length) FROM fragments").fetchone()
        raw = dict(connection.execute("SELECT s.native_id, f.length FROM sightings s JOIN fragments f ON f.id = s.fragment_id"))
    first, prefix = (30000001, "") if shape == "items" else (0, "t1_")
    names = [f"{prefix}{first + number if shape == 'items' else name(number)}" for number in range(many)]
    assert len(said) == many + 1
    for number, one in enumerate(names):
        assert str(said[one]).strip() == (WORDS % number * 3).strip()
        assert str(above[one]).endswith(names[number - 1] if number else ("30000000" if shape == "items" else "t3_9xk2pq"))
        assert raw[one] < 1000
    assert size <= 2 * len(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_read_again_from_the_kept_bytes(tmp_path: Path, shape: str) -> None:
    write, kind = SHAPES[shape]
    database = str(tmp_path / "a.db")
    (tmp_path / f"thread.{kind}").write_text(write(12))
    run("ingest", "--db", database, str(tmp_path / f"thread.{kind}"))
    before = run("dump", "--db", database)
    run("reparse", "--db", database, "--all")
    assert run("dump", "--db", database) == before
    some = "hackernews::30000006" if shape == "items" else f"reddit:comment:t1_{name(5)}"
    raw = run("show", "--db", database, "--raw", some)
    assert WORDS % 5 in raw
    assert WORDS % 4 not in raw
    assert WORDS % 6 not in raw


def test_what_is_long_in_the_tag_around_is_not_kept_with_each_answer(tmp_path: Path) -> None:
    end = "</shreddit-comment>"
    answers = "".join(f'<shreddit-comment thingid="t1_{name(n)}" postid="t3_9xk2pq"><div slot="comment">{WORDS % n}</div>{end}'
                      for n in range(1, 200))
    text = shown(1).replace(end, answers + end).replace('author="u0"', f'author="u0" title="{"x" * 50_000}"')
    (tmp_path / "thread.html").write_text(text)
    run("ingest", "--db", str(tmp_path / "a.db"), str(tmp_path / "thread.html"))
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM posts").fetchone() == (201,)
        assert connection.execute("SELECT sum(length) FROM fragments").fetchone()[0] <= 2 * len(text)


def test_posts_of_one_record_travel_with_its_bytes_once(tmp_path: Path) -> None:
    import pickle

    from ingest.containers import read
    from ingest.limits import Limits
    from ingest.model import Document
    from ingest.reader import read_document
    from ingest.run.transport import install

    edges = [{"node": {"id": str(17900000000000000 + n), "text": f"Comment {n} " * 20, "created_at": 1600000000 + n,
                       "owner": {"id": "5", "username": f"u{n}"}}} for n in range(300)]
    post = {"__typename": "GraphImage", "id": "2400000000000000000", "shortcode": "CFPoqqqAAAA", "taken_at_timestamp": 1600000000,
            "owner": {"id": "7", "username": "ada"}, "edge_media_to_caption": {"edges": [{"node": {"text": "Words"}}]},
            "edge_media_to_parent_comment": {"count": 300, "edges": edges}}
    (tmp_path / "post.json").write_text(json.dumps({"data": {"shortcode_media": post}}))
    documents = [one for one in read(tmp_path / "post.json", Limits()) if isinstance(one, Document)]
    found = [one for document in documents for one in read_document(document)]
    install()
    sent = pickle.dumps(found, 5)
    assert sum(len(one.sightings) for one in found) > 300
    assert len(sent) < 4 * (tmp_path / "post.json").stat().st_size
    assert pickle.loads(sent)[0].sightings == found[0].sightings


@pytest.mark.parametrize("text", [
    '[{"a": 1, "b": []}, "~0", "x~1"]', '{"a": {"b": "\\ud800"}, "c": [NaN]}', '"[[["', '[1, 2, {"a": "}"}]', "[[], [[]], [[[]], []]]"])
@pytest.mark.parametrize("levels", [150, 199, 200, 201, 1000, 4000])
def test_deep_values_are_as_they_are_written(text: str, levels: int) -> None:
    raw = ('{"k": [1, ' * levels + text + ', "z"]}' * levels).encode()
    value = decode(raw)
    for _ in range(levels):
        assert list(value) == ["k"]
        assert value["k"][0] == 1
        assert value["k"][2] == "z"
        value = value["k"][1]
    assert json.dumps(value) == json.dumps(decode(text.encode()))


@pytest.mark.parametrize("raw", [
    b"[" * 5000, b"[" * 5000 + b"]" * 4999, b"[" * 3000 + b"1 2" + b"]" * 3000, b'{"a":' * 2000 + b"1" + b"}" * 2001])
def test_damaged_deep_values_are_no_json(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(raw)


def test_an_abyss_is_not_climbed_into() -> None:
    assert sys.getrecursionlimit() < DEEPEST
    with pytest.raises(RecursionError):
        decode(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
