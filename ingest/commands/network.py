"""The commands that ask the network: ingest of URLs, fetch, media, run. What they say, and how they end."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from ingest.archive import Archive
from ingest.commands.sources import Outcome
from ingest.errors import Usage
from ingest.model import Problem
from ingest.online.complete import wanted
from ingest.online.conduct import Manners
from ingest.online.endpoints import Wanted, settings
from ingest.online.resolve import waiting
from ingest.online.session import Ingest, Session, fetch_posts, ingest_urls, run_sources, save_media
from ingest.search import Filters
from ingest.store.local import Run
from ingest.store.reading import reading
from ingest.views.output import note
from ingest.views.show import locate

PARTIAL = 3
"""Exit code: done, but not all of this run's input is archived."""
LARGEST_MEDIUM = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What ``afterpost fetch`` was asked for."""

    posts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("caption", "links")
    days: int = 30
    limit: int | None = None
    wayback: bool = False
    bases: tuple[str, ...] = ()
    keys: str = ""


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        note(f"{problem.locator}: {problem.reason}: {problem.detail}")


def ingest(database: str, manners: Manners, read: Ingest, urls: Sequence[str], *, quiet: bool = False) -> int:
    """``afterpost ingest URL``."""
    with Archive.open(database, create=True) as archive:
        started = archive.run_started("ingest")
    outcome = ingest_urls(Session(database, manners, read), urls)
    _tell(outcome.problems)
    if not quiet:
        note(_sentence(outcome))
    return _ended(database, started, outcome)


def _sentence(outcome: Outcome) -> str:
    return f"{outcome.documents:,} documents, {outcome.new:,} posts new, {outcome.updated:,} updated, {outcome.failed:,} failed"


def _ended(database: str, started: Run, outcome: Outcome) -> int:
    """Writes the row of a run, and gives its exit code."""
    code = PARTIAL if outcome.failed else 0
    with Archive.open(database) as archive:
        archive.run_finished(started, code, outcome.counts)
    return code


def fetch(database: str, manners: Manners, read: Ingest, filters: Filters, chosen: Chosen) -> int:
    """``afterpost fetch``."""
    options = settings(chosen.bases, chosen.keys)
    with reading(database) as connection:
        posts = list(islice(_lacking(connection, database, filters, chosen), chosen.limit))
    if not posts:
        note("nothing to fetch: no post lacks it")
        return 0
    started = Run(command="fetch")
    done, outcome = fetch_posts(Session(database, manners, read), posts, options, wayback=chosen.wayback)
    _tell(outcome.problems)
    note(f"{done.asked} posts asked for: {done.answered} answered, {done.gone} gone, {len(done.problems)} failed, "
         f"{len(done.nowhere)} without an endpoint; {outcome.updated} updated")
    return _ended(database, started, outcome)


def _lacking(connection: sqlite3.Connection, database: str, filters: Filters, chosen: Chosen) -> Iterator[Wanted]:
    """What is to be asked for."""
    if chosen.posts:
        named = _named(database, chosen.posts)
        both = chain(wanted(connection, ("availability",), filters), waiting(connection, filters))
        yield from (post for post in both if post.public_id in named)
        return
    needs = tuple(need for need in chosen.needs if need != "links")
    if needs:
        yield from wanted(connection, needs, filters, days=chosen.days)
    if "links" in chosen.needs:
        yield from waiting(connection, filters)


def _named(database: str, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    with reading(database) as connection:
        for name in names:
            numbers = locate(connection, name)
            if not numbers:
                raise Usage(f"{name}: the archive holds no such post")
            for number in numbers:
                sql = "SELECT platform || ':' || kind || ':' || native_id FROM posts WHERE id = ?"
                found.add(connection.execute(sql, (number,)).fetchone()[0])
    return found


def media(database: str, manners: Manners, filters: Filters, *, limit: int | None, offline: bool) -> int:
    """``afterpost media``."""
    session = Session(database, manners, lambda paths: Outcome())
    started = Run(command="media")
    outcome = save_media(session, filters, most=LARGEST_MEDIUM, limit=limit, offline=offline)
    _tell(outcome.problems)
    note(f"{outcome.documents} pictures and videos looked for: {outcome.new} saved, {outcome.failed} failed")
    return _ended(database, started, outcome)


def run(database: str, manners: Manners, read: Ingest, names: Sequence[str], *, force: bool, as_json: bool) -> int:
    """``afterpost run``: silent when nothing happened, so that cron sends no mail."""
    outcome = run_sources(Session(database, manners, read), names=names, force=force)
    _tell(outcome.problems)
    if as_json:
        import click

        click.echo(json.dumps(outcome.counts))
    elif outcome.new or outcome.updated or outcome.failed:
        note(_sentence(outcome))
    return PARTIAL if outcome.failed else 0
