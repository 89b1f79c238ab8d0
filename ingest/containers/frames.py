"""The folder that "save page as, complete" puts beside a page: known by the page's name and a word that browsers append."""

import os
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

PAGES = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".asp", ".aspx", ".php", ".jsp")
_WORDS = frozenset((
    "files", "file", "dateien", "fichiers", "archivos", "ficheros", "arquivos", "ficheiros", "bestanden", "filer",
    "tiedostot", "pliki", "soubory", "súbory", "elemei", "datoteke", "dosyalar", "fitxers", "fitxategiak", "failid", "fails",
    "faili", "failai", "bylos", "fajlovi", "fisiere", "fișiere", "skrár", "αρχεία", "файлы", "файли", "файлове", "файлови",
    "датотеке", "ファイル", "文件", "文档", "檔案", "檔", "파일", "קבצים", "ملفات", "fld",
))
"""Of browsers and word processors in many languages."""


def stem_of(folder: str, stems: Collection[str]) -> str:
    """The page (without its suffix) that a folder belongs to, "" where to none: ``Article_files`` beside ``Article.html``."""
    for sign in "_-. ":
        stem, found, word = folder.rpartition(sign)
        if found and word.casefold() in _WORDS and stem in stems:
            return stem
    return ""


def stems(names: Iterable[str]) -> set[str]:
    """Names of pages without their suffix."""
    return {stem for stem, suffix in map(os.path.splitext, names) if suffix.lower() in PAGES}


def folder_of(page: str) -> str:
    """The folder that belongs to a page on the disk, "" where there is none."""
    stem, suffix = os.path.splitext(page)
    if suffix.lower() not in PAGES:
        return ""
    place = os.path.dirname(page)
    try:
        found = _folders(place, os.stat(place or ".").st_mtime_ns).get(os.path.basename(stem), "")
    except OSError:
        return ""
    return os.path.join(place, found) if found else ""


@lru_cache(maxsize=16)
def _folders(place: str, changed: int) -> Mapping[str, str]:
    """Folders that belong to pages, by the pages' stems. One look at a folder serves all its pages."""
    with os.scandir(place or ".") as scan:
        entries = list(scan)
    known = stems(entry.name for entry in entries)
    inside = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    return {stem: name for name in reversed(inside) if (stem := stem_of(name, known))}
