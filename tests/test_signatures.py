"""The lines that embed codes put under a post: who wrote it, what is text and what is boilerplate."""

import pytest

from ingest.fetchers.instagram.wording import is_boilerplate
from ingest.fetchers.instagram.wording import signature as instagram_signature
from ingest.fetchers.twitter.signature import is_gone, split_signature, whole, without_picture


@pytest.mark.parametrize(("shown", "text", "name", "handle"), [
    ("Low tide.\n\n— Mara (the baker) 🍞 (@mara_bakes)", "Low tide.", "Mara (the baker) 🍞", "mara_bakes"),
    ("Wait — what?\n\n— Dash — Hound (@dash_hound)", "Wait — what?", "Dash — Hound", "dash_hound"),
    ("One line -- Ann Lee (@annlee)", "One line", "Ann Lee", "annlee"),
    ("Thanks (@someone) for the boat", "Thanks (@someone) for the boat", None, None),
    ("Ends with a name (@someone)\n\nand goes on", "Ends with a name (@someone)\n\nand goes on", None, None),
    ("", "", None, None),
])
def test_signature(shown: str, text: str, name: str | None, handle: str | None) -> None:
    assert split_signature(shown) == (text, name, handle)


def test_pictures_go_only_from_the_end() -> None:
    text, media = without_picture("See pic.twitter.com/AAA here pic.twitter.com/BBB pic.x.com/CCC")
    assert text == "See pic.twitter.com/AAA here"
    assert [one.url for one in media] == ["https://pic.twitter.com/BBB", "https://pic.twitter.com/CCC"]


@pytest.mark.parametrize(("text", "state"), [
    ("Tweet may have been deleted (opens in a new tab)", "unavailable"),
    ("This Tweet was deleted by the Tweet author. Learn more", "deleted"),
    ("This Post is from a suspended account.", "suspended"),
    ("View the post on X", None),
    ("The law was deleted from the books, " + "and so on " * 30, None),
])
def test_placeholders(text: str, state: str | None) -> None:
    assert is_gone(text) == state


@pytest.mark.parametrize(("label", "number"), [
    ("18,151 replies", 18151), ("1.664 Me gusta", 1664), ("5\u202f012 J’aime", 5012), ("٣٢ رد", 32),
    ("0 Likes", 0), ("Reply", None),
])
def test_labels(label: str, number: int | None) -> None:
    assert whole(label) == number


@pytest.mark.parametrize(("line", "handle", "name"), [
    ("A photo posted by Kiln & Co (@kiln.and.co) on May 4, 2016 at 5:30am PDT", "kiln.and.co", "Kiln & Co"),
    ("Ein Beitrag geteilt von Ofenfrau (@ofenfrau)", "ofenfrau", "Ofenfrau"),
    ("Una publicación compartida por Barro (lento) (@barro_lento)", "barro_lento", "Barro (lento)"),
    ("窯の人(@kama.no.hito)がシェアした投稿", "kama.no.hito", "窯の人"),
    ("Something unknown: Somebody (@some.body)", "some.body", None),
    ("No handle here", None, None),
])
def test_instagram_signature(line: str, handle: str | None, name: str | None) -> None:
    assert instagram_signature(line) == (handle, name)


@pytest.mark.parametrize(("text", "boilerplate"), [
    ("View this post on Instagram", True), ("Sieh dir diesen Beitrag auf Instagram an", True), ("© 2020 Instagram", True),
    ("A post shared by Kiln & Co (@kiln.and.co)", True), ("View from the kiln roof", False), ("Glaze day", False),
])
def test_boilerplate(text: str, boilerplate: bool) -> None:
    assert is_boilerplate(text) is boilerplate
