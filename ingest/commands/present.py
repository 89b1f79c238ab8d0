"""What the reading commands show: rows for programs as asked, cards and charts for people. The last room before ``cli.py``."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ingest.errors import Failed
from ingest.search import Query, count, find, pages_of, unknown_platforms
from ingest.store.reading import columns_of, flat_rows, reading, refuse_database_as_word
from ingest.views import cards
from ingest.views.output import Output, note, one_line, say, shorten, standard_output, to_json

if TYPE_CHECKING:
    from ingest.export import Options
    from ingest.views.show import Shown

SHOWN = 20
"""Cards on a screen unless ``--limit`` says otherwise; programs get everything."""


def search(database: str, query: Query, output: Output) -> None:
    """``afterpost search``."""
    refuse_database_as_word(query.words, database)
    with reading(database) as connection:
        unknown, known = unknown_platforms(connection, query.filters.platform)
        if unknown:
            note(f"no post here is from {', '.join(unknown)}; there are: {', '.join(known) or 'none yet'}")
        if output.mode:
            output.rows(flat_rows(connection, find(connection, query)), columns_of(connection))
            return
        limited = query if query.limit is not None else replace(query, limit=SHOWN)
        found = list(find(connection, limited))
        for number, row in zip(found, flat_rows(connection, found), strict=True):
            say([*cards.card(row, pages_of(connection, number)), ""])
        _tell_rest(connection, query, limited, len(found))


def _tell_rest(connection: sqlite3.Connection, query: Query, limited: Query, shown: int) -> None:
    if not shown:
        note("no hits")
    elif shown == limited.limit:
        total = count(connection, query)
        if total > shown:
            note(f"{shown} of {total:,} hits; --limit {total} shows all, --json gives them to programs")


def show(database: str, name: str, output: Output, *, why: bool = False, raw: bool = False) -> None:
    """``afterpost show``."""
    from ingest.views.reasons import table
    from ingest.views.show import document_at, fragments, locate
    from ingest.views.show import show as everything
    from ingest.views.show import why as reasons

    with reading(database) as connection:
        found = locate(connection, name)
        if raw and not found and document_at(connection, name):
            _write_document(name)
            return
        if not found:
            raise Failed(f"{name}: the archive holds no such post")
        for number in found:
            if raw:
                _write_raw(fragments(connection, number))
            elif why and output.mode:
                output.rows(asdict(reason) for reason in reasons(connection, number))
            elif why:
                say([*cards.card(everything(connection, number).post), *table(list(reasons(connection, number))), ""])
            elif not output.mode:
                say([*cards.whole(everything(connection, number)), ""])
        if output.mode and not (why or raw):
            output.rows(_one_row(everything(connection, number)) for number in found)


def _one_row(shown: "Shown") -> dict[str, Any]:
    """A post with all that hangs on it, as one object."""
    rest = asdict(shown)
    return {**rest.pop("post"), **rest}


def _write_document(locator: str) -> None:
    """The bytes that lie at a locator."""
    from ingest.run.reopen import reopened, whole

    document = reopened(locator)
    if document is None:
        raise Failed(f"{one_line(locator)}: what was read here is not here any more")
    with standard_output() as out:
        out.flush()
        for block in whole(document):
            out.buffer.write(block)


def _write_raw(found: Iterator[tuple[dict[str, Any], bytes]]) -> None:
    """The bytes of evidence as they are on standard output, where they come from on standard error."""
    with standard_output() as out:
        for row, data in found:
            again = f"opened again: {row['again']}" if row["again"] else "as kept in the archive: the file does not hold them any more"
            note(one_line(f"{row['locator']} ({row['relation']}, {row['form']}, {len(data):,} bytes; {again})"))
            out.flush()
            out.buffer.write(data + b"\n")


def stats(database: str, output: Output, most: int) -> None:
    """``afterpost stats``."""
    from ingest.views.stats import GROUPS
    from ingest.views.stats import stats as numbers

    with reading(database) as connection:
        found = numbers(connection, most)
    if output.mode in ("json", "nl"):
        with standard_output() as out:
            out.write(to_json([found] if output.mode == "json" else found) + "\n")
        return
    if output.mode:
        output.rows({"group": group, "name": row["name"], "count": row.get("posts", row.get("count"))}
                    for group in GROUPS for row in found[group])
        return
    say(_totals(found["totals"]))
    titles = {"platform": "Posts by platform", "year": "By year of posting", "author": "Most posts by author",
              "site": "Embedded by site", "problem": "Problems", "growth": "By month of the first capture"}
    for group, title in titles.items():
        if found[group]:
            say(["", cards.heading(title), *cards.bars(found[group], "count" if group == "problem" else "posts")])


def _totals(totals: dict[str, Any]) -> Iterator[str]:
    for name, value in totals.items():
        yield f"{name:<14} {value:,}" if isinstance(value, int) else f"{name:<14} {cards.when(value)}"


def problems(database: str, output: Output, reasons: Sequence[str], path: str, *, each: bool) -> None:
    """``afterpost problems``."""
    from ingest.views.problems import groups
    from ingest.views.problems import problems as listed

    with reading(database) as connection:
        if output.mode:
            columns = ("locator", "stage", "reason", "detail", "fragment", "origin", "document")
            output.rows(listed(connection, reasons, path), columns)
            return
        if not each and not reasons and not path:
            found = groups(connection)
            say(_groups(found) if found else ["no open problems"])
            return
        for row in listed(connection, reasons, path):
            say(_problem(row))


def _groups(found: list[dict[str, Any]]) -> Iterator[str]:
    for row in found:
        yield f"{row['count']:>6}  {cards.heading(row['reason'])} ({row['stage']})  e.g. {shorten(row['example'], 80)}"
        yield from (f"        {shorten(row[part], 100)}" for part in ("detail", "fragment") if row[part])
        if row["advice"]:
            yield f"        {row['advice']}"
    yield ""
    yield "afterpost problems --each shows every one; --reason NAME only some; --retry reads their files again"


def _problem(row: dict[str, Any]) -> Iterator[str]:
    yield f"{one_line(row['locator'])}: {cards.heading(row['reason'])}: {one_line(row['detail'])}"
    if row["fragment"]:
        yield f"    {shorten(row['fragment'], 200)}"


def missing(database: str, output: Output, kind: str, filters: Any) -> None:
    """``afterpost missing``: bare addresses, one a line, unless rows are asked for."""
    from ingest.views.missing import missing as listed

    with reading(database) as connection:
        rows = listed(connection, kind, filters)
        if output.mode:
            output.rows(rows, ("url", "public_id", "embedded_count", "last_seen", "status"))
        else:
            gone: Counter[str] = Counter()
            say(one_line(row["url"]) for row in counted(rows, gone))
            if gone:
                note(f"known to be out of reach: {', '.join(f'{count:,} {status}' for status, count in gone.most_common())} "
                     "(--table says which)")


def counted(rows: Iterable[dict[str, Any]], gone: Counter[str]) -> Iterator[dict[str, Any]]:
    """Hands rows on and counts what is said of posts that are gone."""
    for row in rows:
        gone.update([mark for mark in cards.marks(row) if row["public_id"]])
        yield row


def similar(database: str, wanted: str, most: int, output: Output) -> None:
    """``afterpost media --similar``."""
    from ingest.commands.likeness import similar as found_like
    from ingest.store.local import media_folder

    folder = media_folder(database)
    rows = found_like(database, wanted, most, folder)
    if output.mode:
        output.rows(rows, ("distance", "public_id", "url", "picture"))
        return
    say(f"{row['distance']:>2}  {one_line(row['public_id'])}  {one_line(row['url'] or '')}  {one_line(row['picture'])}" for row in rows)
    if not rows:
        note("no saved picture looks like it")


def platforms(output: Output) -> None:
    """``afterpost platforms``: a table for people, rows for programs."""
    from ingest.views.platforms import COLUMNS
    from ingest.views.platforms import platforms as declared

    (output if output.mode else replace(output, mode="table")).rows(declared(), COLUMNS)


def runs(database: str, output: Output, most: int) -> None:
    """``afterpost runs``."""
    from ingest.commands.sources import runs as listed

    with reading(database) as connection:
        rows = listed(connection, most)
    if output.mode:
        output.rows(rows, ("id", "command", "started_at", "finished_at", "exit_code", "counts"))
    else:
        say(f"{cards.when(row['started_at'])}  {row['command']:<8} exit {row['exit_code']}  {row['counts']}" for row in rows)


def sources(database: str, output: Output) -> None:
    """``afterpost sources list``."""
    from ingest.commands.sources import sources as listed

    with reading(database) as connection:
        found = listed(connection)
    columns = ("name", "kind", "target", "every", "tags", "checked_at")
    rows: Iterable[dict[str, Any]] = [
        {**{name: getattr(one, name) for name in columns}, "tags": to_json(list(one.tags))} for one in found]
    if output.mode:
        output.rows(rows, columns)
    elif not found:
        note("no sources; 'afterpost sources add FOLDER' adds one")
    else:
        say(f"{one_line(row['name'])}  {row['kind']}  {row['every'] or 'every run'}  last {cards.dated(row['checked_at'])}"
            + (f"  {one_line(row['target'])}" if row["target"] != row["name"] else "") for row in rows)


def export(database: str, query: Query, file: str, form: str, options: "Options") -> None:
    """``afterpost export``."""
    from ingest.export import format_of, to_file, to_stream

    query = replace(query, sort=query.sort or "key")
    with reading(database) as connection:
        if file == "-":
            with standard_output() as out:
                to_stream(connection, query, out, form or "csv", options)
            return
        exported = to_file(connection, query, file, form or format_of(file), options)
    for line in exported.notes:
        note(f"{file}: {line}")
    note(f"{exported.rows:,} posts written to {file}")


def dump(database: str, *, digest: bool) -> None:
    """``afterpost dump``."""
    from ingest.store.dump import dump_hash, dump_lines

    with reading(database) as connection, standard_output() as out:
        if digest:
            out.write(dump_hash(connection) + "\n")
        else:
            out.writelines(line + "\n" for line in dump_lines(connection))


def cron(database: str, every: str, folder: str) -> None:
    """``afterpost cron``."""
    from ingest.commands import cron as lines

    program = lines.program()
    if not folder:
        say([lines.crontab(program, database, every, lines.minute_of(database))])
        return
    units = lines.units(program, database, every)
    if folder == "-":
        say(line for name, text in units.items() for line in (f"# {name}", text))
        return
    lines.write_units(units, folder)
    note(f"{' and '.join(units)} written to {folder}; now: systemctl --user daemon-reload && "
         "systemctl --user enable --now afterpost.timer")
