"""Exports by way of the command line: what joins across runs, what is never read, how unknown tables are understood."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import main
from ingest.commands.care import address
from ingest.model import Key

LONG = "The harbour pilot wrote down every ship that came in that winter, and what it carried. " * 5 + "End."
SECRET = "PRIVATEWORDS"


def run(database: Path, *words: object, code: int = 0) -> str:
    """One ``ingest`` in this process (its workers are processes of their own); gives what it said."""
    done = CliRunner().invoke(main, ["ingest", "--jobs", "1", "--db", str(database), *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def rows(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection, connection:
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
        "reddit/ip_logs.csv": f"date,ip\nregistration ip,{SECRET}\n", "tiktok/Searches.txt": f"Date: 2023-01-01\nSearch Term: {said}\n",
        "reddit/drafts.csv": f"id,title,body,kind,is_public_link\n1,t,{said},markdown,False\n",
    }
    members |= dict.fromkeys((
        "ig/your_instagram_activity/messages/inbox/a/message_1.html", "ig/logged_information/recent_searches/searches.html",
        "ig/personal_information/device_information/devices.html", "fb/html/messages.htm", "fb/html/security.htm",
        "snap/html/chat_history.html", "snap/html/account.html", "Takeout/My Activity/Search/MyActivity.html",
        "Takeout/Google Chat/Groups/a/messages.html"),
        f"<html><head><title>page</title></head><body><div><p>{said}</p></div></body></html>")
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
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book = openpyxl.Workbook()
    for row in (("link", "words", "favs"), ("https://www.instagram.com/p/CDEFGHIJKLM/", "two boats", 5)):
        book.active.append(row)
    book.save(tmp_path / "posts.xlsx")
    run(tmp_path / "archive.db", tmp_path / "posts.xlsx", "--map", "url=link,caption=words,likes=favs")
    assert rows(tmp_path / "archive.db", "SELECT native_id, caption, likes FROM posts") == [("CDEFGHIJKLM", "two boats", 5)]


def test_every_sheet_of_a_workbook_has_columns_of_its_own_and_its_large_numbers_are_in_doubt(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book = openpyxl.Workbook()
    for row in (("Link", "Text", "Likes"), ("https://www.instagram.com/p/CDEFGHIJKLM/", "two boats", 5)):
        book.active.append(row)
    second = book.create_sheet("tweets")
    for row in (("Tweet Id", "Text", "Date"), (1724560000000000001, "a map", datetime(2023, 11, 14, 22, 13, 20)),
                (1724560000000012345, "a chart", datetime(2023, 11, 14, 23, 0, 0))):
        second.append(row)
    book.save(tmp_path / "posts.xlsx")
    said = run(tmp_path / "archive.db", tmp_path / "posts.xlsx", code=3)
    assert "columns guessed" in said
    assert "lost their last digits" in said
    assert rows(tmp_path / "archive.db", "SELECT platform, caption, likes FROM posts ORDER BY caption") == [
        ("twitter", "a chart", None), ("twitter", "a map", None), ("instagram", "two boats", 5)]


def test_a_sheets_header_may_stand_below_titles_and_names_of_groups(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'afterpost[xlsx]'")
    book = openpyxl.Workbook()
    shown = "https://www.instagram.com/p/CDEFGHIJKLM/c/17902223334445556/"
    for row in (("", "Comments"), ("URL:", "https://www.instagram.com/p/CDEFGHIJKLM/"), (),
                ("", "Name (click to view profile)", "Profile ID", "Date", "Likes", "Comment", "(view source)"),
                (1, "otto.k", "99", "2021-10-07 13:00:00", 2, "Which boats?", shown)):
        book.active.append(row)
    second = book.create_sheet("edges")
    for row in (("", "", "Visual Properties"), ("Vertex 1", "Vertex 2", "Color", "Tweet", "Twitter Page for Tweet", "Favorite Count"),
                ("marta", "otto", "", "a map", "https://twitter.com/marta/status/1724560000000012345", 5)):
        second.append(row)
    book.save(tmp_path / "report.xlsx")
    run(tmp_path / "archive.db", tmp_path / "report.xlsx")
    assert rows(tmp_path / "archive.db", "SELECT kind, native_id, caption, likes FROM posts ORDER BY kind") == [
        ("", "1724560000000012345", "a map", 5), ("comment", "17902223334445556", "Which boats?", 2)]


@pytest.mark.parametrize("suffix", ["tsv", "ndjson", "json"])
def test_columns_are_named_or_guessed_in_every_kind_of_table(tmp_path: Path, suffix: str) -> None:
    record = {"link": "https://www.instagram.com/p/CDEFGHIJKLM/", "words": "two boats", "likes": "5", "day": "2023-11-15 10:00"}
    body = {"tsv": "\t".join(record) + "\n" + "\t".join(record.values()) + "\n", "ndjson": json.dumps(record) + "\n",
            "json": json.dumps([record])}
    table = tmp_path / f"posts.{suffix}"
    table.write_text(body[suffix])
    run(tmp_path / "mapped.db", table, "--map", "url=link,caption=words,created_at=day")
    assert rows(tmp_path / "mapped.db", "SELECT native_id, caption, likes, created_at FROM posts") == [
        ("CDEFGHIJKLM", "two boats", 5, "2023-11-15T10:00:00.000Z")]
    assert "columns guessed" in run(tmp_path / "guessed.db", table)
    assert rows(tmp_path / "guessed.db", "SELECT native_id, caption, likes FROM posts") == [("CDEFGHIJKLM", None, 5)]


NUMBER, MOMENT = snowflake(1700000000000), "Tue Nov 14 22:13:20 +0000 2023"
FULL = "A short remark about the lighthouse, its keeper and the two dogs."


def sources(folder: Path) -> tuple[Path, ...]:
    """One tweet as a download (made in December), as two pulls by twarc (January and February), and as an embed that cuts its text."""
    download = folder / "download" / "data"
    download.mkdir(parents=True)
    (download / "manifest.js").write_text("window.__THAR_CONFIG = " + json.dumps({
        "userInfo": {"accountId": "5", "userName": "keeper", "displayName": "Keeper"},
        "archiveInfo": {"generationDate": "2023-12-01T00:00:00.000Z"}}))
    script(download / "tweets.js", "tweets", [{"tweet": {
        "id_str": NUMBER, "full_text": FULL, "created_at": MOMENT, "favorite_count": "3", "entities": {}}}])
    (folder / "pulls").mkdir()
    for month, likes in ((1, 9), (2, 8)):
        (folder / "pulls" / f"pull-{month}.jsonl").write_text(json.dumps({
            "data": [{"id": NUMBER, "text": FULL, "author_id": "5", "created_at": "2023-11-14T22:13:20.000Z",
                      "public_metrics": {"like_count": likes, "retweet_count": 1, "reply_count": 0, "quote_count": 0}}],
            "includes": {"users": [{"id": "5", "username": "keeper", "name": "Keeper"}]},
            "__twarc": {"version": "2.9", "retrieved_at": f"2024-0{month}-05T10:00:00+00:00"}}) + "\n")
    (folder / "page.html").write_text(
        f'<p>News</p><blockquote class="twitter-tweet"><p>A short remark</p>&mdash; Keeper (@keeper) '
        f'<a href="https://twitter.com/keeper/status/{NUMBER}">November 14, 2023</a></blockquote>')
    return folder / "download", folder / "pulls", folder / "page.html"


def test_one_tweet_from_three_sources_is_one_row_in_every_order(tmp_path: Path) -> None:
    results, orders = set(), list(permutations(sources(tmp_path)))
    for order in orders:
        database = tmp_path / f"{order[0].name}-{order[1].name}.db"
        first = tmp_path / f"{order[0].name}.db"
        if not first.exists():
            run(first, order[0])
        shutil.copy(first, database)  # the run before is the same for two orders
        run(database, order[1])
        run(database, order[2])
        results.add((*rows(database, "SELECT native_id, caption, likes, likes_at, created_at FROM posts"),
                     *sorted(rows(database, "SELECT metric, value, observed_at FROM metrics"))))
    assert len(orders) == 6
    (found,) = results
    assert found[0] == (NUMBER, FULL, 8, "2024-02-05T10:00:00.000Z", "2023-11-14T22:13:20.000Z")
    assert {("likes", 3, "2023-12-01T00:00:00.000Z"), ("likes", 9, "2024-01-05T10:00:00.000Z"),
            ("likes", 8, "2024-02-05T10:00:00.000Z"), ("shares", 1, "2024-01-05T10:00:00.000Z")} <= set(found[1:])


def test_a_download_without_one_of_the_parts_that_it_lists_is_a_problem(tmp_path: Path) -> None:
    download, *_ = sources(tmp_path)
    listed = json.loads((download / "data" / "manifest.js").read_text().partition("=")[2])
    files = [{"fileName": f"data/{name}.js", "globalName": "x", "count": count}
             for name, count in (("tweets", "2"), ("tweets-part1", "7"), ("direct-messages", "5"), ("note-tweet", "0"))]
    listed["dataTypes"] = {"tweets": {"files": files}}
    (download / "data" / "manifest.js").write_text("window.__THAR_CONFIG = " + json.dumps(listed))
    run(tmp_path / "archive.db", download, code=3)
    assert sorted(rows(tmp_path / "archive.db", "SELECT reason, detail FROM problems")) == [
        ("truncated", "data/tweets-part1.js with 7 records is missing: the download's own list names it"),
        ("truncated", "the download's own list says 2 records, 1 are here")]
    listed["archiveInfo"]["isPartialArchive"] = True
    (download / "data" / "manifest.js").write_text("window.__THAR_CONFIG = " + json.dumps(listed))
    run(tmp_path / "partial.db", download)


@pytest.mark.parametrize(("body", "words"), [
    ({"data": {"user": {"result": {"timeline": {"instructions": [{"type": "TimelineClearCache", "entries": []}]}}}}},
     ("data.user.result.timeline.instructions", "TimelineClearCache")),
    ({"error": {"message": "Unsupported get request", "code": 100}}, ("an error answer: Unsupported get request",)),
    ([{"user_screen_name": "a", "to_tweetid": "", "timestamp_utc": 5}], ("user_screen_name", "nearest kinds: twitter/minet")),
    ({}, ("nothing in them",)),
    ([[1, 2]], ("int values",)),
])
def test_a_file_that_fits_nothing_says_what_it_looked_like(tmp_path: Path, body: Any, words: tuple[str, ...]) -> None:
    (tmp_path / "strange.json").write_text(json.dumps(body))
    said = run(tmp_path / "archive.db", tmp_path / "strange.json", code=3)
    assert all(word in said for word in words), said


def test_errors_of_collectors_and_service_lines_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text(json.dumps([
        {"url": "https://www.instagram.com/p/CJuV5PqnTz0/", "caption": "two boats", "likesCount": 5},
        {"url": "https://www.instagram.com/p/CJuV5PqnTz1/", "error": "not_found", "errorDescription": "gone"}]))
    (tmp_path / "dump.json").write_text(json.dumps([
        [2, {"category": "twitter", "subcategory": "tweet", "tweet_id": int(NUMBER), "content": "A map."}],
        [-1, {"error": "AuthRequired", "message": "log in"}]]))
    (tmp_path / "stream.json").write_text('{"limit": {"track": 5}}\n{"disconnect": {"code": 7}}\n')
    said = run(tmp_path / "archive.db", *sorted(tmp_path.glob("*.json")))
    assert "2 x rows of a collector that got nothing" in said
    assert sorted(rows(tmp_path / "archive.db", "SELECT native_id FROM posts")) == [(NUMBER,), ("CJuV5PqnTz0",)]


@pytest.mark.parametrize("key", [
    Key("instagram", "", "x-0123456789abcdef01234567"), Key("instagram", "comment", "17900000000000077"),
    Key("facebook", "", "x-0123456789abcdef01234567"), Key("facebook", "story", "x-0123456789abcdef01234567"),
    Key("facebook", "comment", "200_300"), Key("twitter", "note", "1712845355925082112"), Key("tiktok", "comment", "7106600000000000123"),
    Key("youtube", "comment", "UgxQz3bW8xkTsQz3bW8xkTs4AaABAg"), Key("telegram", "", "x-0123456789abcdef01234567/5"),
])
def test_ids_that_no_address_leads_to_get_none(key: Key) -> None:
    assert address(key, "ada") == ""


def test_other_ids_have_their_address() -> None:
    assert address(Key("instagram", "", "x-abcdefghi"), None) == "https://www.instagram.com/p/x-abcdefghi/"
    assert address(Key("vk", "comment", "wall-1_2_r3"), None) == "https://vk.com/wall-1_2_r3"
    assert address(Key("reddit", "comment", "t1_abc"), None).endswith("t1_abc")


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
