"""Files that are mostly a hole: a hundred gigabytes of zeros that take no room on the disk, and hours to read."""

import errno
import os

LARGE = 1 << 30
"""Below this a hole is read like anything else."""
_HOLE = 64 << 20
_SHARE = 8
"""Of a sparse file at most one part in so many is data. Disks that compress make small holes out of any zeros."""
_EXTENTS = 1_000


def filled(descriptor: int) -> int | None:
    """Where the first large hole of a sparse file begins: what stands before is the file. None for all other files."""
    size = os.fstat(descriptor).st_size
    if size < LARGE or not hasattr(os, "SEEK_HOLE"):
        return None
    data = position = 0
    first: int | None = None
    try:
        for _ in range(_EXTENTS):
            begin = _seek(descriptor, position, os.SEEK_DATA, size)
            if begin - position >= _HOLE and first is None:
                first = position
            if begin >= size:
                break
            position = _seek(descriptor, begin, os.SEEK_HOLE, size)
            data += position - begin
    except OSError:
        return None
    return first if data <= size // _SHARE else None


def _seek(descriptor: int, position: int, whence: int, size: int) -> int:
    try:
        return os.lseek(descriptor, position, whence)
    except OSError as error:
        if error.errno == errno.ENXIO:  # nothing but a hole follows
            return size
        raise
