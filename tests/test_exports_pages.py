"""Downloads that are pages: Telegram Desktop's HTML, VK's data download. What is private stays unread, under whatever name."""

import zipfile
from pathlib import Path

import pytest
from test_exports import rows, run

FIXTURES = Path(__file__).resolve().parent / "fixtures"
CHATS, DOWNLOAD = FIXTURES / "telegram" / "export-page", FIXTURES / "vk" / "export-page"
LIST = """<!DOCTYPE html>
<html>
 <head>
  <meta charset="utf-8"/>
  <title>Exported Data</title>
 </head>
 <body><div class="page_wrap"><div class="page_header"><div class="text bold">Chats</div></div><div class="page_body list_page">
 <div class="entry_list">%s</div></div></div></body>
</html>"""
ENTRY = '<a class="entry block_link clearfix" href="../chats/%s/messages.html#allow_back"><div class="body">' \
    '<div class="pull_right info details">%s</div><div class="name bold">A</div></div></a>'


def pack(path: Path, members: dict[str, str | Path]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, held in members.items():
            archive.writestr(name, held.read_bytes() if isinstance(held, Path) else held)
    return path


def test_the_first_page_of_a_channel_speaks_for_the_others(tmp_path: Path) -> None:
    run(tmp_path / "archive.db", CHATS / "ChatExport_2022-11-05")
    assert rows(tmp_path / "archive.db", "SELECT native_id, visibility FROM posts ORDER BY native_id") == [
        (f"harbournotes/{number}", "public") for number in (2, 3, 5, 6, 7)]
    assert rows(tmp_path / "archive.db", "SELECT in_reply_to FROM posts WHERE native_id LIKE '%/5'") == [("telegram::harbournotes/2",)]
    assert rows(tmp_path / "archive.db", "SELECT * FROM sightings WHERE relation <> 'export'") == []


@pytest.mark.parametrize("name", ["messages.html", "renamed.html"])
@pytest.mark.parametrize("page", ["personal.html", "bot.html"])
def test_chats_that_may_be_private_leave_nothing(tmp_path: Path, page: str, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes((CHATS / "private" / page).read_bytes())
    said = run(tmp_path / "archive.db", folder)
    assert "Telegram chat that may be private" in said
    assert rows(tmp_path / "archive.db", "SELECT * FROM posts") == rows(tmp_path / "archive.db", "SELECT * FROM problems") == []
    assert not [path for path in tmp_path.glob("archive.db*") if b"PRIVATEWORDS" in path.read_bytes()]


def test_the_list_of_an_accounts_chats_says_which_are_channels(tmp_path: Path) -> None:
    bot = CHATS / "private" / "bot.html"
    export = pack(tmp_path / "export.zip", {
        "DataExport/lists/chats.html": LIST % (ENTRY % ("chat_1", "private") + ENTRY % ("chat_2", "channel") + ENTRY % ("chat_3", "bot")),
        "DataExport/lists/sessions.html": LIST.replace("Chats", "Sessions") % "<div>192.0.2.5</div>",
        "DataExport/chats/chat_1/messages.html": CHATS / "old.html", "DataExport/chats/chat_2/messages.html": bot,
        "DataExport/chats/chat_3/messages.html": bot})
    said = run(tmp_path / "archive.db", export)
    assert rows(tmp_path / "archive.db", "SELECT caption, author_name FROM posts_flat") == [("PRIVATEWORDS", "Weather Bot")]
    assert "1 x login records" in said
    assert "2 x message of a Telegram chat" in said


def test_a_download_of_vk_gives_the_wall_and_the_comments_and_nothing_else(tmp_path: Path) -> None:
    export = pack(tmp_path / "Archive.zip", {
        "Archive/index.html": (DOWNLOAD / "wall.html").read_text("cp1251").partition('<div class="item">')[0],
        "Archive/wall/wall0.html": DOWNLOAD / "wall.html", "Archive/comments/comments0.html": DOWNLOAD / "comments.html",
        "Archive/messages/900/messages0.html": DOWNLOAD / "messages.html", "Archive/sessions/sessions0.html": DOWNLOAD / "sessions.html",
        "Archive/renamed.html": DOWNLOAD / "messages.html"})
    said = run(tmp_path / "archive.db", export)
    assert "2 x direct messages" in said
    assert rows(tmp_path / "archive.db", "SELECT p.kind, p.native_id, caption, a.native_id FROM posts p JOIN authors a ON a.id = author_id "
                "WHERE caption <> '' ORDER BY 1, 2") == [
        ("", "wall512_6", "Убрано", "512"), ("", "wall512_7", "Два корабля пришли в порт.\nОдин из них синий.", "512"),
        ("", "wall512_9", "С днём рождения!", "900"),
        ("comment", "wall-77_15_r20", "Какая карта?", "512"), ("comment", "wall-77_16_r21", "И мне", "512"),
        ("comment", "wall512_9_r11", "Спасибо", "512")]
    assert rows(tmp_path / "archive.db", "SELECT metric, value, observed_at FROM metrics") == [
        ("comments", 3, "2026-01-01T00:00:00.000Z")]
    assert not [path for path in tmp_path.glob("archive.db*") if b"PRIVATEWORDS" in path.read_bytes() or b"192.0.2" in path.read_bytes()]
