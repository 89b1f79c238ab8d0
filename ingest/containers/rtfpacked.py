"""RTF as Outlook packs it: runs of what went before, out of a ring that begins with the words most letters begin with."""

import struct

_RING = 4096
_WORDS = (b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans Serif"
          b"SymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")
"""What the ring holds before the first byte, by the specification."""
_PACKED, _PLAIN = b"LZFu", b"MELA"


def unpacked(data: bytes, most: int) -> bytes:
    """The RTF; of what is damaged or too long the beginning."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if kind == _PLAIN:
        return data[16 : 16 + min(size, most)]
    return _unrolled(data, min(size, most)) if kind == _PACKED else b""


def _unrolled(data: bytes, size: int) -> bytes:
    ring = bytearray(_WORDS.ljust(_RING, b"\0"))
    made, write, at = bytearray(), len(_WORDS), 16
    while at < len(data) and len(made) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                pair = data[at : at + 2]
                at += 2
                place, length = int.from_bytes(pair, "big") >> 4, (pair[-1] & 15) + 2 if pair else 0
                if len(pair) < 2 or place == write:
                    return bytes(made[:size])
                for step in range(length):
                    letter = ring[(place + step) % _RING]
                    made.append(letter)
                    ring[write] = letter
                    write = (write + 1) % _RING
            elif at < len(data):
                made.append(data[at])
                ring[write] = data[at]
                write, at = (write + 1) % _RING, at + 1
    return bytes(made[:size])
