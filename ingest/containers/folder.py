"""Folders, lists of paths and patterns: which files there are to read. Lazy, in sorted order, and never through a link.

Names are bytes and may hold anything; they travel as ``os.fsdecode`` gives them. What is no regular file is passed over
with a Problem. Nothing here opens a file.
"""

import glob
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.containers import frames
from ingest.containers.parts import parts_of
from ingest.containers.source import copy_standard_input, reason_of
from ingest.limits import MIB, Limits
from ingest.model import Problem

_GHOSTS = frozenset({
    "__MACOSX", ".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".Trash", ".Spotlight-V100", ".Trashes", ".fseventsd",
    ".AppleDouble", ".TemporaryItems", "$RECYCLE.BIN", "System Volume Information", "@eaDir", "#recycle"})


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file to read."""

    path: str
    size: int = 0
    mtime_ns: int = 0
    group: str = ""
    """The folder that was named, where the file was found by walking it."""
    member: str = ""
    """Its path inside ``group``, with ``/``."""
    spool: str = ""
    """Standard input: where a copy lies that every worker can open, also after another one has died of it."""


def walk(
    paths: Iterable[str | Path], *, avoid: Iterable[str | Path] = (), stdin: int = Limits().stdin,
) -> Iterator[InputFile | Problem]:
    """The files of all paths; a path inside another one, or given twice, counts once. ``avoid``: the archive, outputs."""
    never = _identities(avoid)
    named = [os.fspath(path) for path in paths]
    for path in _once([found for name in named for found in _expand(name)]):
        if path == "-":
            yield from _standard_input(stdin)
        else:
            yield from _one(path, never)


_spools: list[BinaryIO] = []
"""Unnamed files live as long as somebody holds them."""


def _standard_input(limit: int) -> Iterator[InputFile | Problem]:
    """Copied here, in the parent: a worker that dies would take what it had read of a pipe with it."""
    if not os.path.isdir("/proc/self/fd"):
        yield InputFile(path="-")
        return
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - held in the list
    _spools.append(spool)
    size = copy_standard_input(spool, limit)
    yield InputFile(path="-", size=min(size, limit), spool=f"/proc/{os.getpid()}/fd/{spool.fileno()}")
    if size > limit:
        yield Problem(reason="too-large", stage="open", locator="-",
                      detail=f"standard input is longer than {limit // MIB} MiB, see --max-stdin: the rest is not read")


def _expand(name: str) -> list[str]:
    """A pattern's matches, sorted; a name that exists is no pattern."""
    if name == "-" or os.path.lexists(name) or not glob.has_magic(name):
        return [name]
    return sorted(glob.glob(name, recursive=True)) or [name]


def _once(paths: list[str]) -> Iterator[str]:
    real = {path: path if path == "-" else os.path.realpath(path) for path in paths}
    folders = {where for path, where in real.items() if path != "-" and os.path.isdir(where)}
    seen: set[str] = set()
    for path in paths:
        where = real[path]
        if where in seen or (path != "-" and any(parent in folders for parent in _parents(where))):
            continue
        seen.add(where)
        yield path


def _parents(path: str) -> Iterator[str]:
    parent = os.path.dirname(path)
    while parent != path:
        yield parent
        path, parent = parent, os.path.dirname(parent)


def _identities(paths: Iterable[str | Path]) -> set[tuple[int, int]]:
    found = set()
    for path in paths:
        for suffix in ("", "-wal", "-shm", "-journal"):
            try:
                state = os.stat(os.fspath(path) + suffix)
            except OSError:
                continue
            found.add((state.st_dev, state.st_ino))
    return found


def _one(path: str, never: set[tuple[int, int]]) -> Iterator[InputFile | Problem]:
    try:
        state = os.stat(path)
    except (OSError, ValueError) as error:
        detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
        reason = reason_of(error) if isinstance(error, OSError) else "io"
        yield Problem(reason=reason, detail=detail, stage="open", locator=path)
        return
    if stat.S_ISDIR(state.st_mode):
        yield from _folder(path, never)
    elif not stat.S_ISREG(state.st_mode):
        yield _passed_over(path, state.st_mode)
    elif (state.st_dev, state.st_ino) not in never:
        yield InputFile(path=path, size=state.st_size, mtime_ns=state.st_mtime_ns)


def _folder(root: str, never: set[tuple[int, int]]) -> Iterator[InputFile | Problem]:
    """Depth first with a list of our own: folders may nest deeper than Python's stack."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield Problem(reason=reason_of(error), detail=error.strerror or str(error), stage="open", locator=folder)
            continue
        pages = frames.stems(entry.name for entry in entries) if any(map(_is_folder, entries)) else set()
        parts = parts_of({entry.name for entry in entries})
        inner = []
        begin = folder[len(root) :].lstrip(os.sep).replace(os.sep, "/")
        begin = f"{begin}/" if begin else ""
        for entry in entries:
            if entry.name in parts:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _GHOSTS and not frames.stem_of(entry.name, pages):
                        inner.append(entry.path)
                    continue
                state = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield Problem(reason=reason_of(error), detail=error.strerror or str(error), stage="open", locator=entry.path)
                continue
            if not stat.S_ISREG(state.st_mode):
                yield from _no_file(entry.path, state, root)
            elif (state.st_dev, state.st_ino) not in never:
                yield InputFile(path=entry.path, size=state.st_size, mtime_ns=state.st_mtime_ns, group=root,
                                member=begin + entry.name)
        waiting.extend(reversed(inner))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _no_file(path: str, state: os.stat_result, root: str) -> Iterator[InputFile | Problem]:
    if stat.S_ISLNK(state.st_mode):
        if not _leads_inside(path, root):
            yield Problem(reason="unsupported", stage="open", locator=path,
                          detail="a symbolic link that leads out of the folder (or nowhere) is not followed")
    else:
        yield _passed_over(path, state.st_mode)


def _leads_inside(path: str, root: str) -> bool:
    """A link to something that is met on this walk anyway needs no words."""
    try:
        target, top = os.path.realpath(path, strict=True), os.path.realpath(root)
    except OSError:
        return False
    return target == top or target.startswith(os.path.join(top, ""))


def _passed_over(path: str, mode: int) -> Problem:
    kinds = ((stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))
    what = next((words for test, words in kinds if test(mode)), "no regular file")
    return Problem(reason="unsupported", detail=f"{what} is passed over", stage="open", locator=path)
