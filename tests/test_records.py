"""Framing: every way in which records are written one after another, damaged or not, with bounded memory."""

import io
import json
import tracemalloc
from typing import Any

import pytest

from ingest import limits
from ingest.model import Problem
from ingest.records.decode import decode, locate
from ingest.records.framing import Record, json_records
from ingest.records.tables import table_rows
from ingest.records.transcode import Utf8


def values(body: bytes, **options: Any) -> list[Any]:
    """The decoded records; a problem as its reason. Every record must be a verbatim slice at its offset."""
    out: list[Any] = []
    for one in json_records(io.BytesIO(body), **options):
        if isinstance(one, Record):
            assert body[one.offset : one.offset + len(one.raw)] == one.raw
            assert decode(one.raw) == one.value
            out.append(one.value)
        else:
            out.append(one.reason)
    return out


A, B, C = {"a": 1, "t": "x"}, {"a": 2, "t": "}, {"}, {"b": [{"a": 3}, {"a": 4}]}
WRITTEN = [json.dumps(one).encode() for one in (A, B, C)]


@pytest.mark.parametrize(
    "body",
    [
        b"\n".join(WRITTEN),
        b"\r\n".join(WRITTEN) + b"\r\n",
        b"\n\n\n".join(WRITTEN),
        b"".join(WRITTEN),
        b" ".join(WRITTEN),
        b"[" + b",".join(WRITTEN) + b"]",
        b"[\n  " + b",\n  ".join(WRITTEN) + b"\n]\n",
        b"[" + b"\n, ".join(WRITTEN) + b" ]",
        json.dumps([A, B, C], indent=2).encode(),
        b"\n".join(json.dumps(one, indent=1).encode() for one in (A, B, C)),
        b"\x1e" + b"\n\x1e".join(WRITTEN) + b"\n",
        WRITTEN[0] + b"\n" + json.dumps(B, indent=1).encode() + b"\n" + WRITTEN[2],
    ],
)
def test_framings(body: bytes) -> None:
    assert values(body) == [A, B, C]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a":1}\n{"a":2}\n{"a":', [{"a": 1}, {"a": 2}, "truncated"]),
        (b'[{"a":1},{"a":2},{"a":"x', [{"a": 1}, {"a": 2}, "truncated"]),
        (b'{"n":1,"d":[{"a":1},{"a":2},{"a":', [{"a": 1}, {"a": 2}, "truncated"]),
        (b'{"a":1}\n{"a":2}{"b":{"c":\n{"a":3}\n', [{"a": 1}, {"a": 2}, "bad-json", {"a": 3}]),
        (b'{"a":1}\nnot json\n{"a":3}\n', [{"a": 1}, "bad-json", {"a": 3}]),
        (b'{"broken":{"x\n{"a":1}\n{"a":2}\n', ["bad-json", {"a": 1}, {"a": 2}]),
        (b"[]", []),
        (b"[ ]\n;", []),
        (b"", []),
        (b" \n ", []),
        (b'{"a":1}\n[2,', [{"a": 1}, "truncated"]),
    ],
)
def test_damage_costs_only_what_is_damaged(body: bytes, expected: list[Any]) -> None:
    assert values(body) == expected


def test_many_bad_lines_are_told_as_a_number() -> None:
    found = values(b'{"a":1}\n' + b"nonsense\n" * 400 + b'{"a":2}\n')
    assert [one for one in found if one != "bad-json"] == [{"a": 1}, {"a": 2}]
    assert found.count("bad-json") == 51


def test_numbers_stay_exact() -> None:
    assert values(b'{"id":1169246717864136705,"big":123456789012345678901234567890}') == [
        {"id": 1169246717864136705, "big": 123456789012345678901234567890}
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'"\\ud83d!"', "\ufffd!"),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\\\ud83d"', "\\ud83d"),
        (b'"a\xffb"', "a\ufffdb"),
        (b'"a\x01b"', "a\x01b"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"[1e999]", [float("inf")]),
    ],
)
def test_damaged_text_is_read(raw: bytes, expected: Any) -> None:
    assert decode(raw) == expected


def test_too_deep_is_a_problem() -> None:
    assert values(b'{"a":1}\n' + b"[" * 100_000 + b"]" * 100_000 + b'\n{"a":2}\n') == [{"a": 1}, "too-deep", {"a": 2}]


def test_opened_wrapper_keeps_what_stood_beside() -> None:
    body = json.dumps(
        {"name": "Club", "info": {"type": "open"}, "messages": [{"id": i, "t": "x" * 50} for i in range(40)]}
    ).encode()
    found = [one for one in json_records(io.BytesIO(body), unit=1000) if isinstance(one, Record) and one.key == "messages"]
    assert [one.value["id"] for one in found] == list(range(40))
    assert found[0].parent is not None
    assert found[0].parent["name"] == "Club"
    assert found[0].parent["info"] == {"type": "open"}


class Endless(io.RawIOBase):
    """A stream of a given length that is never in memory as a whole."""

    def __init__(self, head: bytes, middle: bytes, times: int, tail: bytes) -> None:
        self.parts = iter([head, *([middle] * times), tail])
        self.rest = b""

    def read(self, size: int = -1, /) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, b"")):
            self.rest += part
        out, self.rest = self.rest[:size], self.rest[size:]
        return out


ELEMENT = json.dumps({"id_str": "1", "text": "some words", "user": {"name": "x" * 300}}).encode()


@pytest.mark.parametrize(
    ("head", "middle", "tail"),
    [
        (b"[" + ELEMENT, b", " + ELEMENT, b"]"),
        (b'{"meta":{"n":1},"list":[' + ELEMENT, b",\n " + ELEMENT, b"]}"),
        (ELEMENT, b"\n" + ELEMENT, b"\n"),
    ],
)
def test_memory_is_bounded(head: bytes, middle: bytes, tail: bytes) -> None:
    """32 MB go through in a few."""
    times = (32 << 20) // len(middle)
    tracemalloc.start()
    stream: Any = Endless(head, middle * 50, times // 50, tail)
    count = sum(isinstance(one, Record) for one in json_records(stream, unit=1 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count >= times // 50 * 50
    assert peak < 24 << 20


def test_locate_gives_verbatim_bytes() -> None:
    raw = b'{"x": [1, {"a": {"b":2}}, {"a": {"b":2}}], "a": {"b":2}, "x2":3}'
    found = locate(raw, [("x", 1, "a"), ("x", 2), ("a",), ("no",)])
    assert {path: raw[start : start + size] for path, (start, size) in found.items()} == {
        ("x", 1, "a"): b'{"b":2}',
        ("x", 2): b'{"a": {"b":2}}',
        ("a",): b'{"b":2}',
    }
    assert len({start for start, _ in found.values()}) == 3


# -- tables


def rows(body: bytes, **options: Any) -> list[Any]:
    out: list[Any] = []
    for one in table_rows(io.BytesIO(body), **options):
        if isinstance(one, Problem):
            out.append(one.reason)
        else:
            assert body[one.offset : one.offset + len(one.raw)] == one.raw
            out.append(one.value)
    return out


@pytest.mark.parametrize(
    "body",
    [
        b"id,text\n1,one\n2,two\n",
        b"id\ttext\r\n1\tone\r\n2\ttwo\r\n",
        b"id;text\n1;one\n2;two",
        b'"id","text"\n"1","one"\n"2","two"\n',
        b"\xef\xbb\xbfid,text\n1,one\n2,two\n",
        b" id , text\n1,one\n2,two\n",
        b"id|text\n1|one\n2|two\n",
        b"id,text\r1,one\r2,two\r",
    ],
)
def test_table_dialects(body: bytes) -> None:
    assert rows(body) == [{"id": "1", "text": "one"}, {"id": "2", "text": "two"}]


def test_table_header_below_a_preamble() -> None:
    body = b"Report of today\nQuery,x\n\nid,text,likes\n1,one,5\n"
    assert rows(body, known=lambda columns: 2 if {"id", "text"} <= columns else 0) == [{"id": "1", "text": "one", "likes": "5"}]


def test_table_newlines_inside_cells() -> None:
    assert rows(b'id,text\n1,"a\r\nb, ""c"""\n2,d\n') == [{"id": "1", "text": 'a\r\nb, "c"'}, {"id": "2", "text": "d"}]


def test_table_backslash_dialect() -> None:
    body = b"Date,Message\n" + b'2020,"says \\"x, y\\" and"\n' * 5
    assert rows(body) == [{"Date": "2020", "Message": 'says "x, y" and'}] * 5


@pytest.mark.parametrize("body", [b"id,text\n1,one\n2", b'id,text\n1,one\n2,"unclosed'])
def test_table_cut(body: bytes) -> None:
    assert rows(body) == [{"id": "1", "text": "one"}, "truncated"]


def test_table_row_of_another_length() -> None:
    assert rows(b"id,text\n1,one,more\n2,two\n") == ["bad-record", {"id": "2", "text": "two"}]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_transcoding(charset: str) -> None:
    body = "id,text\n1,grüße 🎉\n".encode(charset)
    assert Utf8(io.BytesIO(body), charset).read().decode() == "id,text\n1,grüße 🎉\n"
    lines = Utf8(io.BytesIO(body), charset)
    assert [lines.readline(-1), lines.readline(-1), lines.readline(-1)] == [b"id,text\n", "1,grüße 🎉\n".encode(), b""]


def test_rows_that_say_nothing_are_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr(limits, "_listeners", [lambda: heard.append(1)])
    assert len(list(table_rows(io.BytesIO(b"url,text\n" + b"https://example.org/,a\n" * 500)))) == 500
    assert len(heard) >= 500
