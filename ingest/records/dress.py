"""What stands before JSON, and between its values, without being any: byte order marks, blanks, comments."""

import re

from ingest.patterns import late

BLANK = b" \t\r\n,;\x1e\x00"
GAP = late(rb"(?:[ \t\r\n,;\x1e\x00]++|\xef\xbb\xbf|\xe2\x80[\xa8\xa9]|\xc2[\x85\xa0]|(?://|#)[^\n]*+\n|/\*.*?\*/)++", re.S)
"""Files that were put together keep the mark of each in the middle; people and programs write notes between records."""
LAST = late(rb"(?://|#)[^\n]*+\Z")
SIGNS = frozenset(b" \t\r\n,;\x1e\x00\xef\xe2\xc2/#")
"""How a gap begins."""
COMMENT = late(rb"\s*(?:(?://|#)[^\n]*+|/\*.*?\*/)\s*", re.S)
_CLEAR = late(rb'[{\[]\s*(?:[{\[]\s*)?(?:"|\{|\})')
"""Behind a comment only what can be nothing else is JSON: many kinds of files begin with comments."""
TWICE = late(rb'"(?:\\+")?(?:\s|\\+[nrt])*[\[{](?:\s|\\+[nrt]|[\[{])*\\+"')
"""JSON that was made JSON again, once or twice."""


def undressed(head: bytes) -> int:
    """Where JSON begins behind marks, blanks and comments; -1 where none does, or nothing stands before it."""
    match = GAP.match(head)
    return match.end() if match and (_CLEAR.match(head, match.end()) or TWICE.match(head, match.end())) else -1


BARE = late(rb"(?:(?:null|true|false|-?\d[\d.eE+-]{0,30})[ \t\r]*+(?:[\n,;\x1e\x00][ \t\r\n\x1e\x00]*+))++")
"""Numbers and the like that stand alone, thousands at a time."""
LAST_BARE = late(rb"(?:null|true|false|-?\d[\d.eE+-]{0,30})\s*\Z")
