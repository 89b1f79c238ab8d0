"""The ``ingest`` command: paths and URLs into the archive, progress on a terminal, one line a failed input, a summary, an exit code."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import Any

import click

from ingest.archive import Archive
from ingest.commands.care import address
from ingest.commands.sources import Outcome
from ingest.errors import Usage
from ingest.limits import Limits
from ingest.model import Problem
from ingest.pipeline import Ingest, Summary, archive_files, exists, warm
from ingest.reader import Order
from ingest.views.output import note, one_line

PARTIAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    jobs: int = 0
    """Worker processes; 0 = one for each core."""
    thorough: bool = False
    """Read unchanged files again too."""
    dry_run: bool = False
    nl: bool = False
    log_json: bool = False
    quiet: bool = False
    known_problems_ok: bool = False
    wait: float = 30.0
    limits: Limits = field(default_factory=Limits)
    context: Mapping[str, Any] = field(default_factory=dict)


def ingest(database: str, paths: Sequence[str], wish: Wish) -> int:
    """Reads paths into the archive. -> exit code"""
    if missing := exists(paths):
        raise Usage(f"{one_line(missing)}: no such file or folder")
    summary = read(database, paths, wish)
    if not wish.quiet:
        note(_sentence(summary, wish))
    return PARTIAL if summary.problems and not wish.known_problems_ok else 0


def read(database: str, paths: Sequence[str], wish: Wish, *, part: bool = False) -> Summary:
    """Reads paths into the archive, and tells what went wrong. ``part``: of a command that has a row in ``runs`` of its own."""
    warm()
    if wish.dry_run:
        return _run(None, database, paths, wish)
    with Archive.open(database, create=True, wait=wish.wait, address=address) as archive:
        run = archive.run_started("ingest")
        before = archive.connection.total_changes
        summary = _run(archive, database, paths, wish)
        if not part and archive.connection.total_changes > before:
            archive.run_finished(run, PARTIAL if summary.problems else 0, _counts(summary))
    return summary


def _counts(summary: Summary) -> dict[str, int]:
    return {name: value for name, value in asdict(summary).items() if isinstance(value, int)}


def _run(archive: Archive | None, database: str, paths: Sequence[str], wish: Wish) -> Summary:
    with _progress(wish) as bar:
        work = Ingest(
            archive, Order(limits=wish.limits, context=wish.context), jobs=wish.jobs or os.cpu_count() or 1, thorough=wish.thorough,
            tell=_teller(wish), acknowledge=_acknowledge if wish.nl else lambda locator, posts: None,
            progress=(lambda task: bar.update(1)) if bar is not None else lambda task: None,
        )
        return work.run(paths, avoid=archive_files(database))


def _progress(wish: Wish) -> AbstractContextManager[Any]:
    """A bar on a terminal; files are walked lazily, so it counts up without an end."""
    if wish.quiet or wish.log_json or not sys.stderr.isatty():
        return nullcontext()
    return click.progressbar(length=None, label="reading", file=sys.stderr, show_pos=True)


def _teller(wish: Wish) -> Any:
    def tell(path: str, problem: Problem) -> None:
        where = problem.locator or path
        if wish.log_json:
            row = {"path": path, "locator": where, "reason": problem.reason, "detail": problem.detail, "stage": problem.stage}
            click.echo(json.dumps(row, ensure_ascii=True), err=True)
        else:
            note(one_line(f"{where}: {problem.reason}: {problem.detail}".rstrip(": ")))

    return tell


def _acknowledge(locator: str, posts: Sequence[str]) -> None:
    click.echo(json.dumps({"acknowledged": locator, "posts": list(posts)}, ensure_ascii=True))
    sys.stdout.flush()


def _sentence(summary: Summary, wish: Wish) -> str:
    if wish.log_json:
        return json.dumps({"summary": asdict(summary)})
    parts = [f"{summary.documents:,} documents"]
    if summary.skipped:
        parts.append(f"{summary.skipped:,} unchanged files skipped")
    fresh = "found" if wish.dry_run else "new"
    parts.append(f"posts: {summary.new:,} {fresh}, {summary.updated:,} updated, {summary.unchanged:,} unchanged")
    if summary.problems:
        parts.append(f"{summary.problems:,} problems (see 'afterpost problems')")
    if summary.hints:
        parts.append(f"{summary.hints:,} pages lost their embeds")
    if summary.waiting:
        parts.append(f"{summary.waiting:,} captures wait for the earlier one they repeat")
    parts += [f"left alone: {count:,} x {one_line(what)}" for what, count in sorted(summary.left_alone.items())]
    parts += [f"columns guessed in {one_line(where)}: {one_line(what)} (else give --map)"
              for what, where in sorted(summary.guesses.items())]
    return "; ".join(parts)


def reader(database: str, wish: Wish) -> Any:
    """The same, for what the network commands have saved: ``Sequence[path] -> Outcome``."""

    def run(paths: Sequence[str]) -> Outcome:
        summary = read(database, paths, wish, part=True)
        return Outcome(documents=summary.documents, new=summary.new, updated=summary.updated, failed=summary.problems - summary.known)

    return run
