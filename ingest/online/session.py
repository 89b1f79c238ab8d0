"""A session with the network for one archive: the client, the WARC of the day, and the ordinary ingest of what was written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.archive import Archive
from ingest.combine import merge_archives
from ingest.model import Problem
from ingest.online.fetch import Manners, Web
from ingest.online.pages import Fetched, Memory, fetch_pages, pages_of_list
from ingest.online.warc_out import WarcWriter
from ingest.sources import Outcome

Ingest = Callable[[Sequence[str]], Outcome]
"""Reads paths into the archive, like ``afterpost ingest``."""


def captures(database: str) -> Path:
    """Where the answers of servers are kept: beside the archive."""
    return Path(database).absolute().parent / "captures"


def media_folder(database: str) -> Path:
    """Where pictures and videos are kept: beside the archive."""
    return Path(database).absolute().parent / "media"


@dataclass(slots=True)
class Session:
    """The hands of a run (``ingest.sources.Hands``)."""

    database: str
    manners: Manners
    read: Ingest
    report: Callable[[str], None] = lambda text: None

    def ingest(self, paths: Sequence[str]) -> Outcome:
        """Reads paths."""
        return self.read(paths)

    def fetch(self, urls: Sequence[str], memory: Memory) -> Outcome:
        """Fetches pages that changed, and reads them from the WARC."""
        with self.writing() as (web, writer):
            fetched = fetch_pages(web, writer, urls, memory=memory, report=self.report)
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
        """Reads answers that a run which died had written down but not read. Nothing new costs a look at sizes and dates."""
        folder = captures(self.database)
        return self.read([str(folder)]) if folder.is_dir() else Outcome()

    @contextmanager
    def writing(self) -> Iterator[tuple[Web, WarcWriter]]:
        """A client, and the WARC that everything it gets is written to."""
        with Web(self.manners) as web, WarcWriter(captures(self.database)) as writer:
            yield web, writer

    def read_back(self, writer: WarcWriter, fetched: Fetched) -> Outcome:
        """Reads what was written, and counts what went wrong."""
        outcome = self.read([str(writer.path)]) if writer.written else Outcome()
        outcome.problems += fetched.problems
        outcome.failed += len(fetched.problems)
        return outcome


def problem_line(problem: Problem) -> str:
    """One failed input on standard error: ``path[member]: reason: detail``."""
    from ingest.output import one_line

    return one_line(f"{problem.locator}: {problem.reason}: {problem.detail}")
