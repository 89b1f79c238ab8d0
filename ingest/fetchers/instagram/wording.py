"""Instagram: the sentences that its embed code and its pages put around a post, in the languages in which they were met."""

import re

from ingest.patterns import late

SHARED = late(
    r"(?:An?|Ein|Una?|Uma?|Une?|Een|Ett|Et)\s(?:photo|video|post|Beitrag|Foto|Video|publicación|foto|vídeo|publicação|vidéo|"
    r"publication|bericht|inlägg|opslag|innlegg)\s(?:(?:posted|shared)\sby|geteilt\svon|gepostet\svon|compartid[ao]\s(?:de|por)|"
    r"publicad[ao]\spor|(?:com)?partilhad[ao]\spor|compartilhad[ao]\spor|partagée\spar|publiée\spar|condiviso\sda|"
    r"pubblicat[ao]\sda|gedeeld\sdoor|(?:die\sis\s)?geplaatst\sdoor|delat\sav|publicerat\sav|delt\s(?:af|av))"
    r"|(?:Sebuah\s)?[Kk]iriman\s(?:yang\s)?dibagikan\soleh|Bài\sviết\sdo|Публикация\sот|Post\sudostępniony\sprzez|Ein\svon"
    r"|Henkilön|Příspěvek\ssdílený(?:\suživatelem)?",
)
"""What stands before the name."""

AFTER = late(r"\s*(?:さん|님의?|’s|'s)?\s*$")
SIGNED = late(r"\(\s*@\s*([\w.]{1,40})\s*\)")

VIEW = late(
    r"(?:View|See) (?:this|more|post|profile)\b.*|Sieh dir diesen Beitrag auf Instagram an|Diesen Beitrag auf Instagram ansehen"
    r"|(?:Voir|Afficher) cette publication sur Instagram|Visualizza questo post su Instagram|Ver est[ae] \w+ (?:en|no) Instagram"
    r"|(?:Ver|Ver essa|Ver esta) .{0,30}Instagram|Dit bericht (?:op|bekijken op) Instagram.*|この投稿をInstagramで見る"
    r"|Lihat postingan ini di Instagram|Xem bài viết này trên Instagram|Посмотреть эту публикацию в Instagram"
    r"|Wyświetl ten post na Instagramie|Bu gönderiyi Instagram.da gör|Instagram에서 이 게시물 보기|在 Instagram 查看.*"
    r"|Visa detta inlägg på Instagram|(?:©|\(c\)) ?\d{4} Instagram|Lorem ipsum.*|Instagram|Näytä tämä julkaisu Instagramissa",
    re.I | re.S,
)
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
    elif AFTER.search(before) and re.match(r"\s*(?:が|님|'|’)", text[match.end():]):
        name = AFTER.sub("", before)
    else:
        return match[1], None
    return match[1], name.strip() or None


def is_code(text: str) -> bool:
    """Are these words only the platform's embed code's: its signature, or its call to view the post?"""
    text = " ".join(text.split())
    call = "instagram" in text.lower() and (text.count(" ") >= 3 or (" " not in text and len(text) > 12)) and len(text) < 80
    return bool(SHARED.match(text) and SIGNED.search(text)) or (call and VIEW.fullmatch(text) is not None)


def is_boilerplate(text: str) -> bool:
    """Whether a text is the platform's, not the post's: a call to view it, or its signature."""
    text = text.strip()
    return not text or bool(VIEW.fullmatch(text)) or bool(SHARED.match(text) and SIGNED.search(text)) or bool(
        re.fullmatch(r".{0,80}\(\s*@[\w.]+\s*\)\s*(?:が|さん|님|'|’).{0,40}", text))
