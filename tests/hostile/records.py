"""JSON in all its damaged kinds: documents, lines, scripts."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator

from hostile.case import Case, Content, Posts

MIB = 1 << 20
Make = Callable[[Posts], Content]


def data(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1, 2), may: tuple[int, ...] = (), *, told: str = "any",
         slow: bool = False) -> Case:
    return Case(f"json/{name}", attacks, make, must, may, told=told, slow=slow, seconds=60 if slow else 20)


def _between(p: Posts, middle: bytes) -> bytes:
    """A line of one post, something, a line of another."""
    return p.lines(1) + middle + b"\n" + p.lines(2)


def _array(p: Posts, *numbers: int, by: str = ",", more: str = "") -> bytes:
    return f"[{by.join([*(p.tweet(n) for n in numbers), *([more] if more else [])])}]".encode()


def _long_line(p: Posts) -> Iterator[bytes]:
    yield p.lines(1) + b'{"a": "'
    yield from (b"x" * MIB for _ in range(80))
    yield b'"}\n' + p.lines(2)


def _giant_array(p: Posts) -> Iterator[bytes]:
    yield b"[" + p.tweet(1).encode()
    yield from (b', {"a": [1, 2, {"b": null}], "c": "text"}' * 10_000 for _ in range(5))
    yield b", " + p.tweet(2).encode() + b"]"


CASES: tuple[Case, ...] = (
    data("good.json", "control", lambda p: _array(p, 1, 2), told="no"),
    data("good.jsonl", "control", lambda p: p.lines(1, 2), told="no"),
    data("returns.jsonl", "carriage returns alone", lambda p: b"\r".join(p.lines(1, 2).split(b"\n"))),
    data("separators.jsonl", "line separators of Unicode inside of texts", lambda p: _between(p, '{"a": "\u2028\u2029\x85"}'.encode())),
    data("marks.jsonl", "a byte order mark in each line", lambda p: b"\xef\xbb\xbf" + p.lines(1) + b"\xef\xbb\xbf" + p.lines(2), (1,), (2,)),
    data("sequence.json", "records behind record separators, one cut",
         lambda p: b"\x1e" + p.lines(1) + b'\x1e{"id_str": "1\n' + b"\x1e" + p.lines(2)),
    data("blank.jsonl", "blank lines, blanks, tabs", lambda p: _between(p, b"\n\n   \n\t\t\n\r\n")),
    data("zeros.jsonl", "a block of zeros", lambda p: _between(p, bytes(4096))),
    data("zeros_tail.jsonl", "zeros at the end", lambda p: p.lines(1, 2) + bytes(65_536)),
    data("junk.jsonl", "bytes of no character", lambda p: _between(p, bytes(range(128, 256)))),
    data("log.jsonl", "a stamp before each record", lambda p: b"2020-07-01T00:00:00 INFO " + p.lines(1) + b"2020-07-01T00:00:01 INFO " +
         p.lines(2), (), (1, 2)),
    data("progress.jsonl", "words of a tool between records", lambda p: _between(p,
         b"Fetched 100 tweets, sleeping ...\n[=====>    ] 50%\nTraceback (most recent call last):")),
    data("commas.jsonl", "commas behind records", lambda p: p.tweet(1).encode() + b",\n" + p.tweet(2).encode() + b",\n"),
    data("array_lines.jsonl", "an array a line", lambda p: _array(p, 1) + b"\n" + _array(p, 2) + b"\n"),
    data("glued.json", "records without anything between", lambda p: p.tweet(1).encode() + p.tweet(2).encode()),
    data("arrays_glued.json", "arrays without anything between", lambda p: _array(p, 1) + _array(p, 2)),
    data("array_open.json", "an array that is never closed", lambda p: _array(p, 1, 2)[:-1], told="yes"),
    data("array_cut.json", "an array that breaks off", lambda p: _array(p, 1, 2, 3)[:-60], (1, 2), (3,), told="yes"),
    data("array_holes.json", "holes in an array", lambda p: f"[{p.tweet(1)},,,{p.tweet(2)},]".encode()),
    data("array_no_commas.json", "no commas in an array", lambda p: f"[{p.tweet(1)} {p.tweet(2)}]".encode()),
    data("array_mixed.json", "other things in an array", lambda p:
         f"[{p.tweet(1)}, null, 7, \"text\", [], {{}}, [[{p.tweet(2)}]], true]".encode(), (1,), (2,)),
    data("array_bad.json", "a record that is none in an array", lambda p: f"[{p.tweet(1)}, {{\"id_str\": oops}}, {p.tweet(2)}]".encode(),
         told="yes"),
    data("closed_twice.json", "brackets too many", lambda p: _array(p, 1, 2) + b"]]}}"),
    data("python.jsonl", "as Python prints it", lambda p: _between(p, repr(json.loads(p.tweet(3))).encode()), (1, 2), (3,)),
    data("undefined.jsonl", "values that JSON does not know", lambda p: _between(p,
         b'{"a": undefined, "b": NaN, "c": -Infinity, "d": 0x10, "e": .5, "f": +1, "g": 01}')),
    data("escapes.jsonl", "escapes that JSON does not know", lambda p: _between(p, p.tweet(3).replace("words",
         "w\\x6frds \\' \\q").encode()), (1, 2), (3,)),
    data("raw.jsonl", "control characters inside of texts", lambda p: p.lines(1) + p.lines(2).replace(b"words", b"w\x01\x02\tords")),
    data("halves.jsonl", "halves of characters, raw and escaped", lambda p: p.lines(1).replace(b"words",
         b"w\\udc00\\ud800ords") + p.lines(2).replace(b"words", b"w\xed\xa0\xbdords")),
    data("long_key.jsonl", "a key of 1 MB", lambda p: _between(p, json.dumps({"k" * MIB: 1}).encode())),
    data("many_keys.jsonl", "a record with 50,000 keys", lambda p: _between(p, json.dumps({f"k{n}": n for n in range(50_000)}).encode())),
    data("keys_twice.jsonl", "a key 50,000 times", lambda p: p.lines(1) + (p.tweet(2)[:-1] + ', "x": 1' * 50_000 + "}\n").encode()),
    data("keys_odd.jsonl", "keys that are empty, dunders or paths",
         lambda p: p.lines(1) + (p.tweet(2)[:-1] +
         ', "": 1, "__proto__": {"a": 1}, "constructor": [], "../..": 0, "$where": "1"}\n').encode()),
    data("long_line.jsonl", "a line of 80 MB", _long_line, slow=True),
    data("giant.json", "an array of 50,000 records of nothing", _giant_array, slow=True),
    data("numbers.jsonl", "numbers of 100,000 digits", lambda p: _between(p,
         b'{"a": ' + b"9" * 100_000 + b', "b": 1e' + b"9" * 5000 + b', "c": 0.' + b"1" * 100_000 + b"}")),
    data("nested.jsonl", "a record 30,000 deep beside good ones", lambda p: _between(p, b'{"a":' * 30_000 + b"1" + b"}" * 30_000)),
    data("nested_open.jsonl", "the same, never closed", lambda p: _between(p, b'{"a":' * 30_000)),
    data("nested_post.json", "a post 90 deep", lambda p: (b'{"a": [' * 90 + p.tweet(1).encode() + b"]}" * 90 + b"\n" + p.lines(2)), (2,),
         (1,)),
    data("text.json", "JSON in a text in JSON, thrice", lambda p: json.dumps(json.dumps(json.dumps([json.loads(p.tweet(1))]))).encode() +
         b"\n", (), (1,)),
    data("base64.json", "records in base64", lambda p: json.dumps({"payload": base64.b64encode(_array(p, 1)).decode()}).encode(), (), (1,)),
    data("page.json", "pages in records", lambda p: json.dumps([{"url": "https://news.example/", "html": p.page(1).decode()},
         {"url": "https://news.example/2", "html": p.page(2).decode()}]).encode()),
    data("utf16.jsonl", "UTF-16 without a mark", lambda p: p.lines(1, 2).decode().encode("utf-16-le")),
    data("utf16_odd.jsonl", "UTF-16 that ends inside of a character", lambda p: p.lines(1, 2, 3).decode().encode("utf-16")[:-5], (1, 2),
         (3,)),
    data("utf32.json", "UTF-32", lambda p: _array(p, 1, 2).decode().encode("utf-32")),
    data("cut.jsonl.gz", "packed lines that break off", lambda p: gzip.compress(p.lines(*range(1, 500)))[:-3000], (), tuple(range(1, 500)),
         told="yes"),
    data("script.js", "scripts that assign records, one cut", lambda p: b"window.YTD.tweets.part0 = " + _array(p, 1,
         2) + b";\nwindow.YTD.tweets.part1 = [ { \"tweet\" :"),
    data("callback.js", "a call with records", lambda p: b"/**/ cb_1(" + _array(p, 1, 2) + b"); // end"),
    data("guard.json", "a guard against scripts, twice", lambda p: b")]}',\n" + _array(p, 1, 2)),
    data("comments.json", "comments among records", lambda p: f"[{p.tweet(1)}, /* {p.tweet(3)} */ // {p.tweet(4)}\n {p.tweet(2)}]".encode(),
         (1, 2), (3, 4)),
    data("ids_negative.jsonl", "ids that are negative, empty, zero, words", lambda p: _between(p,
         b"\n".join(json.dumps({"id_str": one, "full_text": "a", "user": {
        "screen_name": "b"}, "created_at": "Mon Jun 01 12:00:00 +0000 2020"}).encode() for one in ("-5", "", "0", "abc", "1 OR 1=1",
        "../..", "\u0661\u0662")))),
    data("users_odd.jsonl", "authors that are no objects", lambda p: p.lines(1) + b"".join((p.tweet(n, user=user) + "\n").encode() for n,
         user in ((3, None), (4, "ctrl"), (5, ["ctrl"]), (6, 7))) + p.lines(2),
         (1, 2), (3, 4, 5, 6)),
    data("lies.jsonl", "a record of a platform that is only half of one", lambda p: _between(p, f'{{"id_str": "{p.id(3)}"}}'.encode()),
         (1, 2), (3,)),
    data("mixed.txt", "JSON behind words", lambda p: b"Here is the export:\n\n" + _array(p, 1, 2), (), (1, 2)),
)
