"""A session with the network for one archive: the client, the WARC of the day, and the ordinary ingest of what was written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.archive import Archive
from ingest.commands.sources import Outcome, kind_of, run_due
from ingest.model import SHORT_LINK
from ingest.online import media
from ingest.online.complete import Completed, complete
from ingest.online.conduct import Manners
from ingest.online.endpoints import Settings, Wanted
from ingest.online.fetch import Web
from ingest.online.pages import Fetched, Memory, fetch_pages, pages_of_list
from ingest.online.resolve import resolve
from ingest.online.warc_out import WarcWriter
from ingest.run.runlock import run_lock
from ingest.search import Filters
from ingest.store.combine import merge_archives
from ingest.store.local import media_folder
from ingest.store.reading import reading

Ingest = Callable[[Sequence[str]], Outcome]
"""Reads paths into the archive, like ``afterpost ingest``."""


def captures(database: str) -> Path:
    """Where the answers of servers are kept: beside the archive."""
    return Path(database).absolute().parent / "captures"


@dataclass(slots=True)
class Session:
    """The hands of a run (``ingest.commands.sources.Hands``)."""

    database: str
    manners: Manners
    read: Ingest
    report: Callable[[str], None] = lambda text: None
    later: bool = False
    """What is fetched is read by ``leftovers``, all at once: reading it after each source would read the day's file each time."""

    def ingest(self, paths: Sequence[str]) -> Outcome:
        """Reads paths."""
        return self.read(paths)

    def fetch(self, urls: Sequence[str], memory: Memory, noted: Callable[[], None] = lambda: None) -> Outcome:
        """Fetches pages that changed, and reads them from the WARC."""
        with self.writing() as (web, writer):
            fetched = fetch_pages(web, writer, urls, memory=memory, report=self.report, noted=noted)
        return self.read_back(writer, fetched)

    def expand(self, url: str, memory: Memory) -> tuple[list[str], Outcome]:
        """The pages that a feed or sitemap names. The list itself is kept, and read like any feed."""
        with self.writing() as (web, writer):
            pages, fetched = pages_of_list(web, writer, url, memory)
        return pages, self.read_back(writer, fetched)

    def merge(self, path: str) -> Outcome:
        """Merges another archive in."""
        with Archive.open(self.database) as archive:
            combined = merge_archives(archive, [path])
        return Outcome(documents=combined.documents, new=combined.new, updated=combined.updated)

    def leftovers(self) -> Outcome:
        """Reads answers that were written down and not read yet, also by a run that died. Nothing new costs a look at sizes and
        dates."""
        folder = captures(self.database)
        return self.read([str(folder)]) if folder.is_dir() else Outcome()

    @contextmanager
    def writing(self) -> Iterator[tuple[Web, WarcWriter]]:
        """A client, and the WARC that everything it gets is written to."""
        with Web(self.manners) as web, WarcWriter(captures(self.database)) as writer:
            yield web, writer

    def read_back(self, writer: WarcWriter, fetched: Fetched) -> Outcome:
        """Reads what was written, and counts what went wrong."""
        outcome = self.read([str(writer.path)]) if writer.written and not self.later else Outcome()
        outcome.problems += fetched.problems
        outcome.failed += len(fetched.problems)
        return outcome


def ingest_urls(session: Session, urls: Sequence[str]) -> Outcome:
    """``afterpost ingest URL``: pages, and the pages that feeds and sitemaps name."""
    total = Outcome()
    pages: list[str] = []
    for url in urls:
        if kind_of(url) in ("feed", "sitemap"):
            found, outcome = session.expand(url, {})
            total.add(outcome)
            pages += found
        else:
            pages.append(url)
    total.add(session.fetch(list(dict.fromkeys(pages)), {}))
    return total


def fetch_posts(session: Session, posts: Sequence[Wanted], settings: Settings, *, wayback: bool) -> tuple[Completed, Outcome]:
    """``afterpost fetch``: completes posts, and reads what came (and what an earlier one, if it died, did not read)."""
    session.leftovers()
    links = [post for post in posts if post.kind == SHORT_LINK]
    with session.writing() as (web, writer):
        rest = [post for post in posts if post.kind != SHORT_LINK]
        done = complete(web, writer, rest, settings, wayback=wayback, report=session.report)
        if not done.enough:
            resolve(web, writer, links, settings, done, report=session.report)
    return done, session.read_back(writer, done)


def save_media(session: Session, filters: Filters, *, most: int, limit: int | None, offline: bool) -> Outcome:
    """``afterpost media``: saves pictures and videos, each noted in the archive as soon as it is on the disk."""
    with reading(session.database) as connection:
        waiting = list(islice(media.unsaved(connection, filters), limit))
    with Archive.open(session.database) as archive, Web(session.manners) as web:

        def keep(blob: media.Blob) -> None:
            with archive.transaction() as connection:
                media.note(connection, blob)

        folder = media_folder(session.database)
        done = media.save(None if offline else web, folder, iter(waiting), keep, most=most, report=session.report)
    return Outcome(documents=len(waiting), new=done.answered, failed=len(done.problems), problems=done.problems)


def run_sources(session: Session, *, names: Sequence[str] = (), force: bool = False) -> Outcome:
    """``afterpost run``: what is due, one run at a time, with a row in ``runs``."""
    with run_lock(session.database), Archive.open(session.database) as archive:
        started = archive.run_started("run")
        session.later = True
        total = run_due(archive.connection, session, names=names, force=force, report=session.report)
        total.add(session.leftovers())
        archive.run_finished(started, 3 if total.failed else 0, total.counts)
    return total
