"""Counts, dates, caption text, tags and mentions: what is read, and what is refused rather than guessed."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import values
from ingest.model import Count
from ingest.values import Number


@pytest.mark.parametrize(("text", "lang", "low", "value", "high"), [
    ("8.4K plays", "en", 8350, 8400, 8499), ("8,4 tis.", "sk", 8350, 8400, 8499), ("8,4 tys.", "pl", 8350, 8400, 8499),
    ("2,7 E", "hu", 2650, 2700, 2799), ("60 хил.", "bg", 59500, 60000, 60999), ("3.6 lakh", "en-IN", None, None, None),
    ("3.6L", "en-IN", 355000, 360000, 369999), ("7,5 tỷ", "vi", 7450000000, 7500000000, 7599999999),
    ("elfu 7.5", "sw", 7450, 7500, 7599), ("4.2 mil M", "es-MX", 4150000000, 4200000000, 4299999999),
    ("٧٫٥ ألف", "ar", 7450, 7500, 7599), ("5.5만회", "ko", 54500, 55000, 55999), ("2 Millionen Aufrufe", "de", 1500000, 2000000, 2999999),
    ("7 B", "tr-TR", 6500, 7000, 7999), ("7B", "en", 6500000000, 7000000000, 7999999999),
    ("1.234,5 Mio.", "de", 1234450000, 1234500000, 1234599999),
])
def test_shortened_counts(text: str, lang: str, low: int | None, value: int | None, high: int | None) -> None:
    read = values.read_count(text, lang)
    if value is None:
        assert read.value is None or read.exact is False
    else:
        assert (read.min, read.value, read.max, read.exact) == (low, value, high, False)


@pytest.mark.parametrize(("text", "value"), [
    ("0 Likes", 0), ("8’123", 8123), ("8\u202f123", 8123), ("45,67,890", 4567890), ("Gostos: 77", 77), ("८,१२३", 8123),
    ("コメント77件", 77), ("77 Mi piace", 77), ("Gefällt 77 Mal", 77), ("1 Kommentare", 1), ("77 mentions J’aime", 77),
])
def test_whole_counts_need_no_language(text: str, value: int) -> None:
    assert values.read_count(text) == Number(value, True, value, value)


@pytest.mark.parametrize("text", [
    "", "likes", "hidden", "7.5", "7,25", "7.123,4", "-7", "77 %", "7/10", "$77", "7:30", "7,5 M", "7,5 mil", "7 B", "7,5 tn", "h264",
    "1,2,3",
    "3.7B",
])
def test_refused_counts(text: str) -> None:
    assert values.read_count(text).value is None


@pytest.mark.parametrize(("value", "expected"), [
    (0, Count(metric="likes", value=0)), (7, Count(metric="likes", value=7)), (7.0, Count(metric="likes", value=7)),
    ("7,001", Count(metric="likes", value=7001)), ("7.5K", Count(metric="likes", value=7500, precision="rounded")),
    (-1, None), (True, None), (None, None), (7.5, None), ("many", None), ([], None),
])
def test_count_of_a_field(value: object, expected: Count | None) -> None:
    assert values.count("likes", value) == expected


def test_only_a_score_goes_below_zero() -> None:
    assert values.count("score", -4) == values.count("score", "-4") == Count(metric="score", value=-4)


@pytest.mark.parametrize(("text", "lang", "number"), [
    ("Liked by clay and 1,000 others", "en", Number(1001, True, 1001, 1001)),
    ("Liked by clay and kiln", "en", Number(2, True, 2, 2)), ("Liked by clay, kiln and others", "en", Number(None, False, 3, None)),
    ("Piace a clay e altri 12", "it", Number(13, True, 13, 13)),
])
def test_liked_by(text: str, lang: str, number: Number) -> None:
    assert values.read_liked(text, lang) == number


@pytest.mark.parametrize(("text", "lang", "value", "precision"), [
    ("wtorek, 7 listopada 2023", "pl", "2023-11-07", "day"), ("7. listopada 2023.", "hr", "2023-10-07", "day"),
    ("7 de nov. de 2023", "pt-BR", "2023-11-07", "day"), ("mar. 7 mars 2023", "fr", "2023-03-07", "day"),
    ("2023 m. lapkričio 7 d.", "lt", "2023-11-07", "day"), ("2023년 11월 7일 (화)", "ko", "2023-11-07", "day"),
    ("7 พ.ย. 2566", "th", "2023-11-07", "day"), ("November 7th, 2023", "", "2023-11-07", "day"), ("7. 11. 2023", "cs", "2023-11-07", "day"),
    ("7/11/2023", "fr", "2023-11-07", "day"), ("7/11/2023", "en-US", "2023-07-11", "day"), ("27/11/2023", "", "2023-11-27", "day"),
    ("Tue Nov 07 2023 18:02:03 GMT+0100 (Central European Standard Time)", "en", "2023-11-07T17:02:03Z", "second"),
    ("7 Nov 2023, 18:02 UTC", "en", "2023-11-07T18:02Z", "minute"), ("Nov 7, 2023 at 12:02am PST", "en", "2023-11-07T08:02Z", "minute"),
    ("2023-11-07T18:02:03.1-03:30", "", "2023-11-07T21:32:03.100Z", "ms"), ("1699380123", "", "2023-11-07T18:02:03Z", "second"),
])
def test_dates(text: str, lang: str, value: str, precision: str) -> None:
    read = values.read_date(text, lang)
    assert read is not None
    assert (read.value, read.precision, read.origin) == (value, precision, "stated")


@pytest.mark.parametrize("text", [
    "", "7 Nov", "Nov 2023", "7/11/2023", "07.11.23", "7 Nov 2023 18:02", "7 Nov 2023 18:02 IST", "7 Nov 2023 18:02 CST", "5d",
    "il y a 2 jours",
    "30 February 2023", "2023-02-30", "2023-11-07T25:00Z", "2023-11-07T18:02:03", "May", "Mark 7, 2023", "not before 7 Nov 2023",
    "令和5年11月7日",
    "7 8 Nov 2023", "1402/08/16", "7 Nov 2023 13:02 PM UTC", "20231107180203", "version 2023", "7 Nov 1523",
])
def test_refused_dates(text: str) -> None:
    assert values.read_date(text, "") is None


@pytest.mark.parametrize(("value", "expected"), [
    (1699380123, "2023-11-07T18:02:03Z"), (1699380123456, "2023-11-07T18:02:03.456Z"), ("1699380123456789", "2023-11-07T18:02:03.456789Z"),
    (1699380123.5, "2023-11-07T18:02:03.500Z"), ("Tue Nov 07 18:02:03 +0000 2023", "2023-11-07T18:02:03Z"),
    ("Tue, 07 Nov 2023 18:02:03 GMT", "2023-11-07T18:02:03Z"), (0, None), (True, None), (None, None), (-5, None),
    ("2023-11-07 18:02:03", None),
])
def test_stated(value: object, expected: str | None) -> None:
    read = values.stated(value)
    assert (read.value if read else None) == expected


def test_a_documented_zone_may_be_assumed() -> None:
    read = values.stated("2023-11-07 18:02:03", assume_utc=True)
    assert read is not None
    assert read.value == "2023-11-07T18:02:03Z"


@pytest.mark.parametrize(("html", "text"), [
    ("<p>one<br>two</p>\n<p>three</p>", "one\ntwo\n\nthree"), ("<div>one</div>two", "one\n\ntwo"), ("a<script>b</script>c", "ac"),
    ("a <b>bold</b>, and <i>b</i>", "a bold, and b"), ("<li>one</li><li>two</li>", "one\n\ntwo"), ("one<br><br><br><br>two", "one\n\ntwo"),
    ("5 < 6 &lt; 7 &amp;amp;", "5 < 6 < 7 &amp;"), ("<style>p{}</style><p>\u200ex\u200f</p>", "x"),
    ("x <img alt=':kiln:'> y", "x :kiln: y"),
])
def test_html(html: str, text: str) -> None:
    assert values.html_to_text(html) == text


def test_fediverse_links_show_where_they_lead() -> None:
    html = ('<p><a class="mention" href="https://kiln.example/@ann">@ann</a> see <a href="https://clay.example/long/way">'
            '<span class="invisible">https://</span><span class="ellipsis">clay.example/lo</span></a></p>')
    assert values.html_to_text(html, "mastodon") == "@ann see https://clay.example/long/way"
    assert values.html_to_text(html) == "@ann see https://clay.example/lo"


def test_html_of_an_element() -> None:
    bs4 = pytest.importorskip("bs4")
    assert values.html_to_text(bs4.BeautifulSoup("<p>one<br/>two</p>", "html.parser").p) == "one\ntwo"


@pytest.mark.parametrize("text", ["T\u00f6pfe", "日本語", "👩‍🎨", "plain"])
def test_mojibake_round_trip(text: str) -> None:
    broken = text.encode().decode("latin-1")
    assert values.meta_mojibake(broken) == text
    assert values.meta_mojibake(text) == text
    assert values.meta_mojibake_tree({broken: [broken, {"deep": [broken, 7, None]}]}) == {text: [text, {"deep": [text, 7, None]}]}


def test_mojibake_of_a_deep_tree() -> None:
    tree: list[object] = ["\u00c3\u00b6"]
    for _ in range(50_000):
        tree = [tree]
    values.meta_mojibake_tree(tree)
    while isinstance(tree[0], list):
        tree = tree[0]
    assert tree == ["ö"]


@pytest.mark.parametrize(("platform", "text", "tags"), [
    ("twitter", "#clay, #2023 and #clay2023 a#b", ["clay", "clay2023"]), ("twitter", "see https://a.example/#top and a.example/x#y", []),
    ("instagram", "#clay#kiln #🏺", ["clay", "kiln", "🏺"]), ("twitter", "#clay#kiln", []), ("tiktok", "#fyp#kiln", ["fyp", "kiln"]),
    ("twitter", "＃陶器 #töpfern!", ["陶器", "töpfern"]), ("mastodon", "#one_two #three-four", ["one_two", "three"]),
])
def test_hashtags(platform: str, text: str, tags: list[str]) -> None:
    assert values.hashtags(text, platform) == tags


@pytest.mark.parametrize(("platform", "text", "handles"), [
    ("twitter", "@ann, @bob_7: hi (@cy) x@y.example @this_is_far_too_long_for_one", ["ann", "bob_7", "cy"]),
    ("instagram", "by @ann.lee. and @bob", ["ann.lee", "bob"]), ("mastodon", "@ann@kiln.example and @bob.", ["ann@kiln.example", "bob"]),
    ("bluesky", "@ann.kiln.example. @bob", ["ann.kiln.example"]), ("twitter", "RT@ann: x", ["ann"]),
    ("tiktok", "ft. @ann.lee", ["ann.lee"]),
    ("twitter", "https://x.example/@ann", []), ("instagram", "mail ann@kiln.example", []),
])
def test_mentions(platform: str, text: str, handles: list[str]) -> None:
    assert values.mentions(text, platform) == handles


def test_description_of_a_video() -> None:
    said = values.read_description('2.1M Likes, 3,004 Comments. TikTok video from Ann Lee (@ann.lee): "A “big” pot". original sound - Ann')
    assert said is not None
    assert said.likes is not None
    assert said.comments is not None
    assert (said.likes.value, said.comments.value) == (2100000, 3004)
    assert (said.name, said.handle, said.caption) == ("Ann Lee", "ann.lee", "A “big” pot")


def test_a_number_that_cannot_be_read_keeps_its_place() -> None:
    said = values.read_description('7,5 mil gostos, 34 notas - ann em 3 de março de 2024: "x"')
    assert said is not None
    assert said.likes is None
    assert said.comments == Number(34, True, 34, 34)


def test_a_profile_is_no_post() -> None:
    said = values.read_description("1,020 Followers, 12 Following, 80 Posts - Ann Lee (@ann.lee) on Instagram: \"Pots\"")
    assert said is not None
    assert (said.profile, said.likes, said.comments, said.caption) == (True, None, None, None)


LANGUAGES = st.sampled_from(["", "en", "de-AT", "pt_BR", "th", "fa", "zh-Hant-TW", "xx", "-", "e\u0301"])
PIECES = st.lists(st.sampled_from([
    *"0123456789.,:-/ @#\"“”()\u00a0\u066b١年月日", "12", "2021", "June", "Mai", "K", "Mio.", " - ", "likes", "(@ann)", "UTC", "PM", "T",
    "+02:00", "http://", "<p>", "&amp;", "Liked by ", " and ", " others", "tháng 6",
]), max_size=60).map("".join)


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(st.text(max_size=300), PIECES), lang=LANGUAGES)
def test_nothing_raises(text: str, lang: str) -> None:
    values.read_count(text, lang)
    values.read_date(text, lang)
    values.read_description(text, lang)
    values.read_liked(text, lang)
    values.stated(text)
    values.html_to_text(text)
    for platform in ("twitter", "instagram", "mastodon", "bluesky", "youtube"):
        values.hashtags(text, platform)
        values.mentions(text, platform)


@given(number=st.integers(min_value=0, max_value=10**15), sign=st.sampled_from([",", ".", " ", "\u202f", "’"]), lang=LANGUAGES)
def test_whole_numbers_round_trip(number: int, sign: str, lang: str) -> None:
    assert values.read_count(f"{number:,}".replace(",", sign), lang) == Number(number, True, number, number)


@given(number=st.integers(min_value=10**9, max_value=4 * 10**9))
def test_epochs_round_trip(number: int) -> None:
    whole, fine = values.stated(number), values.stated(str(number * 1000))
    assert whole is not None
    assert fine is not None
    assert fine.value == whole.value[:-1] + ".000Z"


@pytest.mark.parametrize("unit", [
    "#", "@", "@a", "#a", "1,", "1 ", "a.", "((@", "\"", " - ", "<", "<a", "<!--", "&", "a@", "@a.", "1:1 ", "Liked by ", "//", "<p>",
    "<a x='", "<pre>", "</", "<a href=//>", "年", "x-",
])
def test_long_texts_are_bounded(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    values.read_count(text)
    values.read_date(text)
    values.read_description(text)
    values.read_liked(text)
    values.html_to_text(text)
    values.strip_edges(text)
    for platform in ("twitter", "instagram", "mastodon", "bluesky", "youtube"):
        values.hashtags(text, platform)
        values.mentions(text, platform)
    assert time.process_time() - start < 10


def test_importing_is_cheap() -> None:
    code = ("import sys, ingest.values; print([name for name in sys.modules if name.split('.')[0] in "
            "('bs4', 'babel', 'lxml', 'regex', 'sqlite3', 'httpx', 'selectolax') or name.endswith(('months', 'suffixes'))])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
