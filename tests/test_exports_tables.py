"""Tables that nobody declared: how their bytes are read, how their columns are guessed or named, and what is said where that fails."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from test_exports import rows, run

PICTURE, TWEET = "https://www.instagram.com/p/CDEFGHIJKLM/", "https://twitter.com/ada/status/1724560000000012345"
FILM = "https://www.tiktok.com/@ada/video/7106600000000000123"
MAP = "url=link,caption=words,likes=favs,created_at=day"
HEADER = ["link", "words", "favs", "day"]
CELLS = [[PICTURE, "two boats; one, blue", "5", "2023-11-15 10:00"], [TWEET, 'first line\nsecond "line"', "1.234", "2023-11-14 22:48"]]


def table(header: list[str], cells: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *cells])
    return out.getvalue()


@pytest.mark.parametrize(("name", "delimiter", "charset"), [
    ("a.csv", ",", "utf-8"), ("a.csv", ";", "utf-8"), ("a.tsv", "\t", "utf-8"), ("a.csv", ";", "utf-8-sig"), ("a.csv", "\t", "utf-16"),
    ("a.txt", "\t", "utf-16"), ("a.csv", ";", "cp1252")])
def test_every_spelling_of_a_table_says_the_same(tmp_path: Path, name: str, delimiter: str, charset: str) -> None:
    (tmp_path / name).write_bytes(table(HEADER, CELLS, delimiter).encode(charset))
    run(tmp_path / "archive.db", tmp_path / name, "--map", MAP)
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption, likes, substr(created_at, 1, 16) FROM posts ORDER BY 1") == [
        ("1724560000000012345", 'first line\nsecond "line"', 1234, "2023-11-14T22:48"),
        ("CDEFGHIJKLM", "two boats; one, blue", 5, "2023-11-15T10:00")]


IN_OTHER_LANGUAGES = (
    ("utf-8", ";", "two boats", ["Link", "Beitrag", "Gefällt mir", "Kommentare", "Autor"]),
    ("cp1252", ",", "two boats", ["Enlace", "Texto", "Me gusta", "Comentarios", "Usuario"]),
    ("utf-8", ",", "two boats", ["Lien", "Texte", "J’aime", "Commentaires", "Auteur"]),
    ("cp1251", ";", "два корабля вошли в гавань", ["Ссылка", "Текст", "Лайки", "Комментарии", "Автор"]),
    ("cp932", ",", "二隻の船がみなとに入りました", ["リンク", "本文", "いいね", "コメント数", "アカウント"]),
    ("gb18030", ",", "两艘船今天早上进港了", ["链接", "正文", "点赞数", "评论数", "作者"]),
    ("utf-8", ",", "two boats", ["링크", "본문", "좋아요", "댓글", "작성자"]),
)


@pytest.mark.parametrize(("charset", "delimiter", "words", "header"), IN_OTHER_LANGUAGES)
def test_columns_in_other_languages_are_guessed_and_shown(
    tmp_path: Path, charset: str, delimiter: str, words: str, header: list[str],
) -> None:
    (tmp_path / "a.csv").write_bytes(table(header, [[PICTURE, words, "5", "2", "ada.k"]], delimiter).encode(charset))
    said = run(tmp_path / "archive.db", tmp_path / "a.csv")
    assert f"url={header[0]}, caption={header[1]}" in said
    assert f"likes={header[2]}, comments={header[3]}" in said
    assert rows(tmp_path / "archive.db", "SELECT caption, likes, comments, author_handle FROM posts_flat") == [(words, 5, 2, "ada.k")]
    run(tmp_path / "mapped.db", tmp_path / "a.csv", "--map", f"url={header[0]},caption={header[1]},likes={header[2]}")
    assert rows(tmp_path / "mapped.db", "SELECT caption, likes FROM posts") == [(words, 5)]


def test_day_numbers_of_a_spreadsheet_are_times_and_its_long_numbers_are_in_doubt(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book = openpyxl.Workbook()
    sheet: list[tuple[Any, ...]] = [("link", "day", "tweet id"), (PICTURE, 45245.4166667, None),
                                    (None, datetime(2023, 11, 14, 22, 13, 20), 1724560000000012345), (None, 45245, 1724560000000099999)]
    for row in sheet:
        book.active.append(row)
    book.save(tmp_path / "posts.xlsx")
    run(tmp_path / "mapped.db", tmp_path / "posts.xlsx", "--map", "url=link,created_at=day,caption=link", code=3)
    assert rows(tmp_path / "mapped.db", "SELECT created_at FROM posts") == [("2023-11-15T10:00:00.000Z",)]
    said = run(tmp_path / "archive.db", tmp_path / "posts.xlsx", code=3)
    assert "lost their last digits" in said
    assert rows(tmp_path / "archive.db", "SELECT count(*), sum(suspect_id) FROM posts") == [(3, 2)]


CELL = '<table:table-cell office:value-type="{0}" office:{0}-value="{1}"><text:p>{2}</text:p></table:table-cell>'
CONTENT = '<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet><table:table table:name="A">{}' \
    '</table:table></office:spreadsheet></office:body></office:document-content>'


def test_an_open_document_is_a_table(tmp_path: Path) -> None:
    header = "".join(CELL.format("string", "", name) for name in HEADER[:3]) + "<table:table-cell/>" + CELL.format("string", "", "day")
    body = CELL.format("string", "", f'<text:a xlink:href="{PICTURE}">{PICTURE}</text:a>') + CELL.format("string", "", "two boats") + (
        '<table:table-cell office:value-type="float" office:value="5"><text:p>5,0</text:p></table:table-cell><table:table-cell/>'
        + CELL.format("date", "2023-11-15T10:00:00", "15.11.23") + '<table:table-cell table:number-columns-repeated="16379"/>')
    with zipfile.ZipFile(tmp_path / "posts.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", CONTENT.format("".join(f"<table:table-row>{one}</table:table-row>" for one in (header, body))))
    run(tmp_path / "archive.db", tmp_path / "posts.ods", "--map", MAP)
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption, likes, created_at FROM posts") == [
        ("CDEFGHIJKLM", "two boats", 5, "2023-11-15T10:00:00.000Z")]


def test_a_row_may_name_several_posts(tmp_path: Path) -> None:
    (tmp_path / "columns.csv").write_text(table(["article", "instagram_url", "tweet_url", "text"], [
        ["https://news.example/a", PICTURE, TWEET, "about boats"]]))
    (tmp_path / "cells.csv").write_text(table(["article", "posts", "note"], [
        ["https://news.example/a", f"{PICTURE} {TWEET}", "seen"], ["https://news.example/b", f"{FILM}\n{PICTURE}", "seen"]]))
    run(tmp_path / "columns.db", tmp_path / "columns.csv")
    assert rows(tmp_path / "columns.db", "SELECT platform, caption FROM posts ORDER BY 1") == [
        ("instagram", None), ("twitter", "about boats")]
    assert "url=posts" in run(tmp_path / "cells.db", tmp_path / "cells.csv")
    run(tmp_path / "mapped.db", tmp_path / "cells.csv", "--map", "url=posts,caption=note")
    for name in ("cells.db", "mapped.db"):
        assert rows(tmp_path / name, "SELECT platform, caption FROM posts ORDER BY 1") == [
            ("instagram", None), ("tiktok", None), ("twitter", None)]


@pytest.mark.parametrize(("given", "words"), [
    ("url=lnk,likes=fav", ("no column lnk, fav", "did you mean link for lnk, favs for fav?", "the columns are link, words, favs, day")),
    ("url=words", ("a cell of the column words holds no address of a post",)),
])
def test_a_wrong_map_says_what_to_do(tmp_path: Path, given: str, words: tuple[str, ...]) -> None:
    (tmp_path / "a.csv").write_text(table(HEADER, CELLS))
    said = run(tmp_path / "archive.db", tmp_path / "a.csv", "--map", given, code=3)
    assert all(word in said for word in words), said


def test_a_table_that_nobody_knows_says_how_to_name_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c\n1,2,3\n")
    assert '--map "url=COLUMN' in run(tmp_path / "archive.db", tmp_path / "a.csv", code=3)


def test_posts_in_yaml_are_said_to_be_addresses_only(tmp_path: Path) -> None:
    dump = "".join(f"- url: https://www.instagram.com/p/CDEFGHIJK{n}M/\n  text: boat {n}\n" for n in range(3))
    (tmp_path / "posts.yaml").write_text(dump)
    assert "yq -o=json" in run(tmp_path / "dump.db", tmp_path / "posts.yaml", code=3)
    assert len(rows(tmp_path / "dump.db", "SELECT * FROM posts")) == 3
    (tmp_path / "ci.yml").write_text("jobs:\n  - id: 1\n    description: see https://www.instagram.com/p/CDEFGHIJKLM/\n")
    assert "yq" not in run(tmp_path / "settings.db", tmp_path / "ci.yml")


def test_cells_that_lead_to_a_post_are_read_by_where_they_lead(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Report", "2023"], [], ["Date", "Post", "Caption", "Likes"]):
        sheet.append(row)
    for number in range(3):
        sheet.append([datetime(2023, 11, 15), "View post", f"boat {number}", number])
        if number != 1:
            cell = sheet.cell(sheet.max_row, 2)
            cell.hyperlink = f"https://www.instagram.com/p/CDEFGHIJK{number}M/?a=1&b=2"
            cell.value = "View post"
    book.save(tmp_path / "report.xlsx")
    run(tmp_path / "report.db", tmp_path / "report.xlsx", code=3)
    assert rows(tmp_path / "report.db", "SELECT native_id, caption, likes FROM posts ORDER BY native_id") == [
        ("CDEFGHIJK0M", "boat 0", 0), ("CDEFGHIJK2M", "boat 2", 2)]
