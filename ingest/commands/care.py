"""The commands that change an archive without reading anything new: verify, merge, redact, hide, and the list of sources."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from ingest.archive import Archive
from ingest.errors import Failed, Unusable, Usage
from ingest.model import SHORT_LINK, Key
from ingest.patterns import late
from ingest.store.reading import reading
from ingest.views.output import Output, note, one_line, say
from ingest.views.show import locate

_MADE = late(r"x-[0-9a-f]{24}(?:/|$)")
"""An id that was made of what a record states, for a post whose download gives none: no address leads to it."""


def address(key: Key, handle: str | None) -> str:
    """The canonical URL of a post; "" where its platform has none."""
    from ingest.fetchers import FETCHERS

    if key.kind == SHORT_LINK:
        return f"https://{key.native_id}"
    if _MADE.match(key.native_id):
        return ""
    for fetcher in FETCHERS:
        if fetcher.name == key.platform and fetcher.url is not None:
            return fetcher.url(key.kind, key.native_id, handle)
    return ""


def opened(database: str, wait: float) -> Archive:
    """The archive for writing; the addresses of posts are made by the fetchers."""
    return Archive.open(database, wait=wait, address=address)


def verify(database: str, output: Output, *, repair: bool, files: bool, wait: float) -> int:
    """``afterpost verify``: 0 where all is well or was repaired, 1 where it could be, 4 where evidence is damaged."""
    from ingest.store.verify import verify as findings_of

    with opened(database, wait) as archive:
        findings = findings_of(archive, repair=repair, files=files)
    if output.mode:
        output.rows((asdict(one) for one in findings), ("check", "subject", "detail", "repairable"))
    else:
        say(f"{one.check}: {one_line(one.subject)}: {one_line(one.detail)}" for one in findings)
    left = [one for one in findings if not (repair and one.repairable)]
    note("all is well" if not findings else f"{len(findings)} findings, {len(findings) - len(left)} repaired" if repair
         else f"{len(findings)} findings; --repair mends what is derived")
    damaged = any(not one.repairable and one.check != "files" for one in left)
    return Unusable.exit_code if damaged else 1 if left else 0


def merge(database: str, others: Sequence[str], *, wait: float) -> None:
    """``afterpost merge``."""
    from ingest.store.combine import merge_archives

    with opened(database, wait) as archive:
        done = merge_archives(archive, others)
    note(f"{done.sources} archives: {done.documents} documents, {done.new} posts new, {done.updated} updated, "
         f"{done.redacted} redacted")


def keys_of(database: str, posts: Sequence[str]) -> Iterator[Key]:
    """The ids of posts named in any way. One that is not in the archive must be a public id."""
    with reading(database) as connection:
        for name in posts:
            found = locate(connection, name)
            for number in found:
                yield Key(*connection.execute("SELECT platform, kind, native_id FROM posts WHERE id = ?", (number,)).fetchone())
            if not found:
                parts = name.split(":", 2)
                if len(parts) < 3 or "/" in parts[0]:
                    raise Usage(f"{name}: the archive holds no such post")
                yield Key(*parts)


def redact(database: str, posts: Sequence[str], author: str, reason: str, *, wait: float) -> None:
    """``afterpost redact``."""
    from ingest.store.redact import redact_author, redact_posts

    if bool(posts) == bool(author):
        raise Usage("name posts, or an author with --author PLATFORM:HANDLE")
    platform, _, handle = author.partition(":")
    if author and not (platform and handle):
        raise Usage(f"--author takes PLATFORM:HANDLE, not {author!r}")
    keys = list(keys_of(database, posts))
    with opened(database, wait) as archive:
        done = redact_author(archive, platform, handle, reason) if author else redact_posts(archive, keys, reason)
    say(f"gone: {one_line(name)}" for name in done.posts)
    say(f"still in: {one_line(path)}" for path in done.sources)
    say(f"still in the text of: {one_line(name)}" for name in done.others)
    say(f"delete: {one_line(path)}" for path in done.media)
    say(f"gone with its page, read the page again: {one_line(name)}" for name in done.also_removed)
    say(f"may still hold it: {one_line(str(path))}" for path in _copies(database) if str(path) not in done.sources)
    note(f"{len(done.posts)} posts redacted, {done.remembered} hashes kept, {done.emptied} fragments emptied")


def _copies(database: str) -> list[Path]:
    """What lies beside the archive and was made by us: backups and captures."""
    folder = Path(database).absolute().parent
    return [*sorted(folder.glob(f"{Path(database).name}.version-*.backup")), *sorted((folder / "captures").glob("*.warc.gz"))]


def hide(database: str, posts: Sequence[str], *, undo: bool, reason: str, wait: float) -> None:
    """``afterpost hide``."""
    from ingest.store import notes

    keys = list(keys_of(database, posts))
    with opened(database, wait) as archive:
        changed = sum(notes.unhide(archive, key) if undo else notes.hide(archive, key, reason) for key in keys)
    note(f"{changed} of {len(keys)} posts {'shown again' if undo else 'hidden'}")


def add_source(database: str, target: str, *, kind: str, name: str, every: str, tags: Sequence[str]) -> None:
    """``afterpost sources add``."""
    from ingest.commands import sources

    with opened(database, 30.0) as archive:
        added = sources.add(archive.connection, target, kind=kind, name=name, every=every, tags=tags)
    note(f"watching {added.kind} {added.name}" + (f" every {added.every}" if added.every else " at every run"))


def remove_source(database: str, name: str) -> None:
    """``afterpost sources remove``."""
    from ingest.commands import sources

    with opened(database, 30.0) as archive:
        sources.remove(archive.connection, name)
    note(f"no longer watching {name}; what it brought stays")


def retried(database: str, reasons: Sequence[str], path: str = "") -> list[str]:
    """``afterpost problems --retry``: the files to read again."""
    from ingest.views.problems import paths

    with reading(database) as connection:
        found = paths(connection, reasons, path)
    there = [path for path in found if Path(path).exists()]
    for path in found:
        if path not in there:
            note(f"{path}: vanished: the file is not there any more")
    if not there:
        raise Failed("no file with a problem can be read again") if found else Usage("there are no open problems")
    return there


