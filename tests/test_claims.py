"""What fetchers say about themselves: their sample URLs have one owner, keep their key, and their clocks know a date."""

import re

import pytest

from ingest import links
from ingest.fetcher import Fetcher, Link, compiled
from ingest.fetchers import FETCHERS

LINKED = [fetcher for fetcher in FETCHERS if fetcher.links]
MINE = [(fetcher.name, url) for fetcher in LINKED for url in fetcher.mine]
NOT_MINE = [(fetcher.name, url) for fetcher in LINKED for url in fetcher.not_mine]
KNOWN_TIMES = {
    "twitter": ("", "1252701141688860673", "2020-04-21T20:50:00.897Z"),
    "instagram": ("", "BqvsDleB3lV", "2018-11-29T01:04:04.757Z"),
    "threads": ("", "DXeAE2qE-n1", "2026-04-23T09:14:38.765Z"),
    "tiktok": ("", "6807491984882765062", "2020-03-23T19:45:40.000Z"),
    "douyin": ("", "6807491984882765062", "2020-03-23T19:45:40.000Z"),
    "bluesky": ("", "did:plc:ab4kz7ewrj2vqyt6mxo3pl5n/3l3vgf77uco2g", "2024-09-11T17:11:56.350740Z"),
    "fediverse": ("", "books.example.org/113922504467871604", "2025-01-31T10:31:05.146Z"),
    "tumblr": ("", "626907179849564160", "2020-08-19T19:27:56.193Z"),
    "linkedin": ("", "share:7045020441609936898", "2023-03-24T13:16:03.430Z"),
    "weibo": ("", "4910815147462302", "2023-06-09T12:17:12.000Z"),
    "snapchat": ("", "W7_EDlXWTBiXAEEniNoMPwAAYYWtidGhudGZpAX1TKn0JAX1TKnXJAAAAAA", "2021-11-24T18:17:11.369Z"),
    "truthsocial": ("", "108618228543962049", "2022-07-09T16:03:57.694Z"),
    "gab": ("", "107163961867310434", "2021-10-25T20:04:49.235Z"),
    "discord": ("", "302094807046684672/1306706528786583623/868913513463181332", "2021-07-25T17:52:05.242Z"),
}


def claims(fetcher: Fetcher, url: str) -> bool:
    """Whether the patterns of this fetcher alone match, whoever the host belongs to in the end."""
    absolute = links._absolute(links.clean(url), "")
    host, _, _ = links._split(absolute or "")
    site = links.site_of(host)
    anywhere = "*" in fetcher.hosts and site is None
    if not anywhere and (site is None or site.fetcher is not fetcher):
        return False
    return links.read(url).key is not None


def test_names_and_samples() -> None:
    assert len({fetcher.name for fetcher in FETCHERS}) == len(FETCHERS)
    for fetcher in LINKED:
        assert fetcher.mine, fetcher.name
        assert fetcher.not_mine, fetcher.name
        assert fetcher.url is not None, fetcher.name


def test_no_host_has_two_owners() -> None:
    owners: dict[str, str] = {}
    for fetcher in FETCHERS:
        for host in (*fetcher.hosts, *fetcher.short_hosts, *fetcher.frontends):
            assert owners.setdefault(host, fetcher.name) == fetcher.name, host
            assert host == host.lower()
            assert "/" not in host


@pytest.mark.parametrize(("name", "url"), MINE)
def test_mine_has_one_owner(name: str, url: str) -> None:
    address = links.read(url)
    assert address.outcome == "post"
    assert address.key is not None
    assert address.key.platform == name
    assert [fetcher.name for fetcher in LINKED if claims(fetcher, url)] == [name]


@pytest.mark.parametrize(("name", "url"), MINE)
def test_canonical_url_keeps_the_key(name: str, url: str) -> None:
    address = links.read(url)
    if not address.url:  # a Tumblr post whose blog is unknown has no address
        assert name == "tumblr"
        return
    again = links.read(address.url)
    assert again.key == address.key
    assert again.url == address.url


@pytest.mark.parametrize(("name", "url"), NOT_MINE)
def test_not_mine_is_no_post(name: str, url: str) -> None:
    assert links.read(url).outcome == "not_post"


@pytest.mark.parametrize("fetcher", LINKED, ids=lambda fetcher: fetcher.name)
def test_every_shape_compiles_and_is_reachable(fetcher: Fetcher) -> None:
    declared = {*fetcher.hosts, *fetcher.short_hosts, *fetcher.frontends}
    for link in fetcher.links:
        pattern: re.Pattern[str] = compiled(link.pattern)
        assert link.short or link.make is not None or "id" in pattern.groupindex, link.pattern
        assert set(link.hosts) <= {*declared, ""}, link.pattern  # "": on all frontends
        assert isinstance(link, Link)


def test_every_clock_knows_a_date() -> None:
    for fetcher in FETCHERS:
        known = KNOWN_TIMES.get(fetcher.name)
        if known is None:
            assert fetcher.clock("", "1274839201746522112") is None, f"{fetcher.name} has a clock without a known date here"
            continue
        time = fetcher.clock(*known[:2])
        assert time is not None, fetcher.name
        assert (time.value, time.origin) == (known[2], "id"), fetcher.name
