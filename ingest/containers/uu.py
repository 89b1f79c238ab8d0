"""Lines of uuencoded text, as mail and news carry files."""

import binascii


def lines_of_uu(lines: list[bytes]) -> tuple[bytes, int]:
    """(what the lines say, how many are damaged). Blanks at the ends of lines were often lost, and say zero."""
    pieces, bad = [], 0
    ticked = any(b"`" in line for line in lines)
    for line in lines:
        line = line.rstrip(b"\r\n")
        if not line or line.startswith((b"begin ", b"end")):
            continue
        length = (line[0] - 32) & 63
        wanted = 1 + (length + 2) // 3 * 4
        try:
            pieces.append(binascii.a2b_uu(line[:wanted].ljust(wanted)))
        except binascii.Error:
            pieces.append(b"?" * length)
            bad += 1
        else:
            bad += ticked and len(line) < wanted - 2
    return b"".join(pieces), bad
