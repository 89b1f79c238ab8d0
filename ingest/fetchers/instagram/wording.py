"""Instagram: the sentences that its embed code and its pages put around a post, in the languages in which they were met."""

import re

from ingest.patterns import late

SHARED = late(
    r"(?:An?|Ein|Una?|Uma?|Um|Une?|Een|Ett|Et)\s(?:photo|video|post|Beitrag|Foto|Video|publicación|foto|vídeo|publicação|vidéo|"
    r"publication|bericht|inlägg|opslag|innlegg|publicació)\s(?:(?:posted|shared)\sby|geteilt\svon|gepostet\svon|"
    r"compartid[ao]\s(?:de|por|per)|publicad[ao]\spor|(?:com)?partilhad[ao]\spor|compartilhad[ao]\spor|partagée\spar|publiée\spar|"
    r"condiviso\sda|pubblicat[ao]\sda|gedeeld\sdoor|(?:die\sis\s)?geplaatst\sdoor|delat\sav|publicerat\sav|delt\s(?:af|av))"
    r"|(?:Sebuah\s)?[Kk]iriman\s(?:yang\s)?dibagikan\soleh|Bài\sviết\sdo|Публикация\sот|Post\sudostępniony\sprzez|Ein\svon"
    r"|Henkilön|Příspěvek\ssdílený(?:\suživatelem)?|Допис,\sпоширений|Публикация,\sсподелена\sот|Príspevok,\sktorý\szdieľa"
    r"|O\spostare\sdistribuită\sde|Η\sδημοσίευση\sκοινοποιήθηκε\sαπό(?:\sτο\sχρήστη|\sτον/την)?|Објава\sкоју\sдели"
    r"|Objava\skoju\sd(?:ij)?eli|โพสต์ที่แชร์โดย|Isang\spost\sna\sibinahagi\sni|\u200e?تمت\sمشاركة\sمنشور\sبواسطة"
    r"|פוסט\sמשותף\sעל\sידי|پست\sبه\sاشتراک\sگذاشته\sشده\sتوسط",
)
"""What stands before the name."""

AFTER = late(r"\s*(?:さん|님의?|’s|'s)?\s*$")
BEHIND = late(r"\s*(?:が|님|'|’|分享|的|által\s|द्वारा\s|paylaştığı\s)")
"""What follows the handle where the name comes first."""
SIGNED = late(r"[(（]\s*@\s*([\w.]{1,40})\s*[)）]")

_VIEW = (
    r"(?:View|See) (?:this|more|post|profile)\b.*|Sieh dir diesen Beitrag auf Instagram an|Diesen Beitrag auf Instagram ansehen"
    r"|(?:Voir|Afficher) (?:cette publication|ce post|cette photo|cette vidéo) sur Instagram"
    r"|(?:Visualizza|Guarda) questo post su Instagram|Ver est[ae] \w+ (?:en|no) Instagram"
    r"|(?:Ver|Ver essa|Ver esta|Veja est[ea]) .{0,30}Instagram"
    r"|Dit bericht (?:op|bekijken op) Instagram.*|Bekijk dit bericht op Instagram|この投稿をInstagramで見る"
    r"|(?:Lihat|Tampilkan) (?:postingan|kiriman) ini di Instagram|Xem bài viết này trên Instagram|Посмотреть эту публикацию в Instagram"
    r"|Wyświetl ten post na Instagramie|Bu gönderiyi Instagram.da gör|Instagram에서 이 게시물 보기|在 ?Instagram ?(?:上)?查看.*"
    r"|(?:Visa|Se) det(?:ta|te|\shär) (?:inlägg(?:et)?|opslag) på Instagram|Vis dette (?:opslag|innlegg|innlegget) på Instagram"
    r"|(?:Näytä|Katso) tämä julkaisu Instagramissa|Переглянути цей допис в Instagram|(?:Вижте|Преглед на) тази публикация в Instagram"
    r"|Zobrazit (?:tento )?příspěvek na Instagramu|Zobraziť (?:tento )?príspevok na Instagrame|A bejegyzés megtekintése az Instagramon"
    r"|Vezi această postare pe Instagram|Погледајте ову објаву у апликацији Instagram|Pogledaj(?:te)? ovu objavu (?:na|u) Instagram\w*"
    r"|Δείτε αυτή τη δημοσίευση στο Instagram|ดูโพสต์นี้บน Instagram|عرض هذا المنشور على Instagram|(?:הצגת|הצג) פוסט זה ב.?Instagram"
    r"|הצגת פוסט זה באינסטגרם|نمایش این پست در (?:Instagram|اینستاگرام)|(?:Instagram|इंस्टाग्राम) पर यह पोस्ट देखें"
    r"|Tingnan ang post na ito sa Instagram|(?:Mostra|Visualitza|Veure) aquesta publicació a Instagram"
    r"|(?:©|\(c\)) ?\d{4} Instagram|Lorem ipsum.*|Instagram")
VIEW = late(rf"(?:{_VIEW})[\s.!…→»›]*", re.I | re.S)
"""Boilerplate; never a caption."""


def signature(text: str) -> tuple[str | None, str | None]:
    """Handle and name of ``A post shared by NAME (@HANDLE) on DATE``, in any language; the name only where the words before
    it are known."""
    signed = list(SIGNED.finditer(text))
    if not signed:
        return None, None
    match = signed[-1]
    before = text[: match.start()]
    start = SHARED.match(before.lstrip())
    if start:
        name = before.lstrip()[start.end():]
    elif AFTER.search(before) and BEHIND.match(text[match.end():]):
        name = AFTER.sub("", before)
    else:
        return match[1], None
    return match[1], name.strip(" \u200e\u200f\u00a0\n") or None


_UNSPACED = late("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
"""Scripts that need no blanks between words."""
_ABROAD = late("אינסטגרם|اینستاگرام|इंस्टाग्राम")
"""The platform's name where it is written in another script."""


def is_code(text: str) -> bool:
    """Are these words only the platform's embed code's: its signature, or its call to view the post?"""
    text = " ".join(text.split())
    words = text.count(" ") if text.isascii() or not _UNSPACED.search(text) else 3
    call = ("instagram" in text.lower() or _ABROAD.search(text) is not None) and words >= 3 and len(text) < 80
    return bool(SHARED.match(text) and SIGNED.search(text)) or (call and VIEW.fullmatch(text) is not None)


def is_boilerplate(text: str) -> bool:
    """Whether a text is the platform's, not the post's: a call to view it, or its signature."""
    text = text.strip()
    return not text or bool(VIEW.fullmatch(text)) or bool(SHARED.match(text) and SIGNED.search(text)) or bool(
        re.fullmatch(rf".{{0,80}}{SIGNED.pattern}(?:{BEHIND.pattern}|さん).{{0,40}}", text))
