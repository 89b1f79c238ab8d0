"""The errors a person sees, as a tree. Each says in one line what happened and what to do, and knows its exit code.

    AfterpostError
    ├── Failed      1   the command failed; what was acknowledged stays
    ├── Usage       2   wrong usage or a missing path: change the command line
    ├── Unusable    4   the archive is corrupt, newer than this program, or not ours; it was left untouched
    └── Busy        5   another writer held the archive longer than --wait: try again

Bad *input* is never an error: it becomes a ``Problem`` beside its neighbours (see ``ingest.model``).
"""

import sqlite3


class AfterpostError(Exception):
    """Base of all errors that are meant for a person."""

    exit_code = 1


class Failed(AfterpostError):
    """The command could not do its work; nothing acknowledged was lost."""

    exit_code = 1


class Usage(AfterpostError):
    """The command line asks for something that makes no sense or does not exist."""

    exit_code = 2


class Unusable(AfterpostError):
    """The archive cannot be used by this program and was left as it is."""

    exit_code = 4


class Busy(AfterpostError):
    """Somebody else is writing."""

    exit_code = 5


_BUSY = ("locked", "busy")
_BROKEN = ("malformed", "not a database", "corrupt", "unsupported file format", "ould not decode", "codec can't decode")
COMPLAINTS = (sqlite3.Error, UnicodeDecodeError)
"""What reading a database raises: Python cannot even decode what SQLite says where a flipped byte stands in a table's definition."""


def from_sqlite(error: sqlite3.Error | UnicodeDecodeError, path: str) -> AfterpostError:
    """The error to show in place of what SQLite said about the archive at ``path``."""
    text = str(error)
    if any(word in text for word in _BUSY):
        return Busy(f"{path}: another program is writing to the archive; try again, or wait longer with --wait")
    if any(word in text for word in _BROKEN):
        return Unusable(f"{path}: the archive is damaged ({text}); run 'afterpost verify', or go back to a backup")
    if "full" in text:
        return Failed(f"{path}: no room left on the disk ({text}); free some and run the same command again")
    if "readonly" in text:
        return Failed(f"{path}: the archive or its folder is read-only; change its permissions or copy it elsewhere")
    if "unable to open" in text:
        return Failed(f"{path}: the archive cannot be opened ({text}); check the path and its permissions")
    return Failed(f"{path}: {text}")
