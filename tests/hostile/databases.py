"""Databases of SQLite: damaged, odd, malicious, and with what lies beside them."""

import gzip
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from hostile.case import Case, Posts
from hostile.packed import zipped

MIB = 1 << 20
TABLES = ("create table users (id text primary key, screen_name text, name text)",
          "create table tweets (id text primary key, user text, created_at text, full_text text)")
Base = sqlite3.Connection


def filled(p: Posts, base: Base, *numbers: int, tables: tuple[str, ...] = TABLES) -> None:
    """The tables that twitter-to-sqlite makes."""
    for one in tables:
        base.execute(one)
    base.execute("insert into users (id, screen_name, name) values ('12', 'ctrl', 'Control')")
    for number in numbers:
        base.execute("insert into tweets (id, user, created_at, full_text) values (?, '12', '2020-06-01T12:00:00+00:00', ?)", (p.id(number),
                     f"words {number}"))


def made(p: Posts, *numbers: int, before: tuple[str, ...] = (), after: tuple[str, ...] = (), tables: tuple[str, ...] = TABLES,
         then: Callable[[Base], object] = lambda base: None) -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        for one in before:
            base.execute(one)
        filled(p, base, *numbers, tables=tables)
        for one in after:
            base.execute(one)
        then(base)
        base.commit()
        return base.serialize()


def _many(p: Posts) -> bytes:
    """Posts on many pages, with room for damage between them."""
    return made(p, *range(1, 301), then=lambda base: base.execute("update tweets set full_text = full_text || ?", (" word" * 100,)))


def _beside(p: Posts, mode: str) -> Mapping[str, bytes]:
    """A database in use: its newest rows are in the file beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "twitter.db")
        with closing(sqlite3.connect(path)) as base:
            filled(p, base, 1)
            base.commit()
            base.execute("pragma journal_mode = wal")
            base.execute("pragma wal_autocheckpoint = 0")
            base.execute("insert into tweets values (?, '12', '2020-06-01T12:00:00+00:00', 'words 2')", (p.id(2),))
            base.commit()
            files = {one.name: one.read_bytes() for one in Path(folder).iterdir()}
    wal = files["twitter.db-wal"]
    return {"twitter.db": files["twitter.db"]} | {
        "whole": {"twitter.db-wal": wal, "twitter.db-shm": files["twitter.db-shm"]}, "cut": {"twitter.db-wal": wal[:-100]},
        "junk": {"twitter.db-wal": b"\xff" * 5000}, "none": {}, "alone": {"twitter.db-shm": b"\0" * 32_768}}[mode]


def base(name: str, attacks: str, make: Callable[[Posts], bytes | Mapping[str, bytes]], must: tuple[int, ...] = (1, 2), may: tuple[int,
         ...] = (), *, told: str = "any", slow: bool = False) -> Case:
    return Case(f"db/{name}", attacks, make, must, may, told=told, slow=slow)


def _patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value):]


_ALL = tuple(range(1, 301))
CASES: tuple[Case, ...] = (
    base("good.db", "control", lambda p: made(p, 1, 2), told="no"),
    base("renamed.html", "a database that is called a page", lambda p: made(p, 1, 2), told="no"),
    base("page_damaged.db", "a page in the middle is damaged", lambda p: (whole := _many(p)) and _patched(whole, len(whole) // 8192 * 4096,
         b"\xff" * 4096), (1, 2), _ALL[2:], told="yes"),
    base("page_zero.db", "a page in the middle is zeros", lambda p: (whole := _many(p)) and _patched(whole, len(whole) // 8192 * 4096,
         bytes(4096)), (1, 2), _ALL[2:], told="yes"),
    base("cut.db", "the last third is missing", lambda p: (whole := _many(p)) and whole[: len(whole) * 2 // 3], (), _ALL, told="yes"),
    base("cut_page.db", "cut inside of the first page", lambda p: made(p, 1, 2)[:900], (), (1, 2), told="yes"),
    base("head_only.db", "nothing but its head", lambda p: made(p, 1)[:100], (), told="yes"),
    base("magic_only.db", "nothing but its name", lambda p: b"SQLite format 3\0", (), told="yes"),
    base("behind.db", "64 KiB behind the end", lambda p: made(p, 1, 2) + bytes(65_536)),
    base("page_size.db", "a page size of three", lambda p: _patched(made(p, 1, 2), 16, b"\0\3"), (), (1, 2), told="yes"),
    base("version.db", "a version of the future", lambda p: _patched(made(p, 1, 2), 18, b"\x09\x09"), (), (1, 2), told="yes"),
    base("encoding.db", "an encoding that nobody knows", lambda p: _patched(made(p, 1, 2), 56, b"\0\0\0\x09"), (), (1, 2)),
    base("schema_format.db", "a schema of the future", lambda p: _patched(made(p, 1, 2), 44, b"\0\0\0\x63"), (), (1, 2), told="yes"),
    base("free_list.db", "a list of free pages that runs in circles", lambda p: _patched(made(p, 1, 2), 32, b"\0\0\0\x02\0\0\xff\xff")),
    base("root_loop.db", "tables whose pages are each other", lambda p: made(p, 1, 2, before=("pragma writable_schema = on",), after=(
        "update sqlite_master set rootpage = 1 where name = 'tweets'",)), (), (1, 2)),
    base("root_beyond.db", "a table behind the end", lambda p: made(p, 1, 2, before=("pragma writable_schema = on",),
         after=("update sqlite_master set rootpage = 99999 where name = 'tweets'",)), (), (1, 2), told="yes"),
    base("schema_junk.db", "a table whose definition is rubbish", lambda p: made(p, 1, 2, before=("pragma writable_schema = on",),
         after=("create table other (a)",
         "update sqlite_master set sql = 'create tabel (((' where name = 'other'",)), (), (1, 2)),
    base("schema_bytes.db", "a table whose definition is no text", lambda p: made(p, 1, 2, after=("create table other (abcdef)",
         )).replace(b"abcdef", b"\xff\xfe\xc0\xaf\x80\x81"), (), (1, 2)),
    base("encrypted.db", "an encrypted database", lambda p: bytes((n * 73 + 41) % 256 for n in range(8192)), ()),
    base("view.db", "a view in place of the table", lambda p: made(p, 1, 2, after=("alter table tweets rename to kept",
         "create view tweets as select * from kept")), (), (1, 2)),
    base("view_endless.db", "a view without an end", lambda p: made(p, 1, 2,
         after=("create view endless as with recursive c(x) as (select 1 union all select x + 1 from c) select x from c",))),
    base("computed.db", "a computed column of 80 MB", lambda p: made(p, 1, 2, tables=(TABLES[0],
         TABLES[1][:-1] + ", more text as (hex(zeroblob(40000000))))")), (), (1, 2)),
    base("computed_loop.db", "a computed column that never ends", lambda p: made(p, 1, 2, tables=(TABLES[0],
         TABLES[1][:-1] + ", more text as (printf('%.*c', 70000000, 'x')))")), (), (1, 2)),
    base("triggers.db", "triggers on everything", lambda p: made(p, 1, 2,
         after=("create trigger t after insert on tweets begin delete from tweets; end",))),
    base("virtual.db", "a virtual table of a module that is not there", lambda p: made(p, 1, 2, before=("pragma writable_schema = on",),
         after=(
        "insert into sqlite_master values ('table', 'v', 'v', 0, 'create virtual table v using klingon(a)')",))),
    base("search.db", "a search table", lambda p: made(p, 1, 2,
         after=("create virtual table tweets_fts using fts5(full_text, content='tweets')",))),
    base("no_rowid.db", "tables without row numbers", lambda p: made(p, 1, 2, tables=tuple(one + " without rowid" for one in TABLES))),
    base("strict.db", "strict tables", lambda p: made(p, 1, 2, tables=tuple(one + " strict" for one in TABLES))),
    base("blobs.db", "texts that are bytes", lambda p: made(p, 1, 2,
         then=lambda b: b.execute("update tweets set full_text = x'ff00fe776f726473'"))),
    base("bad_text.db", "texts that are no UTF-8", lambda p: made(p, 1, 2,
         then=lambda b: b.execute("update tweets set full_text = cast(x'ff776fc0af' as text)"))),
    base("zero_text.db", "texts with zeros", lambda p: made(p, 1, 2,
         then=lambda b: b.execute("update tweets set full_text = 'a' || char(0) || 'b'"))),
    base("huge_text.db", "a text of 70 MB in one row", lambda p: made(p, 1, 2, 3,
         then=lambda b: b.execute("update tweets set full_text = replace(hex(zeroblob(35000000)), '0', 'x') where id = ?", (p.id(2),))), (),
         (1, 2, 3), told="yes", slow=True),
    base("big_text.db", "a text of 10 MB in one row", lambda p: made(p, 1, 2, 3,
         then=lambda b: b.execute("update tweets set full_text = replace(hex(zeroblob(5000000)), '0', 'x') where id = ?", (p.id(2),))),
         (1, 2, 3)),
    base("ids.db", "ids of all kinds", lambda p: made(p, 1, 2,
         then=lambda b: b.executemany("insert into tweets values (?, '12', '2020', 'x')", [(None,), (b"\xff",), ("",), ("-1",),
         ("x" * 9999,)]))),
    base("utf16.db", "UTF-16", lambda p: made(p, 1, 2, before=("pragma encoding = 'UTF-16le'",)), told="no"),
    base("small_pages.db", "pages of 512 bytes", lambda p: made(p, 1, 2, before=("pragma page_size = 512",)), told="no"),
    base("large_pages.db", "pages of 64 KiB", lambda p: made(p, 1, 2, before=("pragma page_size = 65536",)), told="no"),
    base("vacuum.db", "a database that shrinks by itself", lambda p: made(p, 1, 2, before=("pragma auto_vacuum = full",)), told="no"),
    base("many_tables.db", "1,000 tables", lambda p: made(p, 1, 2, after=tuple(f"create table t{n} (a, b)" for n in range(1000)))),
    base("many_columns.db", "a table of 1,900 columns", lambda p: made(p, 1, 2, tables=(TABLES[0],
         TABLES[1][:-1] + "".join(f", c{n} text" for n in range(1900)) + ")"))),
    base("names.db", "names that attack", lambda p: made(p, 1, 2,
         after=("""create table "a'); drop table tweets;--" ("x"" y", "\x1b[2J", "select")""",
                'create table "t\n\0"[:0] (a)'[:0] or 'create table "../../x" (a)'))),
    base("collation.db", "an order that nobody knows", lambda p: made(p, 1, 2, before=("pragma writable_schema = on",), after=(
        "update sqlite_master set sql = replace(sql, 'full_text text', 'full_text text collate klingon') where name = 'tweets'",))),
    base("users_loop.db", "users of one id", lambda p: made(p, 1, 2, tables=(TABLES[0].replace(" primary key", ""), TABLES[1]),
         then=lambda b: b.executemany(
        "insert into users values ('12', ?, 'a')", [(f"user{n}",) for n in range(5000)]))),
    base("foreign.db", "a database of something else", lambda p: made(p, before=("create table a (b)",),
         tables=("create table users (id, screen_name, name)",)), ()),
    base("empty.db", "no tables", lambda p: b"" if not (b := sqlite3.connect(":memory:")) else (b.execute("pragma user_version = 1"),
         b.serialize())[1], ()),
    base("application.db", "a mark of another application", lambda p: made(p, 1, 2, before=("pragma application_id = 1196444487",
         "pragma user_version = 10300"))),
    base("wal", "its newest rows lie beside it", lambda p: _beside(p, "whole")),
    base("wal_cut", "what lies beside it breaks off", lambda p: _beside(p, "cut"), (1,), (2,)),
    base("wal_junk", "what lies beside it is rubbish", lambda p: _beside(p, "junk"), (1,), (2,)),
    base("wal_none", "what lay beside it is gone", lambda p: _beside(p, "none"), (1,), (2,)),
    base("wal_alone", "only its map lies beside it", lambda p: _beside(p, "alone"), (1,), (2,)),
    base("inside.zip", "a database in a ZIP", lambda p: zipped(("a/twitter.db", made(p, 1, 2)), ("a/b.db", made(p)[:500])), (1, 2)),
    base("packed.db.gz", "a packed database", lambda p: gzip.compress(made(p, 1, 2)), told="no"),
)
