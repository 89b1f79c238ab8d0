"""PDF: what is linked, and what only stands in the text."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from browsing import browser
from click.testing import CliRunner

import cli
from ingest.containers.pdftext import _whole

FIRST = 1367000000000000000


def address(number: int) -> str:
    return f"https://twitter.com/inesquay/status/{FIRST + number}"


@pytest.mark.skipif(not browser(), reason="no Chromium is installed")
def test_a_page_that_a_browser_printed(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    (tmp_path / "page.html").write_text(f'<p>A <a href="{address(1)}">link</a>, words {address(2)} and more.</p>')
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}")
    subprocess.run([browser(), *flags, f"--print-to-pdf={tmp_path / 'page.pdf'}", (tmp_path / "page.html").as_uri()], check=True,
                   capture_output=True, timeout=60)
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "page.pdf")])
    assert done.exit_code == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "archive.db")) as base, base:
        found = base.execute("SELECT p.native_id, s.relation FROM sightings s JOIN posts p ON p.id = s.post_id ORDER BY 1").fetchall()
    assert found == [(str(FIRST + 1), "linked"), (str(FIRST + 2), "linked")]


def test_links_need_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    (tmp_path / "a.pdf").write_bytes(f"%PDF-1.4\n<< /URI ({address(1)}) >>\n%%EOF".encode())
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.pdf")])
    assert done.exit_code == 0, done.stderr
    assert "1 new" in done.stderr


@pytest.mark.parametrize("body", [b"%PDF-1.4\nnothing", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>\nendobj\n"
                                  b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF"])
def test_damage_is_told(body: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    (tmp_path / "a.pdf").write_bytes(body)
    done = CliRunner().invoke(cli.main, ["ingest", "--db", str(tmp_path / "archive.db"), str(tmp_path / "a.pdf")])
    assert "Traceback" not in done.stderr
    assert done.exit_code in (0, 3)


@pytest.mark.parametrize(("text", "expected"), [
    ("https://x.com/a/status/\n123 said", "https://x.com/a/status/123 said"),
    ("https://x.com/long\nname/status/123", "https://x.com/longname/status/123"),
    ("see https://x.com/a/status/123456\n789012", "see \u2026\n789012"),
    ("https://x.com/a/status/123\nand so on", "https://x.com/a/status/123\nand so on"),
    ("https://x.com/a/status/123\n11/28/26, 10:25", "https://x.com/a/status/123\n11/28/26, 10:25"),
])
def test_addresses_that_a_line_has_cut(text: str, expected: str) -> None:
    assert _whole(text) == expected
