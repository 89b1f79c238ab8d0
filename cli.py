"""The command line of afterpost. No logic here: every command gathers its options and calls one function of ``ingest``."""

import os
import sys
from typing import Any

import click

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from ingest import process
from ingest.commands import options
from ingest.errors import AfterpostError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Afterpost(click.Group):
    """Turns errors that are meant for a person, signals and a full disk into one line and their exit code."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Started as a program and not by a test: signals and standard streams are ours."""
        if not args and not more:
            process.settle()
        return super().main(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a broken pipe ends quietly, like in every good filter."""
        try:
            return super().invoke(ctx)
        except (AfterpostError, process.Stopped) as error:
            code, words = error.exit_code, str(error)
        except BrokenPipeError:
            code, words = 0, ""
            process.silence()
        except OSError as error:
            code, words = 1, f"{error.filename or 'writing'}: {error.strerror or error}"
            process.silence()
        if words:
            from ingest.views.output import one_line

            click.echo(f"afterpost: {one_line(words)}", err=True)
        ctx.exit(code)


@click.group(cls=Afterpost, context_settings=CONTEXT)
@click.version_option(package_name="afterpost", message="%(version)s")
def main() -> None:
    """Keeps every social post that your saved pages, crawls and exports hold, once, in one SQLite file."""


def limits(command: Any) -> Any:
    """The bounds that a person may move."""
    for option in reversed((
        click.option("--max-depth", default=4, show_default=True, help="Containers inside containers."),
        click.option("--max-html-depth", default=3000, show_default=True, help="Elements inside elements of a page."),
        click.option("--max-json-depth", default=500, show_default=True, help="Nesting of a JSON Feed; records nest as they like."),
        click.option("--max-ratio", default=250, show_default=True, help="Bytes a decompressor may make of one."),
        click.option("--max-members", default=1_000_000, show_default=True, help="Members of one ZIP or tar, parts of one mail."),
        click.option("--max-member", default=1 << 24, show_default=True, metavar="MIB", help="Size of one member, unpacked."),
        click.option("--max-total", default=1 << 24, show_default=True, metavar="MIB", help="Size of all members of one input."),
        click.option("--max-body", default=32, show_default=True, metavar="MIB", help="Longest page or WARC record that is held."),
        click.option("--max-record", default=64, show_default=True, metavar="MIB", help="Longest item of a feed or entry of a HAR."),
        click.option("--max-header", default=256, show_default=True, metavar="KIB", help="Longest head of a record or a mail."),
        click.option("--max-window", default=2048, show_default=True, metavar="MIB", help="Window that zstd data may ask for."),
        click.option("--max-stdin", default=4096, show_default=True, metavar="MIB", help="How much is taken of standard input."),
        click.option("--max-memory", default=1024, show_default=True, metavar="MIB", help="Memory one worker may take."),
        click.option("--max-seconds", default=120.0, show_default=True, help="CPU time for one document; ten times that by the clock."),
        click.option("--max-quiet", default=15.0, show_default=True, help="CPU time without progress, counted the same way."),
    )):
        command = option(command)
    return command


def _limits(words: dict[str, Any]) -> Any:
    from ingest.limits import MIB, Limits

    if wrong := [name for name, value in words.items() if name.startswith("max_") and value is not None and value < 0]:
        raise click.UsageError(f"--{wrong[0].replace('_', '-')}: a limit is no negative number")
    return Limits(
        depth=words["max_depth"], html_depth=words["max_html_depth"], json_depth=words["max_json_depth"], window=words["max_window"] * MIB,
        ratio=words["max_ratio"], members=words["max_members"], member=words["max_member"] * MIB,
        total=words["max_total"] * MIB, body=words["max_body"] * MIB, record=words["max_record"] * MIB,
        header=words["max_header"] * 1024, stdin=words["max_stdin"] * MIB, memory_mib=words["max_memory"],
        document_seconds=words["max_seconds"], quiet_seconds=words["max_quiet"])


def _columns(text: str) -> dict[str, Any]:
    """``--map "url=link,likes=favs"`` as the context of tables."""
    if not text:
        return {}
    pairs = [part.split("=", 1) for part in text.split(",") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise click.UsageError('--map takes pairs like "url=link,caption=text,likes=favs,created_at=date"')
    from ingest.fetchers.generic.rownames import FIELDS

    wanted = {field.strip(): column.strip() for field, column in pairs}
    if unknown := [field for field in wanted if field not in FIELDS]:
        raise click.UsageError(f"--map: no field {', '.join(unknown)}; there are {', '.join(FIELDS)}")
    return {"map": {FIELDS[field]: column for field, column in wanted.items()}}


@main.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL|-...")
@options.database
@click.option("--jobs", "-j", default=0, metavar="N", help="Worker processes; default: one for each core.")
@click.option("--thorough", is_flag=True, help="Read files again that have not changed.")
@click.option("--dry-run", is_flag=True, help="Read and count, write nothing.")
@click.option("--nl", is_flag=True, help="Print a JSON line for each document after it is committed.")
@click.option("--log-json", is_flag=True, help="Say on stderr what happens as JSON lines.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary.")
@click.option("--known-problems-ok", is_flag=True, help="End with 0 even if some input is not fully archived.")
@click.option("--include-private", is_flag=True, help="Also read posts of a download that were not public.")
@click.option("--map", "columns", default="", metavar="FIELD=COLUMN,...", help="Columns of a table that nobody knows.")
@limits
@options.wait
@options.online
def ingest(paths: tuple[str, ...], database: str, columns: str, include_private: bool, manners: Any, **words: Any) -> None:
    """Read saved pages, crawls, exports and dumps into the archive.

    Give files, folders (read with all below them), globs, or - for standard input. A URL is fetched, saved as WARC, and read.

    \b
    Examples:
      afterpost ingest saved-pages/
      afterpost ingest crawl.warc.gz twitter-archive.zip
      afterpost ingest posts.csv --map "url=link,caption=text,likes=favs,created_at=date"
      cat page.html | afterpost ingest -
    """
    from ingest.commands.intake import Wish, ingest, reader

    context = {**_columns(columns), **({"include_private": True} if include_private else {})}
    bounds = _limits(words)
    wish = Wish(limits=bounds, context=context, **{name: value for name, value in words.items() if not name.startswith("max_")})
    urls = [path for path in paths if path.startswith(("http://", "https://"))]
    files = [path for path in paths if path not in urls]
    code = ingest(database, files, wish) if files else 0
    if urls:
        from ingest.commands import network

        code = network.ingest(database, manners, reader(database, wish), urls, quiet=words["quiet"]) or code
    raise SystemExit(code)


@main.command()
@click.argument("words", nargs=-1)
@options.database
@options.words
@options.filtered
@options.rows
def search(
    words: tuple[str, ...], database: str, fts: bool, sort: str | None, limit: int | None, filters: Any, output: Any,
) -> None:
    """Find posts by words, author, date, likes, tag or the page that embedded them.

    \b
    Examples:
      afterpost search "first real steps"
      afterpost search --platform tiktok --min-likes 10000 --sort likes
      afterpost search --embedded-in news.example --since 2019 --json
    """
    from ingest.commands import present
    from ingest.search import Query

    present.search(database, Query(words=words, fts=fts, filters=filters, sort=sort or "", limit=limit), output)


@main.command()
@click.argument("post")
@options.database
@click.option("--why", is_flag=True, help="For each value: which sighting said so, and why it won.")
@click.option("--raw", is_flag=True, help="Print the bytes that say so; POST may be the locator of a document.")
@options.rows
def show(post: str, database: str, why: bool, raw: bool, output: Any) -> None:
    """Everything known about a post: by URL, id or platform:kind:id.

    \b
    Examples:
      afterpost show https://twitter.com/somebody/status/1266999999999999999
      afterpost show instagram::B0aaaaaaaaa --why
    """
    from ingest.commands import present

    present.show(database, post, output, why=why, raw=raw)


@main.command()
@click.argument("file")
@click.argument("words", nargs=-1)
@options.database
@click.option("--format", "form", default="", help="csv, tsv, ndjson, json, xlsx, parquet, html; default: by the ending of FILE.")
@click.option("--raw", is_flag=True, help="CSV: leave cells that a spreadsheet would evaluate as they are.")
@click.option("--title", default="Posts", help="Heading of an HTML export.")
@options.words
@options.filtered
@click.option("--json-cols", is_flag=True, help="JSON: lists as arrays, not as text.")
def export(
    file: str, words: tuple[str, ...], database: str, form: str, raw: bool, title: str, fts: bool, sort: str | None,
    limit: int | None, filters: Any, json_cols: bool,
) -> None:
    """Write posts to a file, or to standard output with -.

    \b
    Examples:
      afterpost export posts.csv --platform instagram
      afterpost export - --format ndjson | head
    """
    from ingest.commands import present
    from ingest.export import Options
    from ingest.search import Query

    query = Query(words=words, fts=fts, filters=filters, sort=sort or "", limit=limit)
    present.export(database, query, file, form, Options(raw=raw, json_cols=json_cols, title=title))


@main.command()
@options.database
@click.option("--most", default=15, show_default=True, help="Lines of each list.")
@options.rows
def stats(database: str, most: int, output: Any) -> None:
    """What the archive holds: by platform, year, author and site.

    \b
    Example:
      afterpost stats
    """
    from ingest.commands import present

    present.stats(database, output, most)


@main.command()
@options.database
@click.option("--reason", "reasons", multiple=True, help="Only problems of this kind; may be repeated.")
@click.option("--path", default="", help="Only of paths that hold this text.")
@click.option("--each", is_flag=True, help="One by one instead of by cause.")
@click.option("--retry", is_flag=True, help="Read the files with problems again.")
@options.rows
def problems(database: str, reasons: tuple[str, ...], path: str, each: bool, retry: bool, output: Any) -> None:
    """What was not understood, why, and how to read it again.

    \b
    Examples:
      afterpost problems
      afterpost problems --reason embeds-lost --each
      afterpost problems --retry
    """
    from ingest.commands import present

    if not retry:
        present.problems(database, output, reasons, path, each=each)
        return
    from ingest.commands.care import retried
    from ingest.commands.intake import Wish, ingest

    files = [one for one in retried(database, reasons, path) if os.path.exists(one)]
    raise SystemExit(ingest(database, files, Wish(thorough=True)) if files else 0)


@main.command()
@click.argument("path", type=click.Path(exists=True))
@limits
def explain(path: str, **words: Any) -> None:
    """What each step decides about a file: container, gate, forms, records made.

    \b
    Example:
      afterpost explain article.html
    """
    from ingest.views.explain import explain
    from ingest.views.output import one_line, say

    say(one_line(line) if line.strip() else line for line in explain(path, _limits(words)))


@main.command()
@options.database
@click.option("--repair", is_flag=True, help="Make again what is derived.")
@click.option("--files", is_flag=True, help="Also compare documents with their files.")
@options.wait
@options.rows
def verify(database: str, repair: bool, files: bool, wait: float, output: Any) -> None:
    """Check the archive against itself: bytes, keys, search index, every post against its evidence.

    \b
    Example:
      afterpost verify --repair
    """
    from ingest.commands import care

    raise SystemExit(care.verify(database, output, repair=repair, files=files, wait=wait))


@main.command()
@click.argument("archives", nargs=-1, required=True, type=click.Path(exists=True))
@options.database
@options.wait
def merge(archives: tuple[str, ...], database: str, wait: float) -> None:
    """Take everything of other archives into this one; the order does not matter.

    \b
    Example:
      afterpost merge colleague.db --db archive.db
    """
    from ingest.commands import care

    care.merge(database, archives, wait=wait)


@main.command()
@click.argument("posts", nargs=-1)
@options.database
@click.option("--author", default="", metavar="PLATFORM:HANDLE", help="All posts of an author.")
@click.option("--reason", required=True, help="Why; is kept.")
@click.confirmation_option(prompt="This takes the posts out for good. Go on?")
@options.wait
def redact(posts: tuple[str, ...], database: str, author: str, reason: str, wait: float) -> None:
    """Take posts out for good, everywhere, and keep only a keyed hash so that they do not come back.

    \b
    Example:
      afterpost redact twitter::1266999999999999999 --reason "asked by its author"
    """
    from ingest.commands import care

    care.redact(database, posts, author, reason, wait=wait)


@main.command()
@click.argument("posts", nargs=-1, required=True)
@options.database
@click.option("--undo", is_flag=True, help="Show them again.")
@click.option("--reason", default="", help="Why; is kept.")
@options.wait
def hide(posts: tuple[str, ...], database: str, undo: bool, reason: str, wait: float) -> None:
    """Leave posts out of search and export; they stay as evidence.

    \b
    Example:
      afterpost hide twitter::1266999999999999999
    """
    from ingest.commands import care

    care.hide(database, posts, undo=undo, reason=reason, wait=wait)


@main.command()
@options.database
@click.option("--hash", "digest", is_flag=True, help="Only the SHA-256 of the dump: the identity of the archive.")
def dump(database: str, digest: bool) -> None:
    """The canonical dump: evidence and posts by natural key, sorted, the same for every order of reading.

    \b
    Example:
      afterpost dump --hash
    """
    from ingest.commands import present

    present.dump(database, digest=digest)


@main.command()
@options.database
@click.option("--all", "everything", is_flag=True, help="Also what this version has read already.")
@click.option("--dry-run", is_flag=True, help="Say what would change.")
@options.wait
def reparse(database: str, everything: bool, dry_run: bool, wait: float) -> None:
    """Read the kept evidence again with this version's fetchers, without the source files.

    \b
    Example:
      afterpost reparse --dry-run
    """
    from ingest.commands.again import reparse

    reparse(database, everything=everything, dry_run=dry_run, wait=wait)


@main.command()
@options.database
@click.option("--kind", type=click.Choice(["posts", "media", "pages"]), default="posts", show_default=True)
@options.filtered
@options.rows
def missing(database: str, kind: str, filters: Any, output: Any) -> None:
    """Posts seen embedded whose text is held nowhere, as URLs for other tools.

    \b
    Example:
      afterpost missing > urls.txt
    """
    from ingest.commands import present

    present.missing(database, output, kind, filters)


@main.group()
def sources() -> None:
    """What ``afterpost run`` reads: folders, globs, pages, feeds, sitemaps, lists, other archives."""


@sources.command("add")
@click.argument("target")
@options.database
@click.option("--kind", default="", help="folder, glob, page, feed, sitemap, list, archive; default: from TARGET.")
@click.option("--name", default="")
@click.option("--every", default="", metavar="TIME", help="Not more often than this: 30m, 6h, 1d.")
@click.option("--tag", "tags", multiple=True)
def sources_add(target: str, database: str, kind: str, name: str, every: str, tags: tuple[str, ...]) -> None:
    """Watch something from now on.

    \b
    Example:
      afterpost sources add saved-pages/ --every 1h
    """
    from ingest.archive import Archive
    from ingest.commands import care

    with Archive.open(database, create=True):
        pass
    care.add_source(database, target, kind=kind, name=name, every=every, tags=tags)


@sources.command("list")
@options.database
@options.rows
def sources_list(database: str, output: Any) -> None:
    """What is watched.

    \b
    Example:
      afterpost sources list
    """
    from ingest.commands import present

    present.sources(database, output)


@sources.command("remove")
@click.argument("name")
@options.database
def sources_remove(name: str, database: str) -> None:
    """Watch something no longer; what it brought stays.

    \b
    Example:
      afterpost sources remove saved-pages
    """
    from ingest.commands import care

    care.remove_source(database, name)


@main.command()
@click.argument("names", nargs=-1)
@options.database
@click.option("--force", is_flag=True, help="All of them, due or not.")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
@options.online
def run(names: tuple[str, ...], database: str, force: bool, as_json: bool, manners: Any) -> None:
    """Read what is due. For cron: silent when nothing happened.

    \b
    Example:
      afterpost run
    """
    from ingest.commands import network
    from ingest.commands.intake import Wish, reader

    raise SystemExit(network.run(database, manners, reader(database, Wish(quiet=True)), names, force=force, as_json=as_json))


@main.command()
@options.rows
def platforms(output: Any) -> None:
    """What is read of each platform: links, embeds, own pages, exports, and the time in its ids.

    \b
    Examples:
      afterpost platforms
      afterpost platforms --csv
    """
    from ingest.commands import present

    present.platforms(output)


@main.command()
@options.database
@click.option("--most", default=20, show_default=True)
@options.rows
def runs(database: str, most: int, output: Any) -> None:
    """What earlier runs did.

    \b
    Example:
      afterpost runs
    """
    from ingest.commands import present

    present.runs(database, output, most)


@main.command()
@options.database
@click.option("--every", default="1h", show_default=True)
@click.option("--systemd", "folder", default="", metavar="FOLDER|-", help="Write systemd units there instead.")
def cron(database: str, every: str, folder: str) -> None:
    """Print the crontab line (or systemd units) that feeds this archive.

    \b
    Examples:
      afterpost cron --every 6h
      afterpost cron --systemd ~/.config/systemd/user
    """
    from ingest.commands import present

    present.cron(database, every, folder)


@main.command()
@click.argument("posts", nargs=-1)
@options.database
@click.option("--needs", multiple=True, default=("caption", "links"), show_default=True,
              help="What posts lack: caption, counts, old (counts), availability; links: what short links stand for.")
@click.option("--days", default=30, show_default=True, help="Counts older than this are old; who answered since is not asked again.")
@click.option("--limit", type=int)
@click.option("--wayback", is_flag=True, help="Ask the Wayback Machine for posts that are gone.")
@click.option("--base", "bases", multiple=True, metavar="NAME=URL", help="Another address for an endpoint.")
@click.option("--keys", default="", metavar="FILE", help="API keys (mode 0600).")
@options.filtered
@options.online
def fetch(posts: tuple[str, ...], database: str, filters: Any, manners: Any, **words: Any) -> None:
    """Ask public endpoints for what the archive lacks; every answer is saved as WARC and then read.

    \b
    Example:
      afterpost fetch --platform bluesky --limit 50
    """
    from ingest.commands import network
    from ingest.commands.intake import Wish, reader

    chosen = network.Chosen(posts=posts, **words)
    raise SystemExit(network.fetch(database, manners, reader(database, Wish(quiet=True)), filters, chosen))


@main.command()
@options.database
@click.option("--limit", type=int)
@click.option("--offline", is_flag=True, help="Only what containers hold already.")
@click.option("--similar", default="", metavar="FILE|POST", help="Save nothing; list posts with a saved picture that looks like this one.")
@click.option("--distance", default=10, show_default=True, metavar="BITS", help="With --similar: in how many of 64 bits they may differ.")
@options.filtered
@options.online
@options.rows
def media(database: str, limit: int | None, offline: bool, similar: str, distance: int, filters: Any, manners: Any, output: Any) -> None:
    """Save the pictures and videos of posts under media/, by content.

    \b
    Examples:
      afterpost media --platform instagram --limit 100
      afterpost media --similar photo.jpg
    """
    from ingest.commands import network

    if similar:
        from ingest.commands import present

        present.similar(database, similar, distance, output)
        return
    raise SystemExit(network.media(database, manners, filters, limit=limit, offline=offline))


if __name__ == "__main__":
    main()
