"""JSON in clothes: comments, marks, quotation, other text around it; and what is too long. Nothing may be lost without a word."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import containers
from ingest.limits import Limits
from ingest.model import Document, Problem, Reading
from ingest.reader import read_document

Made = Callable[[list[dict[str, Any]]], str | bytes]
FIRST = 1266999999999999000


def tweet(number: int) -> dict[str, Any]:
    one = str(FIRST + number)
    return {"id_str": one, "id": int(one), "full_text": f"number {number}, \"quoted\" // no comment, [1,] /* nor this */",
            "created_at": "Wed Oct 10 20:19:24 +0000 2018", "user": {"id_str": "5", "screen_name": "someone", "name": "Some One"}}


def read(path: Path) -> tuple[list[str], list[Problem]]:
    """Ids of the posts of a file in their order, and what is said about it."""
    posts: list[str] = []
    problems: list[Problem] = []
    for item in containers.read(path, Limits()):
        for said in read_document(item) if isinstance(item, Document) else [item]:
            if isinstance(said, Reading):
                posts += [one.key.native_id for one in said.sightings]
                problems += said.problems
            elif isinstance(said, Problem):
                problems.append(said)
    return posts, problems


def made(path: Path, make: Made, count: int = 3) -> tuple[list[str], list[Problem]]:
    body = make([tweet(number) for number in range(count)])
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return read(path)


def lines(posts: list[dict[str, Any]], before: str = "", after: str = "") -> str:
    return "".join(f"{before}{json.dumps(one)}{after}\n" for one in posts)


BOM = "\ufeff"
J = json.dumps
DRESSED: dict[str, Made] = {
    "block comment before": lambda t: "/* made by\n x {\" */\n" + J(t),
    "line comment before": lambda t: "// made by\n" + J(t),
    "comments between elements": lambda t: "[\n/* one */\n" + ",\n/* next */\n// and\n".join(map(J, t)) + "\n// end\n]",
    "comments behind elements": lambda t: "[\n" + ",\n".join(J(one) + " // number" for one in t) + "\n] // end",
    "comments in an object": lambda t: "{ // head\n \"tweets\": [ // list\n" + ",\n".join(map(J, t)) + "\n] /* end */ }",
    "comments inside records": lambda t: "[" + ",".join(J(one)[:-1] + ", /* in */ \"zzz\": 1 /* x */}" for one in t) + "]",
    "comment lines": lambda t: lines(t, "# note\n"),
    "slashed lines": lambda t: lines(t, "// note\n"),
    "comments between values of many lines": lambda t: "\n".join("/* note\n x */\n" + J(one, indent=1) for one in t),
    "comma behind the last value": lambda t: "[" + ",".join(J(one)[:-1] + ",}" for one in t) + ",]",
    "commas behind lines": lambda t: lines(t, after=","),
    "made JSON twice": lambda t: J(J(t)),
    "made JSON twice, in lines": lambda t: J(J(t, indent=1)),
    "made JSON three times": lambda t: J(J(J(t))),
    "lines made JSON twice": lambda t: "\n".join(J(J(one)) for one in t),
    "raw record in a field": lambda t: lines([{"key": 1, "when": "2020", "raw_json": J(one)} for one in t]),
    "answers in a field": lambda t: J({"url": "https://a.example/x", "response": {"status": 200, "body": J({"statuses": t})}}),
    "answers in base64": lambda t: J({"encoding": "base64", "body": base64.b64encode(J({"statuses": t}).encode()).decode()}),
    "mark twice": lambda t: 2 * BOM + J(t),
    "mark twice, lines": lambda t: 2 * BOM + lines(t),
    "mark before each line": lambda t: lines(t, BOM),
    "files put together": lambda t: "".join(BOM + J([one], indent=1) + "\n" for one in t),
    "line separators of Unicode": lambda t: "\u2028".join(map(J, t)),
    "text sequence": lambda t: lines(t, "\x1e"),
    "text sequence of many lines": lambda t: "".join(f"\x1e{J(one, indent=1)}\n" for one in t),
    "nothing between": lambda t: "".join(map(J, t)),
    "nulls before": lambda t: "null\n" * 700_000 + lines(t),
    "nulls in an array": lambda t: "[" + "null," * 700_000 + ",".join(map(J, t)) + ",null]",
    "UTF-16": lambda t: J(t).encode("utf-16-le"),
    "UTF-32 lines": lambda t: lines(t).encode("utf-32-be"),
    "a log": lambda t: lines(t, "2020-01-02 10:00:00 INFO "),
    "a stream of events": lambda t: "".join(f"event: update\ndata: {J(one)}\n\n" for one in t),
    "words before": lambda t: "Here is the data:\n\n" + J(t) + "\n",
    "a listing in notes": lambda t: "```json\n" + J(t) + "\n```\n",
    "a browser's view": lambda t: f"<html><head></head><body><pre style='x'>{J(t)}</pre></body></html>".replace("&", "&amp;"),
    "an old web service": lambda t: '<?xml version="1.0"?><string xmlns="urn:x">' + J(t).replace('"', "&quot;") + "</string>",
    "several variables": lambda t: f"/* a */ var x = {J(t[:2])};\nvar y = {J(t[2:])};",
    "a long name": lambda t: '{"' + "k" * (17 << 20) + '": 1, "statuses": ' + J(t) + "}",
    "a long text": lambda t: '{"a": "' + "k" * (17 << 20) + '", "statuses": ' + J(t) + "}",
    "a long text in an array": lambda t: '["' + "k" * (17 << 20) + '", ' + ",".join(map(J, t)) + "]",
}


@pytest.mark.parametrize("name", DRESSED)
def test_all_is_read(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    posts, problems = made(tmp_path / "data.json", DRESSED[name])
    assert posts == [str(FIRST + number) for number in range(3)]
    assert not problems
    assert time.process_time() - began < 10


@pytest.mark.parametrize(("name", "make", "reason"), [
    ("numbers between", lambda t: "1\n" * 700_000 + lines(t), "unsupported"),
    ("a text too long", lambda t: '{"a": "' + "k" * (70 << 20) + '", "statuses": ' + J(t) + "}", "too-large"),
    ("a broken line", lambda t: lines(t[:1]) + '{"broken":\n' + lines(t[1:]), "bad-json"),
    ("words behind", lambda t: J(t) + "\nDone.\n", "bad-json"),
])
def test_what_is_not_read_is_told(name: str, make: Made, reason: str, tmp_path: Path) -> None:
    posts, problems = made(tmp_path / "data.json", make)
    assert posts == [str(FIRST + number) for number in range(3)]
    assert [problem.reason for problem in problems] == [reason]


def test_a_text_keeps_what_stands_beside_its_json(tmp_path: Path) -> None:
    link = "https://twitter.com/someone/status/20"
    posts, problems = made(tmp_path / "notes.txt", lambda t: f"see {link} and\n{J(t)}\n")
    assert sorted(posts) == sorted(["20", *(str(FIRST + number) for number in range(3))])
    assert not problems


def test_other_json_in_a_text_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text('Call it with {"name": "x", "size": 3} as an argument, see https://twitter.com/someone/status/20\n')
    assert read(path) == (["20"], [])


def test_a_page_with_more_than_json_stays_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<html><body><pre>{"a": 1}</pre><a href="https://twitter.com/someone/status/20">that</a> and words</body></html>')
    assert read(path) == (["20"], [])
