"""What is read of each platform, as its fetcher declares it: the table of ``afterpost platforms`` and of the README."""

from ingest.fetcher import Fetcher, no_clock
from ingest.fetchers import FETCHERS

COLUMNS = ("platform", "name", "link", "embed", "own_page", "export", "clock")


def platforms() -> list[dict[str, str]]:
    """One row for each platform, in the order of the declarations. Every cell but the names is ``yes``, ``""`` or, for

    - ``embed``: ``text`` where an embed code gives more than its post's address, else ``address``.
    """
    return [_row(one) for one in FETCHERS if one.name not in ("afterpost", "generic") and one.archived]


def _row(fetcher: Fetcher) -> dict[str, str]:
    embeds = [form for form in fetcher.forms if form.css and not form.own]
    return {
        "platform": fetcher.name,
        "name": fetcher.title or fetcher.name,
        "link": _yes(bool(fetcher.links)),
        "embed": "text" if any(form.evidence != "plain" for form in embeds) else "address" if embeds or fetcher.links else "",
        "own_page": _yes(any(form.own for form in fetcher.forms)),
        "export": _yes(any(not form.css and not form.own for form in fetcher.forms)),
        "clock": _yes(fetcher.clock is not no_clock),
    }


def _yes(declared: bool) -> str:
    return "yes" if declared else ""
