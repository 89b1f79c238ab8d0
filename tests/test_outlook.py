"""Outlook's messages: the richest body, the moment it was sent, what is attached."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ingest.containers import read
from ingest.containers.rtfpacked import unpacked
from ingest.limits import Limits
from ingest.model import REASONS, Problem

MESSAGES = Path(__file__).parent / "messages"
POST, PICTURE, SENT = "1367000000000000123", "CL9sealpic0", "2021-03-05T10:11:12.000Z"


@pytest.mark.parametrize(("name", "found"), [
    ("html", [("#0", "embedded", POST, "The seal sat on my boat")]),
    ("rtf", [("#0", "linked", POST, None)]),
    ("plain", [("#0", "linked", POST, None)]),
    ("attached", [("#0", "linked", POST, None), ("#1#0", "embedded", POST, "The seal sat on my boat"),
                  ("#2!notes.txt", "linked", PICTURE, None)]),
])
def test_a_message(name: str, found: list[tuple[str, str, str, str | None]], tmp_path: Path) -> None:
    path, database = str(MESSAGES / f"{name}.msg"), str(tmp_path / "a.db")
    done = CliRunner().invoke(cli.main, ["ingest", "--db", database, path])
    assert done.exit_code == 0, done.output
    with closing(sqlite3.connect(database)) as base:
        rows = base.execute("SELECT d.locator, s.relation, s.native_id, json_extract(s.claim, '$.caption'), s.captured_at "
                            "FROM sightings s JOIN documents d ON d.id = s.document_id ORDER BY d.locator").fetchall()
        assert {origin for origin, in base.execute("SELECT captured_origin FROM documents")} == {"mail"}
    assert rows == [(path + mark, relation, post, words, SENT) for mark, relation, post, words in found]
    raw = CliRunner().invoke(cli.main, ["show", "--db", database, "--raw", POST])
    assert raw.exit_code == 0
    assert POST in raw.output


def test_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes((MESSAGES / "html.msg").read_bytes())
    assert [item.locator for item in read(tmp_path / "letter", Limits())] == [f"{tmp_path}/letter#0"]


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "olefile", None)
    problem, = read(MESSAGES / "html.msg", Limits())
    assert isinstance(problem, Problem)
    assert "afterpost[msg]" in problem.detail


def test_messages_in_messages_end_somewhere() -> None:
    problems = [item for item in read(MESSAGES / "attached.msg", Limits(depth=0)) if isinstance(item, Problem)]
    assert {problem.reason for problem in problems} == {"too-deep"}
    assert any("messages in messages" in problem.detail for problem in problems)


@pytest.mark.parametrize("name", ["html", "rtf", "attached"])
def test_damage_is_told(name: str, tmp_path: Path) -> None:
    whole = (MESSAGES / f"{name}.msg").read_bytes()
    path = tmp_path / "damaged.msg"
    for cut in range(0, len(whole), 97):
        for damaged in (whole[:cut], whole[:cut] + b"\xff" * 8 + whole[cut + 8 :], whole[:cut] + bytes(32) + whole[cut + 32 :]):
            path.write_bytes(damaged)
            assert all(item.reason in REASONS for item in read(path, Limits()) if isinstance(item, Problem))


def test_an_old_office_file_is_none(tmp_path: Path) -> None:
    """A compound file without a message in it."""
    data = (MESSAGES / "html.msg").read_bytes().replace("__properties".encode("utf-16-le"), "__proportion".encode("utf-16-le"))
    (tmp_path / "a.doc").write_bytes(data)
    problem, = read(tmp_path / "a.doc", Limits())
    assert isinstance(problem, Problem)
    assert "old Office" in problem.detail


@pytest.mark.parametrize(("data", "made"), [
    (b"", b""), (b"\x20\0\0\0\x05\0\0\0MELA\0\0\0\0{\\rtf and more", b"{\\rtf"),
    (b"\x20\0\0\0\x05\0\0\0LZFu\0\0\0\0\x00{\\rtf and", b"{\\rtf"),
    (b"\x20\0\0\0\xff\0\0\0LZFu\0\0\0\0\x01\x00\x04more", b"{\\rtf1more"),
    (b"\x20\0\0\0\xff\0\0\0what\0\0\0\0more", b"")])
def test_packed_rtf(data: bytes, made: bytes) -> None:
    assert unpacked(data, 1 << 20) == made
