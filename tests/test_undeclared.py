"""Charsets that are stated late or not at all."""

import pytest

from ingest.charset import charset_of, decode
from ingest.undeclared import guess

JAPANESE, RUSSIAN = "日本語の記事です。天気はとても良いです。", "Привет, мир, это статья о погоде"
TEXTS = {
    "euc_jp": JAPANESE, "cp932": JAPANESE, "cp1251": RUSSIAN, "koi8_r": RUSSIAN, "cp866": RUSSIAN,
    "gb18030": "这是一个中文文章的例子，今天天气很好", "big5hkscs": "這是一個中文文章的例子，今天天氣很好",
    "cp949": "안녕하세요 이것은 기사입니다", "cp1253": "Καλημέρα κόσμε αυτό είναι άρθρο", "cp1256": "مرحبا بالعالم هذه مقالة",
    "cp1255": "שלום עולם זה מאמר", "cp874": "สวัสดีชาวโลกนี่คือบทความ",
}
WESTERN = ("Déjà vu à la café über naïve façade", "Größe, Straße, Übergröße und Öl: ähnlich überflüssig", "“Quoted” — and ‘again’ … • €uro",
           "Ação não é opção, são ações à mão", "ÀÉÎÕÜ ÀÉÎÕÜ", "Zażółć gęślą jaźń")


@pytest.mark.parametrize("codec", TEXTS)
def test_what_states_nothing_is_told_by_its_letters(codec: str) -> None:
    page = f"<html><head><title>x</title></head><body><p class='lead'>{TEXTS[codec]}</p>\n<p>{TEXTS[codec]}</p></body></html>"
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_stays_western(text: str) -> None:
    assert guess(text.encode("cp1252", "replace") * 9) == ""
    assert guess(text.encode("cp1250", "replace") * 9) == ""


def test_noise_is_nothing() -> None:
    assert guess(bytes(range(128, 256)) * 20) == ""
    assert guess(b"") == ""


@pytest.mark.parametrize("size", [500, 5_000, 50_000, 500_000])
def test_a_late_label_is_found_in_the_head(size: int) -> None:
    head = "<!DOCTYPE html><html><head><script>var x = '" + "a" * size + "';</script><meta charset=\"ISO-8859-7\"><title>x</title></head>"
    assert charset_of((head + "<body>\xe9</body></html>").encode("latin-1")) == "iso8859-7"


def test_a_label_in_the_text_is_none() -> None:
    page = "<html><head><title>x</title></head><body>" + "a" * 5_000 + "<meta charset=\"koi8-r\">\xe9</body></html>"
    assert charset_of(page.encode("latin-1")) == "cp1252"
