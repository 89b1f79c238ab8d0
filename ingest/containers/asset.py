"""Pictures, films, sounds, fonts, style sheets, program code, and what crawlers note for themselves (indexes, lists, logs).

Known for what they are, and no place for posts. They are passed over without a Problem: a saved page brings a hundred of
them, a crawl has them beside its WARCs.
"""

import re
from collections.abc import Iterator

from ingest.containers.source import Item, Peek, Room, Source
from ingest.patterns import late

_MAGIC = late(
    rb"\xff\xd8\xff|\x89PNG\r|GIF8[79]a|RIFF....(?:WEBP|AVI |WAVE)|....ftyp|OggS|ID3[\x02-\x04]|fLaC|wOF[F2]|OTTO|"
    rb"\0\x01\0\0\0.\0|\0\0\x01\0[\x01-\x40]\0|\x1aE\xdf\xa3|BM....\0\0\0\0|II\*\0|MM\0\*|\0\0\0\x01Bud1|\0\x05\x16\x07|\0asm\x01|"
    rb"FLV\x01|L\0\0\0\x01\x14\x02\0|b0VIM |\0\0\x01\xba|FWS|CWS|\xff[\xfb\xf3\xf2][\x10-\xef]|8BPS|\xcf\xfa\xed\xfe|bplist00",
    re.DOTALL,
)
_NOTES = late(
    rb'[ ]?CDX [A-Za-z ]{5,60}\r?\n|\S{3,4000} \d{14} \{"|!meta 0 \{"|\{\s*"format"\s*:\s*"json-pages-1\.0"|'
    rb'\{\s*"profile"\s*:\s*"data-package"|\{"(?:timestamp|logLevel)":"[^"]{1,40}","(?:logLevel|context)":|'
    rb'\{\s*"originalUrl"\s*:\s*"[^"]{0,4000}"[^{}]{0,4000}"(?:archiveTime|indexFilename)"\s*:|'
    rb'\{\s*"cookies"\s*:\s*\[(?:[^\]]{0,8000}\]\s*,\s*"origins"\s*:)|'
    rb"date\tsize'/'remotesize\tflags|HTTrack\d[^\r\n]{0,80} launched on |"
    rb'\{[^{}]{0,500}"(?:archive_path|archive_org_path)"\s*:|\{[^{}]{0,6000}"Status-Code"\s*:\s*\d|\{\s*"path"\s*:\s*"datapackage\.json"|'
    rb'\{\s*"title"\s*:\s*(?:null|"[^"]{0,1000}")\s*,\s*"(?:byline|author)"\s*:(?![^{}]{0,8000}"(?:content|html|text|textContent|body)"\s*:)'
    rb'[^{}]{0,8000}"(?:siteName|readerable|word_count|lead_image_url)"\s*:|'
    rb'\{(?:[^"]{0,100}"[^"]{0,1000}"){1,40}?[^"]{0,100}"(?:archivebox\.index\.json"|links"\s*:\s*\[\s*\{\s*"archive_path")'
)
_BESIDE = late(
    r"(?:eh)?thumbs(?:_vista)?\.db|desktop\.ini|\.directory|icon\r|\.localized|\.(?:git|hg|npm|docker)ignore|\.gitattributes|\.htaccess|\.nomedia"
    r"|\.picasa\.ini|picasa\.ini|\.~lock\..+#|.+\.sw[op]|.+\.(?:lnk|sig|torrent)|robots\.txt|(?:md5|sha(?:1|224|256|384|512))sums?(?:\.txt)?"
    r"|.+\.(?:md5|sha1|sha256|sha512|sfv)|\.mh_(?:sequences|profile)|\.xmhcache|dovecot[.-].+|dovecot|courierimap.+|maildirsize|maildirfolder"
    r"|cyrus\.(?:index|header|cache|squat)|.+\.msf|msgfilterrules\.dat|\.wget-hsts|wget-log(?:\.\d+)?|\.listing|cookies\.txt"
    r"|hts-log\.txt|hts-in_progress\.lock|backblue\.gif|fade\.gif|winprofile\.ini|doit\.log|new\.(?:lst|txt|dat|ndx)|old\.(?:lst|txt|dat|ndx)")
"""What systems, mail programs and crawlers keep beside files, by names that are theirs alone."""
_NAMES = (".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".ds_store", ".scss", ".less")
"""By name only where the bytes are text: a script that holds data has been claimed by a higher bid."""


def bid(peek: Peek) -> int:
    """By magic number; by name for code and styles, and for what Zotero notes beside the pages that it keeps."""
    if _MAGIC.match(peek.head) or _NOTES.match(peek.head) or peek.name.rpartition("/")[2].startswith(".zotero-"):
        return 105
    if _BESIDE.fullmatch(peek.name.rpartition("/")[2]):
        return 107
    return 15 if peek.name.endswith(_NAMES) and b"\0" not in peek.head else 0


def read(source: Source, room: Room) -> Iterator[Item]:
    """Nothing."""
    return iter(())
