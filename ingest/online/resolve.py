"""Short links that pages held: asked hop by hop until it is known what they stand for. The target itself is not fetched.

The redirects go to the WARC like everything else, and whoever reads that WARC learns from them what the links stand for.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from ingest.containers.shortlinks import leads_to, record
from ingest.links import read
from ingest.online.complete import Completed
from ingest.online.endpoints import SHORT_LINKS, Settings, Wanted
from ingest.online.fetch import EnoughAsked, FetchFailed, Web
from ingest.online.pages import host_of
from ingest.online.parallel import each
from ingest.online.warc_out import WarcWriter
from ingest.search import Filters, conditions

_GONE = (404, 410)


def waiting(connection: sqlite3.Connection, filters: Filters) -> Iterator[Wanted]:
    """Short links of which nobody has said what they stand for, hosts taking turns, what was seen most often first."""
    where, values = conditions(filters)
    sql = f"""SELECT p.platform || ':' || p.kind || ':' || p.native_id, p.platform, p.kind, p.native_id, ifnull(p.url, '')
      FROM posts p WHERE p.hidden = 2 AND p.kind = 'shortlink' AND p.links IS NULL {''.join(' AND ' + one for one in where)}
      ORDER BY row_number() OVER (PARTITION BY p.platform ORDER BY p.embedded_count DESC, p.linked_count DESC, p.native_id),
      p.platform"""
    for row in connection.execute(sql, values):
        yield Wanted(**dict(zip(("public_id", "platform", "kind", "native_id", "url"), row, strict=True)))


def resolve(
    web: Web, writer: WarcWriter, links: Iterable[Wanted], settings: Settings, done: Completed,
    report: Callable[[str], None] = lambda text: None,
) -> None:
    """Asks each short link where it leads."""

    def ask(link: Wanted) -> bool | FetchFailed:
        report(link.public_id)
        try:
            return _resolve(web, writer, link, settings)
        except FetchFailed as error:
            return error

    for link, leads in each(links, lambda link: host_of(link.url), ask, web.manners.hosts):
        done.asked += 1
        if isinstance(leads, FetchFailed):
            done.failed(link.url, leads)
            if isinstance(leads, EnoughAsked):
                done.enough = True
                break
        else:
            done.answered += leads
            done.gone += not leads


def _resolve(web: Web, writer: WarcWriter, link: Wanted, settings: Settings) -> bool:
    """Whether the link leads anywhere. What cannot be read out of the captured answers themselves is noted beside them."""
    base = settings.base(SHORT_LINKS, "")
    answer = web.get(f"{base}/{link.native_id}" if base else link.url, robots=False, follow=_hides)
    for exchange in answer.exchanges:
        writer.write(exchange)
    last = answer.last
    target = leads_to(last.url, last.status, last.header("location"), answer.content)
    gone = last.status in _GONE and len(answer.exchanges) == 1
    if not target and not gone and last.status != 200:
        raise FetchFailed("io", f"status {last.status}")
    if base or not target:
        known = record(link.url, target) or json.dumps({"afterpost_link": link.url, "leads_to": ""}).encode()
        writer.note(f"urn:afterpost:link:{link.native_id}", known, last.at)
    return bool(target)


def _hides(target: str) -> bool:
    """Whether a redirect leads to one more short link."""
    return read(target).short is not None

