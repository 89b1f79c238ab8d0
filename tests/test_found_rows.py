"""Tables and dumps of tools as they were met: Bright Data, Apify's actors, PhantomBuster, Octoparse, houses that measure, platforms' own
tables. Each is one file of a run; what must come out was written down first."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import main

OPAQUE = "pfbid02aaaXXXbbbCCCdddEEEfffGGGhhhIIIjjjKKKlllMMMnnnOOOpppQQQ"
WALL, HOME = "https://www.facebook.com/harbour.daily", "https://www.linkedin.com/in/ann-harbour"
DRY = {"caption": "The nets are dry."}


def activity(minute: int) -> str:
    return str(1714557600000 + minute * 60000 << 22)


def table(**row: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows((row.keys(), row.values()))
    return out.getvalue()


Case = tuple[str, Any, str, dict[str, Any]]
CASES: dict[str, Case] = {
    # Bright Data
    "a post on Facebook": ("fb.json", {
        "url": f"{WALL}/posts/{OPAQUE}a", "post_id": "921545786290001", "user_url": WALL, "user_username_raw": "Harbour Daily",
        "content": "The nets are dry.", "date_posted": "2024-02-12T02:56:03.000Z", "num_comments": 56, "num_shares": 28,
        "num_likes_type": {"type": "Like", "num": 734}, "page_name": "Harbour Daily", "profile_id": "100053262730001", "likes": 801,
        "attachments": [{"id": "1", "type": "Photo", "url": "https://scontent.example.fbcdn.net/v/1_n.jpg", "video_url": None}],
        "timestamp": "2024-10-01T09:20:11.123Z"}, "facebook::921545786290001",
        DRY | {"name": "Harbour Daily", "handle": "harbour.daily", "created": "2024-02-12T02:56:03", "likes": 801, "comments": 56,
               "shares": 28, "media": 1, "members": 2}),
    "a post on Reddit": ("re.json", {
        "post_id": "t3_1ck1a2b", "url": "https://www.reddit.com/r/fishing/comments/1ck1a2b/how_to_mend_a_net/", "user_posted": "old_salt",
        "title": "How to mend a net", "description": "Begin at the hole.", "num_comments": 12, "date_posted": "2024-05-04T16:00:00.000Z",
        "community_name": "fishing", "num_upvotes": 310, "timestamp": "2024-06-01"}, "reddit::t3_1ck1a2b",
        {"title": "How to mend a net", "handle": "old_salt", "score": 310, "comments": 12, "created": "2024-05-04T16:00:00"}),
    "a comment inside a post on Reddit": ("rec.json", {
        "post_id": "t3_1ck1a2c", "url": "https://www.reddit.com/r/fishing/comments/1ck1a2c/knots/", "user_posted": "old_salt",
        "title": "Knots", "comments": [{"comment": "The nets are dry.", "date_of_comment": "2024-05-04T17:00:00.000Z", "num_upvotes": 3,
                      "user_commenting": "bo", "url": "https://www.reddit.com/r/fishing/comments/1ck1a2c/comment/l2k3j4h/"}]},
        "reddit:comment:t1_l2k3j4h", DRY | {"handle": "bo", "score": 3, "created": "2024-05-04T17:00:00"}),
    "a film": ("yt.json", {
        "url": "https://www.youtube.com/watch?v=bD0yTuBe_01", "title": "Mending", "youtuber": "@NetsDaily", "handle_name": "Nets Daily",
        "likes": 900, "views": 10200, "num_comments": 31, "date_posted": "2024-01-02T00:00:00.000Z", "description": "All about holes.",
        "video_id": "bD0yTuBe_01", "timestamp": "2024-06-01T00:00:00Z"}, "youtube::bD0yTuBe_01",
        {"title": "Mending", "name": "Nets Daily", "handle": "NetsDaily", "likes": 900, "views": 10200, "comments": 31}),
    "a comment on Instagram": ("igc.json", {
        "url": "https://www.instagram.com/p/CzAb9dEfGh2", "comment_user": "bo.b", "comment_date": "2023-11-02T12:01:02.000Z",
        "comment": "The nets are dry.", "likes_number": 3, "replies_number": 0, "post_url": "https://www.instagram.com/p/CzAb9dEfGh2",
        "post_user": "harbour.nets", "comment_id": "18000000000000001", "timestamp": "2023-12-01T00:00:00Z"},
        "instagram:comment:18000000000000001", DRY | {"handle": "bo.b", "likes": 3, "created": "2023-11-02T12:01:02"}),
    "a comment on Facebook": ("fbc.json", {
        "url": f"{WALL}/posts/921545786290002", "post_id": "921545786290002", "post_url": f"{WALL}/posts/921545786290002",
        "comment_id": "Y29tbWVudDo5MjE1NDU3ODYyOTAwMDJfMzMxMTIyMzM0NDU1NjY3", "user_name": "Bo Berg",
        "date_created": "2024-02-13T02:56:03.000Z", "comment_text": "The nets are dry.", "num_likes": 6, "type": "Comment"},
        "facebook:comment:921545786290002_331122334455667", DRY | {"name": "Bo Berg", "likes": 6, "created": "2024-02-13T02:56:03"}),
    "a comment on TikTok": ("ttc.json", {
        "url": "https://www.tiktok.com/@ann/video/7364000000000000081", "post_date_created": "2024-05-01T10:00:00.000Z",
        "date_created": "2024-05-02T10:00:00.000Z", "comment_text": "The nets are dry.", "num_likes": 4, "commenter_user_name": "Bo",
        "commenter_url": "https://www.tiktok.com/@bo.b", "comment_id": "7364111111111111122"}, "tiktok:comment:7364111111111111122",
        DRY | {"handle": "bo.b", "name": "Bo", "likes": 4, "created": "2024-05-02T10:00:00"}),
    # Apify
    "a post that looks like one of a download": ("s1.json", {
        "url": f"{WALL}/posts/{OPAQUE}b", "postId": "1220007700150004", "postText": "The nets are dry.", "timestamp": 1714557600000,
        "reactionsCount": 62, "commentsCount": 9, "reactions": {"Like": 50, "Love": 12}, "author": {"name": "Harbour Daily"},
        "attachments": [{"__typename": "Photo", "image": "https://scontent.fbcdn.net/z.jpg"}]}, "facebook::1220007700150004",
        DRY | {"name": "Harbour Daily", "likes": 62, "comments": 9, "created": "2024-05-01T10:00:00", "members": 2}),
    "numbers and times in objects": ("li.json", {
        "activity_urn": activity(31), "full_urn": f"urn:li:ugcPost:{activity(30)}", "text": "The nets are dry.",
        "post_url": f"https://www.linkedin.com/posts/harbour-inc_nets-activity-{activity(31)}-EGae?utm_source=social_share_send",
        "posted_at": {"relative": "2h", "is_edited": False, "date": "2024-05-01 12:31:00", "timestamp": 1714559460000},
        "author": {"name": "Harbour Inc", "follower_count": 10, "company_url": "https://www.linkedin.com/company/harbour-inc/posts"},
        "stats": {"total_reactions": 31, "like": 20, "comments": 5, "reposts": 2},
        "media": {"type": "image", "items": [{"url": "https://media.licdn.com/m.jpg", "width": 1}]}}, f"linkedin::activity:{activity(31)}",
        DRY | {"name": "Harbour Inc", "likes": 31, "comments": 5, "shares": 2, "created": "2024-05-01T10:31:00", "media": 1}),
    "the number of comments in an object beside the comments": ("lih.json", {
        "type": "post", "id": activity(32), "linkedinUrl": f"https://www.linkedin.com/posts/ann-harbour_x-activity-{activity(32)}-q1",
        "content": "The nets are dry.", "author": {"publicIdentifier": "ann-harbour", "name": "Ann Harbour", "linkedinUrl": f"{HOME}?x"},
        "postedAt": {"timestamp": 1714559520000, "date": "2024-05-01T10:32:00.000Z"}, "reactions": [], "comments": [],
        "engagement": {"likes": 15, "comments": 2, "shares": 1, "reactions": [{"type": "LIKE", "count": 10}]}},
        f"linkedin::activity:{activity(32)}", DRY | {"likes": 15, "comments": 2, "shares": 1, "handle": "ann-harbour"}),
    # tables
    "PhantomBuster": ("phantom.csv", table(
        postUrl=f"https://www.linkedin.com/feed/update/urn:li:activity:{activity(33)}", imgUrl="https://media.licdn.com/i.jpg",
        type="Image", postContent="The nets are dry.", likeCount="12", commentCount="1", repostCount="0", postDate="2w", action="Post",
        profileUrl=f"{HOME}/", timestamp="2024-05-20T10:00:00.000Z", postTimestamp="2024-05-01T10:33:00.000Z"),
        f"linkedin::activity:{activity(33)}", DRY | {"handle": "ann-harbour", "media": 1, "likes": 12, "created": "2024-05-01T10:33:00"}),
    "words of those who measure": ("rival.csv", table(
        published_at="2024-05-01T10:00:00+00:00", captured_at="2024-05-30T00:00:00+00:00", company="Harbour", channel="twitter",
        presence_handle="harbourinc", message="The nets are dry.", post_link="https://twitter.com/harbourinc/status/1785600000000000003",
        link="https://harbour.example/x", engagement_total="12", applause="9", conversation="2", amplification="1"),
        "twitter::1785600000000000003", DRY | {"handle": "harbourinc", "likes": 9, "comments": 2, "shares": 1}),
    "a column called post": ("sprout.csv", table(**{
        "Date": "05/01/2024 10:00 am", "Post ID": "1785600000000000006", "Network": "Twitter", "Post Type": "Tweet", "Sent by": "Ann",
        "Link": "https://twitter.com/harbourinc/status/1785600000000000006", "Post": "The nets are dry.", "Likes": "8", "Shares": "2"}),
        "twitter::1785600000000000006", DRY | {"handle": "harbourinc", "likes": 8, "shares": 2}),
    "an address that is a number": ("May-01-2024_May-31-2024_1.csv", table(**{
        "Post ID": "921545786290011", "Page ID": "100053262730001", "Page name": "Harbour Daily", "Title": "The nets are dry.",
        "Publish time": "05/02/2024 03:00", "Permalink": "https://www.facebook.com/921545786290011", "Post type": "Photos",
        "Reactions, comments and shares": "17", "Reactions": "12", "Comments": "3", "Shares": "2"}), "facebook::921545786290011",
        DRY | {"name": "Harbour Daily", "likes": 12, "comments": 3, "shares": 2, "created": "2024-05-02"}),
    "a table in Swedish": ("maj.csv", table(**{
        "Publicerings-id": "18010000000000032", "Kontots användarnamn": "hamn.nat", "Kontonamn": "Hamnens nät",
        "Beskrivning": "Näten är torra.", "Publiceringstid": "05/02/2024 03:00", "Permalänk": "https://www.instagram.com/p/C6dSuItE_1b/",
        "Visningar": "90", "Delningar": "1", "Gilla-markeringar": "12", "Kommentarer": "3", "Antal sparade objekt": "2"}),
        "instagram::C6dSuItE_1b", {"caption": "Näten är torra.", "handle": "hamn.nat", "name": "Hamnens nät", "likes": 12, "comments": 3,
                                   "shares": 1, "views": 90, "bookmarks": 2}),
    "shares beside reposts": ("account_analytics_content.csv", table(**{
        "Post id": "1785600000000000008", "Date": "Wed, May 1, 2024", "Post text": "The nets are dry.",
        "Post Link": "https://x.com/ann/status/1785600000000000008", "Likes": "6", "Bookmarks": "1", "Shares": "4", "Replies": "2",
        "Reposts": "3"}), "twitter::1785600000000000008", DRY | {"likes": 6, "shares": 3, "comments": 2, "bookmarks": 1}),
    "a title that is the text": ("content.csv", table(**{
        "Post title": "The nets are dry.", "Post link": f"https://www.linkedin.com/feed/update/urn:li:activity:{activity(34)}",
        "Post type": "Organic", "Created date": "05/01/2024", "Likes": "6", "Comments": "2", "Reposts": "1"}),
        f"linkedin::activity:{activity(34)}", DRY | {"likes": 6, "comments": 2, "shares": 1}),
    "a conversation that is an id": ("x.csv", table(
        tweet_url="https://x.com/ann/status/1785611368657846301", text="The nets are dry.", conversation="1785611368657846300", likes="4"),
        "twitter::1785611368657846301", DRY | {"likes": 4, "comments": None}),
    "a table in German": ("de.csv", table(**{
        "Beitrags-ID": "921545786290021", "Seitenname": "Hafen Heute", "Titel": "Die Netze sind trocken.", "Reaktionen": "12",
        "Veröffentlichungszeit": "05/02/2024 03:00",
        "Permalink": "https://www.facebook.com/hafen.heute/posts/921545786290021", "Kommentare": "3"}),
        "facebook::921545786290021",
        {"caption": "Die Netze sind trocken.", "name": "Hafen Heute", "likes": 12, "comments": 3, "created": "2024-05-02"}),
    "a table in French": ("fr.csv", table(**{
        "Nom d’utilisateur du compte": "port.filets", "Nom du compte": "Port Filets", "Description": "Les filets sont secs.",
        "Heure de publication": "05/02/2024 03:00", "Lien permanent": "https://www.instagram.com/p/C6dSuItE_1c/", "Vues": "90",
        "Partages": "1", "J’aime": "12", "Commentaires": "3", "Enregistrements": "2"}), "instagram::C6dSuItE_1c",
        {"caption": "Les filets sont secs.", "handle": "port.filets", "name": "Port Filets", "likes": 12, "comments": 3, "bookmarks": 2}),
    "YouTube Studio": ("Table data.csv", table(**{
        "Content": "yTsTuDi0_01", "Video title": "Nets", "Video publish time": "May 1, 2024", "Duration": "61", "Views": "900",
        "Likes": "31", "Comments added": "4"}) + "Total,,,,900,31,4\n", "youtube::yTsTuDi0_01",
        {"title": "Nets", "views": 900, "likes": 31, "comments": 4, "created": "2024-05-01"}),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one run, each in a folder of its own."""
    root = tmp_path_factory.mktemp("rows")
    for at, (name, body, _, _) in enumerate(CASES.values()):
        (root / str(at)).mkdir()
        (root / str(at) / name).write_text(body if isinstance(body, str) else json.dumps([body]))
    done = CliRunner().invoke(main, ["ingest", "--jobs", "1", "--db", str(root / "archive.db"), str(root)])
    assert done.exit_code == 0, done.output
    return root / "archive.db"


@pytest.mark.parametrize("name", CASES)
def test_row(name: str, database: Path) -> None:
    _, _, public_id, said = CASES[name]
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        row = connection.execute(
            "SELECT p.*, author_handle AS handle, author_name AS name, created_at AS created,"
            " (SELECT count(*) FROM media WHERE post_id = p.id) AS media,"
            " (SELECT count(*) FROM post_members WHERE post_id = p.id) AS members FROM posts_flat p WHERE public_id = ?",
            (public_id,)).fetchone()
    assert row is not None
    found = {field: (row[field] or "")[:len(value)] if field == "created" else row[field] for field, value in said.items()}
    assert found == said
