"""Completing posts: asking public endpoints for what the archive lacks, and the Wayback Machine for what is gone.

A dead endpoint, a refusal or a time-out says nothing about a post. Only an endpoint's clear "no such post" is written down, as an
observation with its date, beside everything that is held of the post.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from ingest.errors import Usage
from ingest.online.endpoints import WAYBACK, WAYBACK_WEB, Ask, Settings, Wanted, asks
from ingest.online.fetch import EnoughAsked, FetchFailed, Web
from ingest.online.pages import Fetched, host_of, keep
from ingest.online.parallel import each
from ingest.online.warc_out import WarcWriter
from ingest.search import Filters, conditions

_UNTOLD = """ AND ifnull(p.status, 'available') = 'available' AND NOT EXISTS (SELECT 1 FROM sightings s
  WHERE s.post_id = p.id AND s.captured_at >= ? AND s.relation IN ('export', 'page'))"""
"""Whose own endpoint answered since and did not say it either is not asked again before the day."""
NEEDS = {
    "caption": "p.caption IS NULL" + _UNTOLD,
    "counts": "p.likes IS NULL AND p.views IS NULL AND p.score IS NULL" + _UNTOLD,
    "old": "ifnull(p.likes_at, '') < ?",
    "availability": "1",
}
"""What can be lacking. ``old``: counts not seen since a day. What is known to be gone is asked for by ``availability`` only."""


@dataclass(slots=True)
class Completed(Fetched):
    """What a round of completing did."""

    asked: int = 0
    """Posts asked for."""
    gone: int = 0
    """Posts of which an endpoint clearly says that they are not there."""
    nowhere: list[str] = field(default_factory=list)
    """Posts that no endpoint knows how to ask for, by public id."""

    def take(self, other: "Completed") -> None:
        """Takes another's figures in."""
        self.asked, self.answered, self.gone = self.asked + other.asked, self.answered + other.answered, self.gone + other.gone
        self.problems += other.problems
        self.nowhere += other.nowhere
        self.enough = self.enough or other.enough


def wanted(
    connection: sqlite3.Connection, needs: Iterable[str], filters: Filters, *, days: int = 30, now: float | None = None
) -> Iterator[Wanted]:
    """The posts that lack any of ``needs``, platforms taking turns so that no host is asked twice in a row."""
    where, values = conditions(filters)
    lacking: list[str] = []
    before: list[str] = []
    for need in needs:
        if need not in NEEDS:
            raise Usage(f"{need!r} cannot be completed; there are: {' '.join((*NEEDS, 'links'))}")
        lacking.append(f"({NEEDS[need]})")
        if "?" in NEEDS[need]:
            moment = (time.time() if now is None else now) - days * 86400
            before.append(time.strftime("%Y-%m-%d", time.gmtime(moment)))
    sql = f"""SELECT p.platform || ':' || p.kind || ':' || p.native_id, p.platform, p.kind, p.native_id, ifnull(p.url, ''),
      ifnull(a.handle, '') FROM posts p LEFT JOIN authors a ON a.id = p.author_id
      WHERE NOT p.hidden AND NOT p.suspect_id AND p.native_id NOT LIKE 'x-%' AND ({' OR '.join(lacking) or '1'})
      {''.join(' AND ' + one for one in where)}
      ORDER BY row_number() OVER (PARTITION BY p.platform ORDER BY p.embedded_count DESC, p.kind, p.native_id), p.platform"""
    for row in connection.execute(sql, [*before, *values]):
        yield Wanted(**dict(zip(("public_id", "platform", "kind", "native_id", "url", "handle"), row, strict=True)))


def complete(
    web: Web, writer: WarcWriter, posts: Iterable[Wanted], settings: Settings, *, wayback: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> Completed:
    """Asks for each post until one endpoint answers."""

    def ask(post: Wanted) -> Completed:
        report(post.public_id)
        one = Completed(asked=1)
        try:
            outcome = _ask_all(web, writer, post, settings, one)
            if wayback and outcome != "answered":
                _wayback(web, writer, post, settings, one)
        except EnoughAsked as error:
            one.enough = True
            one.failed(post.public_id, error)
        return one

    def host(post: Wanted) -> str:
        return next((host_of(ask.url) for ask in asks(post, settings)), "")

    done = Completed()
    for _, one in each(posts, host, ask, web.manners.hosts):
        done.take(one)
        if done.enough:
            break
    return done


def _ask_all(web: Web, writer: WarcWriter, post: Wanted, settings: Settings, done: Completed) -> str:
    """``answered``, ``gone``, ``failed`` or ``nowhere``."""
    failure: FetchFailed | None = None
    last = ""
    for ask in asks(post, settings):
        try:
            if _ask(web, writer, post, ask):
                done.answered += 1
                return "answered"
            done.gone += 1
            return "gone"
        except EnoughAsked:
            raise
        except FetchFailed as error:
            failure, last = error, ask.url
    if failure is None:
        done.nowhere.append(post.public_id)
        return "nowhere"
    done.failed(last, failure)
    return "failed"


def _ask(web: Web, writer: WarcWriter, post: Wanted, ask: Ask) -> bool:
    """True: answered. False: the endpoint clearly says that the post is not there."""
    answer = web.get(ask.url, robots=ask.endpoint.page, headers=ask.headers, body=ask.body)
    try:
        keep(answer, writer)
    except FetchFailed:
        word = ask.endpoint.gone.get(answer.last.status)
        if word is None:
            raise
        # a proxy's or a captive portal's 404 is no word about a post: the endpoint itself must have answered
        if len(answer.exchanges) > 1:
            raise
        at = answer.last.at
        writer.note(f"urn:afterpost:availability:{quote(post.public_id)}", observation(post, ask, word, at), at)
        return False
    return True


def observation(post: Wanted, ask: Ask, word: str, at: float) -> bytes:
    """What an endpoint's clear refusal means, as a record that is read like any other."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at))
    return json.dumps({"afterpost_availability": word, "platform": post.platform, "kind": post.kind, "native_id": post.native_id,
                       "observed_at": moment, "endpoint": ask.endpoint.name, "asked": ask.url}, ensure_ascii=False).encode()


def _wayback(web: Web, writer: WarcWriter, post: Wanted, settings: Settings, done: Completed) -> None:
    """The capture that the Wayback Machine holds of the post's own page, if any."""
    path = WAYBACK.path(post)
    if path is None:
        return
    url = settings.base(WAYBACK.name, WAYBACK.base) + path
    try:
        answer = web.get(url, robots=False)
        stamp = _closest(answer.content) if answer.last.status == 200 else ""
        if stamp:
            capture = f"{settings.base('wayback-web', WAYBACK_WEB)}/web/{stamp}id_/{post.url}"
            keep(web.get(capture, robots=False), writer)
            done.answered += 1
    except EnoughAsked:
        raise
    except FetchFailed as error:
        done.failed(url, error)


def _closest(content: bytes) -> str:
    try:
        closest = json.loads(content)["archived_snapshots"]["closest"]
        stamp = str(closest["timestamp"]) if closest.get("available") else ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return stamp if stamp.isascii() and stamp.isdigit() and len(stamp) <= 14 else ""
