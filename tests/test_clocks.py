"""Clocks refuse what they do not know for certain; codes and numbers turn into one another without loss."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import clocks

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "id_times.tsv"
TWITTER = clocks.bits(shift=22, epoch=1_288_834_974_657, least=30_000_000_000)
TIKTOK = clocks.bits(shift=32, unit="s", first_year=2016)
MASTODON = clocks.bits(shift=16, least=1 << 48)
TUMBLR = clocks.bits(shift=20, epoch=1_000_000_000_000, least=10**17)
SPOTLIGHT = clocks.unix_inside(start=-14, end=-6, least=40)


@pytest.mark.parametrize(
    ("clock", "native_id"),
    [
        (TWITTER, "20"), (TWITTER, "29999999999"), (TWITTER, "0"), (TWITTER, ""), (TWITTER, "1" * 22),
        (TWITTER, "١٢٣٤٥٦٧٨٩٠١٢٣٤"),
        (TWITTER, "9223372036854775807"), (TWITTER, "-1274839201746522112"), (TWITTER, "1274839201746522112 "),
        (TIKTOK, "1"), (TIKTOK, "9223372036854775807"), (TIKTOK, "107163961867310434"),
        (MASTODON, "29443"), (MASTODON, "AcoUaA7EH1igiYKmFU"),
        (TUMBLR, "180294460076"), (TUMBLR, "60948497523"),
        (clocks.shortcode, "abc"), (clocks.shortcode, "1234567"), (clocks.shortcode, "17841562294087503"),
        (clocks.shortcode, "Bq!sDleB3lV"),
        (clocks.shortcode, "AAAAAAAAAAA"), (clocks.shortcode, "BqvsDleB3lVx"),
        (clocks.tid, "self"), (clocks.tid, "3jzfcijpj2z21"), (clocks.tid, "zzzzzzzzzzzzz"), (clocks.tid, "3l3vgf77uco2"),
        (clocks.aid, "9qppkxzyd1ee3i9p"), (clocks.aid, "zzzzzzzzzz"), (clocks.aid, "01GZ5T7N3Q8W2E4R6T8Y0U1I2O"),
        (clocks.weibo, "123456789012345"), (clocks.weibo, "followers"),
        (SPOTLIGHT, "W7_EDlXWTBiX"), (SPOTLIGHT, "x" * 60),
    ],
)
def test_refused(clock: object, native_id: str) -> None:
    assert callable(clock)
    assert clock("", native_id) is None


def test_a_time_from_tomorrow_is_refused_and_one_from_this_hour_is_not() -> None:
    def made(when: datetime) -> str:
        return str((int(when.timestamp() * 1000) - 1_288_834_974_657) << 22)

    now = datetime.now(UTC)
    assert TWITTER("", made(now)) is not None
    assert TWITTER("", made(now + timedelta(hours=23))) is not None
    assert TWITTER("", made(now + timedelta(hours=25))) is None


def test_the_same_moment_by_code_number_and_private_code() -> None:
    number = str(clocks.media_number("BqvsDleB3lV"))
    spellings = "BqvsDleB3lV", number, f"{number}_25025320", "BqvsDleB3lV" + "x" * 28
    times = {clocks.shortcode("", spelling) for spelling in spellings}
    assert len(times) == 1
    assert next(iter(times)) is not None


def test_precision_is_what_the_id_holds() -> None:
    day = TIKTOK("", "6807491984882765062"), TWITTER("", "1274839201746522112"), clocks.tid("", "3l3vgf77uco2g")
    assert [time.precision for time in day if time] == ["second", "ms", "us"]


@given(st.integers(min_value=1, max_value=(1 << 63) - 1))
def test_media_codes_round_trip(number: int) -> None:
    code = clocks.media_code(number)
    assert code is None if clocks.GRAPH_ID.fullmatch(str(number)) else code is not None and clocks.media_number(code) == number


@given(st.integers(min_value=10**7, max_value=9_999_999_999_999_999))
def test_weibo_codes_round_trip(number: int) -> None:
    assert clocks.weibo_mid(clocks.weibo_bid(str(number)).rjust(5, "0")) == str(number)


@pytest.mark.parametrize(
    ("bid", "mid"), [("N4xlMvjhI", "4910815147462302"), ("FBqgOmDxO", "4189191225395228"), ("CzHYNhGPq", "3885105414216212")]
)
def test_weibo_pairs(bid: str, mid: str) -> None:
    assert clocks.weibo_mid(bid) == mid
    assert clocks.weibo_bid(mid) == bid
    assert clocks.weibo("", bid) == clocks.weibo("", mid) is not None


def test_short_links_that_need_no_network() -> None:
    assert clocks.flickr_number("FPVo9U") == "26140204724"
    assert clocks.flickr_number("0OIl") is None
    assert clocks.tumblr_number("Zw68Yyumq4Hp", TUMBLR) == "60948497523"
    assert clocks.tumblr_number("Zn_LPXdFNrBJma00", TUMBLR) == "706888475865137152"
    assert clocks.tumblr_number("Zabcdefghijklmn", TUMBLR) is None


@given(st.text(max_size=40))
def test_clocks_never_raise(text: str) -> None:
    for clock in (TWITTER, TIKTOK, MASTODON, TUMBLR, SPOTLIGHT, clocks.shortcode, clocks.tid, clocks.aid, clocks.weibo):
        assert clock("", text) is None or clock("", text).origin == "id"  # type: ignore[union-attr]
    clocks.media_number(text), clocks.media_code(text), clocks.flickr_number(text), clocks.weibo_mid(text)


@pytest.mark.skipif(not VECTORS.exists(), reason="needs ../shared/vectors/id_times.tsv beside the project")
def test_known_pairs() -> None:
    precisions = {"s": "second"}
    wrong = []
    with VECTORS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            time = clocks.decode(row["platform"], row["id_kind"], row["id"])
            if row["outcome"] == "refuse":
                right = time is None
            else:
                wanted = datetime.fromisoformat(row["decoded_utc"]), precisions.get(row["resolution"], row["resolution"])
                right = time is not None and (datetime.fromisoformat(time.value), time.precision) == wanted
            wrong += [] if right else [(row["platform"], row["id"], time)]
    assert not wrong
