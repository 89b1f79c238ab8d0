"""Exports by way of the command line: what joins across runs, what is never read, how unknown tables are understood."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LONG = "The harbour pilot wrote down every ship that came in that winter, and what it carried. " * 5 + "End."
SECRET = "PRIVATEWORDS"


def run(database: Path, *words: object, code: int = 0) -> str:
    """One ``ingest``; gives what it said."""
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "ingest", "--jobs", "1", "--db", str(database), *map(str, words)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stderr


def rows(database: Path, sql: str) -> list[Any]:
    with sqlite3.connect(database) as connection:
        return connection.execute(sql).fetchall()


def snowflake(milliseconds: int) -> str:
    return str((milliseconds - 1288834974657) << 22)


def script(path: Path, variable: str, items: list[Any]) -> Path:
    path.write_text(f"window.YTD.{variable}.part0 = {json.dumps(items)}")
    return path


@pytest.mark.parametrize("turned", [False, True])
def test_a_long_text_finds_its_tweet_in_another_run(tmp_path: Path, turned: bool) -> None:
    tweet = {"tweet": {"id_str": snowflake(1700000000000), "full_text": LONG[:270] + "…", "created_at": "Tue Nov 14 22:13:20 +0000 2023",
                       "favorite_count": "3", "entities": {}}}
    note = {"noteTweet": {"noteTweetId": snowflake(1699999999980), "createdAt": "2023-11-14T22:13:19.000Z", "core": {"text": LONG}}}
    files = [script(tmp_path / "tweets.js", "tweets", [tweet]), script(tmp_path / "note-tweet.js", "note_tweet", [note])]
    database = tmp_path / "archive.db"
    for path in reversed(files) if turned else files:
        run(database, path)
    assert rows(database, "SELECT kind, native_id, caption, likes FROM posts") == [("", snowflake(1700000000000), LONG.strip(), 3)]


def test_messages_and_login_records_never_enter_the_archive(tmp_path: Path) -> None:
    said = f"{SECRET} https://x.com/somebody/status/20"
    chat = {"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "timestamp_ms": 1600000000000, "content": said}]}
    members: dict[str, Any] = {
        "x/data/direct-messages-part2.js": "window.YTD.direct_messages.part2 = " + json.dumps(
            [{"dmConversation": {"messages": [{"messageCreate": {"text": said}}]}}]),
        "x/data/ip-audit.js": 'window.YTD.ip_audit.part0 = [{"ipAudit": {"loginIp": "PRIVATEWORDS"}}]',
        "ig/your_instagram_activity/messages/inbox/a/message_1.json": chat, "ig2/messages/inbox/a/message_1.json": chat,
        "fb/your_facebook_activity/messages/inbox/a/message_1.json": chat,
        "li/messages.csv": f"CONVERSATION ID,FROM,SENDER PROFILE URL,CONTENT\n1,A,u,{said}\n",
        "li/Connections.csv": f"First Name,Last Name,URL,Email Address\nA,B,https://www.linkedin.com/in/a,{SECRET}\n",
        "discord/messages/c1/messages.json": [{"ID": 1, "Timestamp": "2023-01-01", "Contents": said, "Attachments": ""}],
        "snap/json/chat_history.json": {"friend": [{"Content": said}]}, "snap/json/account.json": {"Login History": [{"IP": SECRET}]},
        "tg/result.json": {"name": "A", "type": "personal_chat", "id": 5, "messages": [
            {"id": 1, "type": "message", "date": "2024-03-15T14:20:00", "from": "A", "from_id": "user1", "text": said}]},
        "tiktok/Direct Messages/Direct Messages.txt": f">>> Chat History with a:\n2023-01-01 10:00:00 UTC\nA: {said}\n",
        "reddit/chat_history.csv": f"message_id,username,message\n1,u,{said}\n",
        "whatsapp.txt": f"[12/03/23, 10:00:00] Ann: {said}\n",
    }
    with zipfile.ZipFile(tmp_path / "downloads.zip", "w") as archive:
        for name, value in members.items():
            archive.writestr(name, value if isinstance(value, str) else json.dumps(value))
    database = tmp_path / "archive.db"
    summary = run(database, tmp_path / "downloads.zip", code=3)
    assert "left alone" in summary
    assert "direct messages" in summary
    assert rows(database, "SELECT * FROM posts") == []
    assert not [path for path in tmp_path.glob("archive.db*") if SECRET.encode() in path.read_bytes()]
    problems = rows(database, "SELECT fragment FROM problems")
    assert not [row for row in problems if SECRET.encode() in (row[0] if isinstance(row[0], bytes) else str(row[0]).encode())]


def test_columns_of_unknown_tables_are_named_or_guessed(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("link;words;favs;day\nhttps://www.instagram.com/p/CDEFGHIJKLM/;two boats;5;2023-11-15 10:00\n")
    run(tmp_path / "mapped.db", table, "--map", "url=link,caption=words,likes=favs,created_at=day")
    assert rows(tmp_path / "mapped.db", "SELECT native_id, caption, likes, created_at FROM posts") == [
        ("CDEFGHIJKLM", "two boats", 5, "2023-11-15T10:00:00.000Z")]
    assert "columns guessed" in run(tmp_path / "guessed.db", table)
    said = run(tmp_path / "wrong.db", table, "--map", "url=link,likes=hearts", code=3)
    assert "no column hearts; the columns are link, words, favs, day" in said
    assert "no field hearts" in run(tmp_path / "usage.db", table, "--map", "hearts=favs", code=2)


def test_a_workbook_is_a_table_too(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("link", "words", "favs"), ("https://www.instagram.com/p/CDEFGHIJKLM/", "two boats", 5)):
        book.active.append(row)
    book.save(tmp_path / "posts.xlsx")
    run(tmp_path / "archive.db", tmp_path / "posts.xlsx", "--map", "url=link,caption=words,likes=favs")
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption, likes FROM posts") == [("CDEFGHIJKLM", "two boats", 5)]


def test_one_tweet_from_three_sources_is_one_row_in_every_order(tmp_path: Path) -> None:
    number, moment = snowflake(1700000000000), "Tue Nov 14 22:13:20 +0000 2023"
    full = "A short remark about the lighthouse, its keeper and the two dogs."
    download = script(tmp_path / "tweets.js", "tweets", [{"tweet": {
        "id_str": number, "full_text": full, "created_at": moment, "favorite_count": "3", "entities": {}}}])
    (tmp_path / "pull.jsonl").write_text(json.dumps({
        "id_str": number, "full_text": full, "created_at": moment, "favorite_count": 9, "retweet_count": 1, "entities": {},
        "user": {"screen_name": "keeper", "name": "Keeper", "id_str": "5"}}) + "\n")
    (tmp_path / "page.html").write_text(
        f'<p>News</p><blockquote class="twitter-tweet"><p>A short remark</p>&mdash; Keeper (@keeper) '
        f'<a href="https://twitter.com/keeper/status/{number}">November 14, 2023</a></blockquote>')
    results = set()
    for order in permutations((download, tmp_path / "pull.jsonl", tmp_path / "page.html")):
        database = tmp_path / f"{len(list(tmp_path.glob('*.db')))}.db"
        for path in order:
            run(database, path)
        results.add((*rows(database, "SELECT native_id, caption, likes, created_at FROM posts"),
                     *sorted(rows(database, "SELECT metric, value FROM metrics"))))
    assert len(results) == 1
    (found,) = results
    assert found[0][:2] == (number, full)
    assert {("likes", 3), ("likes", 9)} <= set(found[1:])


def test_instaloaders_files_are_one_post_and_its_profile_is_no_problem(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "kutter.kiel"
    folder.mkdir(parents=True)
    stem = "2021-01-08_06-13-20_UTC"
    (folder / f"{stem}.txt").write_text("two boats")
    (folder / f"{stem}.json").write_text(json.dumps({"instaloader": {"node_type": "Post"}, "node": {
        "__typename": "GraphImage", "id": "2481000000000000000", "shortcode": "CJu0abcdefg", "taken_at_timestamp": 1610086400,
        "display_url": "https://scontent.cdninstagram.com/a.jpg", "owner": {"id": "5", "username": "kutter.kiel"}}}))
    (folder / "kutter.kiel_5.json").write_text(json.dumps({"instaloader": {"node_type": "Profile"}, "node": {"username": "kutter.kiel"}}))
    assert "left alone: 1 x instaloader Profile file" in run(tmp_path / "archive.db", tmp_path / "in")
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption FROM posts") == [("CJu0abcdefg", "two boats")]
    assert rows(tmp_path / "archive.db", "SELECT local FROM media") == [(f"{stem}.jpg",)]
