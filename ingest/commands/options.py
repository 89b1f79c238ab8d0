"""Groups of options that several commands share, each handed to the command as one value. Only click is needed to show help."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def database(command: Command) -> Command:
    """``--db``: which archive."""
    return _with(command, click.option(
        "--db", "database", envvar="AFTERPOST_DB", default="archive.db", show_default=True, type=click.Path(),
        help="The archive (also AFTERPOST_DB)."))


def filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    """The filters of search and export, as ``filters``."""

    @wraps(command)
    def collected(
        *args: Any, platform: tuple[str, ...], author: tuple[str, ...], since: str, until: str, min_likes: int | None,
        hashtag: tuple[str, ...], embedded_in: tuple[str, ...], status: tuple[str, ...], **more: Any,
    ) -> Any:
        from ingest.search import Filters

        filters = Filters(
            platform=platform, author=author, since=since, until=until, min_likes=min_likes, hashtag=hashtag,
            embedded_in=embedded_in, status=status)
        return command(*args, filters=filters, **more)

    return _with(
        collected,
        click.option("--platform", multiple=True, metavar="NAME", help="twitter, instagram, facebook ...; may be repeated."),
        click.option("--author", multiple=True, metavar="HANDLE", help="Handle, name or id of the author."),
        click.option("--since", default="", metavar="DATE", help="In or after 2019, 2019-06, 2019-06-05 or a moment (UTC)."),
        click.option("--until", default="", metavar="DATE", help="Before the end of that year, month, day or moment."),
        click.option("--min-likes", type=int, metavar="N", help="At least so many likes."),
        click.option("--hashtag", multiple=True, metavar="TAG", help="With this hashtag."),
        click.option("--embedded-in", multiple=True, metavar="SITE|URL", help="Embedded by this host, site or page."),
        click.option("--status", multiple=True, metavar="WORD", help="available, deleted, private, suspended, unavailable ..."),
    )


def words(command: Command) -> Command:
    """What to search for, and in which order it comes."""
    return _with(
        command,
        click.option("--fts", is_flag=True, help="WORDS are FTS5 query syntax; else they are taken literally."),
        click.option("--sort", type=click.Choice(["relevance", "created", "likes"]),
                     help="Default: relevance; without words created."),
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many posts."),
    )


def wait(command: Command) -> Command:
    """``--wait``: how long to wait for another writer."""
    return _with(command, click.option("--wait", default=30.0, show_default=True, help="Seconds to wait for another writer."))


def rows(command: Callable[..., Any]) -> Callable[..., Any]:
    """The output modes of sqlite-utils, as ``output``."""

    @wraps(command)
    def collected(
        *args: Any, as_json: bool, nl: bool, as_csv: bool, tsv: bool, table: bool, fmt: str | None, no_headers: bool,
        json_cols: bool, **more: Any,
    ) -> Any:
        from ingest.views.output import Output, table_formats

        asked = (("json", as_json), ("nl", nl), ("csv", as_csv), ("tsv", tsv), ("table", table or bool(fmt)))
        modes = [name for name, on in asked if on]
        if len(modes) > 1:
            raise click.UsageError(f"--{modes[0]} and --{modes[1]} exclude each other")
        if fmt and fmt not in table_formats():
            raise click.UsageError(f"--fmt {fmt} is not known; there are: {' '.join(table_formats())}")
        output = Output(mode="".join(modes), headers=not no_headers, fmt=fmt or "simple", json_cols=json_cols)
        return command(*args, output=output, **more)

    return _with(
        collected,
        click.option("--json", "as_json", is_flag=True, help="One JSON array."),
        click.option("--nl", is_flag=True, help="One JSON object a line."),
        click.option("--csv", "as_csv", is_flag=True, help="CSV."),
        click.option("--tsv", is_flag=True, help="Tab-separated."),
        click.option("-t", "--table", is_flag=True, help="A table."),
        click.option("--fmt", metavar="FORMAT", help="Format of the table: simple, github, html ..."),
        click.option("--no-headers", is_flag=True, help="CSV, TSV and tables without their header."),
        click.option("--json-cols", is_flag=True, help="JSON: lists as arrays, not as text."),
    )


def online(command: Callable[..., Any]) -> Callable[..., Any]:
    """How to ask the network, as ``manners``."""

    @wraps(command)
    def collected(
        *args: Any, contact: str, allow_private: bool, ignore_robots: bool, pause: float, timeout: float, max_requests: int,
        max_bytes: int, hosts: int, **more: Any,
    ) -> Any:
        from ingest.online.conduct import Manners

        manners = Manners(
            contact=contact, allow_private=allow_private, ignore_robots=ignore_robots, pause=pause, seconds=timeout,
            max_requests=max_requests, body=max_bytes, hosts=hosts)
        return command(*args, manners=manners, **more)

    return _with(
        collected,
        click.option("--contact", envvar="AFTERPOST_CONTACT", default="", metavar="MAIL|URL", help="Who asks (user agent)."),
        click.option("--allow-private", is_flag=True, help="Ask addresses of this machine and its networks too."),
        click.option("--ignore-robots", is_flag=True, help="Fetch pages that robots.txt forbids."),
        click.option("--pause", default=1.0, show_default=True, help="Seconds between two requests to one host."),
        click.option("--hosts", default=8, show_default=True, metavar="N", type=click.IntRange(1, 64),
                     help="Hosts asked at the same time, each one request after the other."),
        click.option("--timeout", default=60.0, show_default=True, help="Seconds for one whole answer."),
        click.option("--max-requests", default=0, metavar="N", help="Stop after so many; what is left is for the next run."),
        click.option("--max-bytes", default=32 << 20, show_default=True, metavar="N", help="Longest answer."),
    )
