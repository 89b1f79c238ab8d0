"""Opening the file: who may write, what is refused, how durable it is. Every command opens an archive through here.

Writing uses WAL with ``synchronous=FULL``: a commit that was acknowledged is on the disk (with NORMAL a power loss takes
back acknowledged commits). The file is made 0600 whatever the umask; SQLite gives -wal and -shm the same mode.
"""

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

from ingest.errors import COMPLAINTS, Failed, Unusable, Usage, from_sqlite
from ingest.store import schema
from ingest.store.seals import teach

if TYPE_CHECKING:
    from pathlib import Path

_ASIDE = 1 << 40
"""A byte that SQLite never locks."""
_MAGIC = b"SQLite format 3\0"


def open_reader(path: "str | Path") -> sqlite3.Connection:
    """A connection that reads an existing archive; works beside a writer and in a read-only folder.

    A file whose log was moved into it is opened so that -wal and -shm, which SQLite makes even for reading, go again at the end:
    a connection that may not write leaves them behind. A log that a crashed writer left is not touched.
    """
    name = os.fspath(path)
    _check_file(name, create=False)
    connection = _reader(name, "mode=rw" if _settled(name) and os.access(name, os.W_OK) else "mode=ro")
    try:
        connection.execute("PRAGMA query_only = ON")
        _current(connection, name)
    except sqlite3.OperationalError as error:
        connection.close()
        # WAL needs to write -shm even to read; where that is forbidden and no writer left a log, the file alone is all.
        if not _settled(name):
            raise from_sqlite(error, name) from error
        connection = _reader(name, "immutable=1")
        _current(connection, name)
    except COMPLAINTS as error:
        connection.close()
        raise from_sqlite(error, name) from error
    except Unusable:
        connection.close()
        raise
    return connection


def open_writer(path: "str | Path", *, create: bool = False, wait: float = 30.0) -> sqlite3.Connection:
    """A connection that may write. ``create`` makes a new archive where there is none; older ones are brought up to date."""
    name = os.fspath(path)
    fresh = _check_file(name, create=create)
    if not fresh:
        _refuse_foreign(name)
    if fresh and not os.path.exists(name):
        _make(name)
    connection = sqlite3.connect(name, timeout=wait, isolation_level=None, cached_statements=512)
    try:
        _prepare(connection, name)
    except COMPLAINTS as error:
        connection.close()
        raise from_sqlite(error, name) from error
    except BaseException:
        connection.close()
        raise
    return connection


def check_version(connection: sqlite3.Connection, name: str) -> int:
    """The archive's schema version; refuses a file of another program or of a newer version."""
    # The tables first: another process may be making the archive between these lines, and its tables come with the rest.
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name <> '_sqlite_migrations'").fetchone()[0]
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != schema.APPLICATION_ID and tables:
        raise Unusable(f"{name}: this database was not made by afterpost; name another file with --db")
    if strange := [row[0] for row in triggers if row[1] not in schema.statements(schema.TRIGGERS)]:
        raise Unusable(f"{name}: a trigger that is not ours would act on every write: {strange[0]!r:.80}; drop it first")
    if version > schema.VERSION:
        raise Unusable(f"{name}: the archive has version {version}, this afterpost knows {schema.VERSION}; install a newer one")
    return version


def _current(connection: sqlite3.Connection, name: str) -> None:
    """Refuses to read what only a writer can bring up to date."""
    version = check_version(connection, name)
    if version < schema.VERSION:
        state = f"has the older version {version}" if version else "is empty"
        raise Unusable(f"{name}: the archive {state}; 'afterpost ingest PATH --db {name}' brings it up to date")


def _refuse_foreign(name: str) -> None:
    """Errors for what is not ours, before anything is written: opening a file for writing may already change it."""
    connection = _reader(name, "mode=ro")
    try:
        check_version(connection, name)
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "corrupt" in str(error):
            raise from_sqlite(error, name) from error  # a read-only folder is left for the writing itself to complain about
    except COMPLAINTS as error:
        raise from_sqlite(error, name) from error
    finally:
        connection.close()


def _escaped(name: str) -> str:
    """A path as SQLite's file: addresses take it. (``urllib`` would cost every search 8 ms.)"""
    plain = b"/._-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in os.fsencode(name))


def _reader(name: str, how: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"file:{_escaped(name)}?{how}", uri=True, timeout=30.0, isolation_level=None)
    except sqlite3.Error as error:
        raise from_sqlite(error, name) from error


def _settled(name: str) -> bool:
    wal = name + "-wal"
    return not os.path.exists(wal) or os.path.getsize(wal) == 0


def _check_file(name: str, *, create: bool) -> bool:
    """True where the archive is still to be made; errors for what can be no archive."""
    if os.path.isdir(name):
        raise Usage(f"{name}: is a folder; --db names a file")
    if os.path.exists(name) and not os.path.isfile(name):
        raise Unusable(f"{name}: is no regular file; name another one with --db")
    try:
        with open(name, "rb") as file:
            head = file.read(len(_MAGIC))
            _try_lock(file.fileno(), name)
    except FileNotFoundError:
        if not create:
            raise Usage(f"{name}: there is no archive here; 'afterpost ingest PATH --db {name}' makes one") from None
        if not os.path.isdir(os.path.dirname(name) or "."):
            raise Usage(f"{name}: its folder does not exist") from None
        return True
    except OSError as error:
        raise Failed(f"{name}: cannot be read ({error.strerror}); check its permissions") from error
    if head and head != _MAGIC:
        raise Unusable(f"{name}: is not an SQLite database; name another file with --db")
    if not head and not create:
        raise Unusable(f"{name}: is empty; 'afterpost ingest PATH --db {name}' makes an archive of it")
    return not head


def _try_lock(descriptor: int, name: str) -> None:
    """SQLite takes a file system without locks for one where somebody else holds the lock, and waits."""
    try:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, _ASIDE)
    except ImportError:
        return
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            raise Failed(f"{name}: files cannot be locked here ({error.strerror}); keep the archive on a disk of this machine") from error


def _make(name: str) -> None:
    try:
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        os.chmod(name, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise Failed(f"{name}: cannot be made ({error.strerror}); check the folder's permissions and room") from error


def _prepare(connection: sqlite3.Connection, name: str) -> None:
    teach(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA temp_store = MEMORY")
    if check_version(connection, name) == schema.VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")  # one at a time: two first ingests may have met an empty file
    try:
        version = check_version(connection, name)
        if version < schema.VERSION:
            if version:
                _backup(name, version)
                schema.migrate(connection)
            else:
                _begin(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection) -> None:
    """The tables of a new archive. A file that holds a list of steps already was begun by sqlite-utils, which goes on with it."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        schema.migrate(connection)
    else:
        schema.create(connection)


def _backup(name: str, version: int) -> None:
    """A copy beside the archive before its schema changes; kept, and named by the version it holds."""
    copy = f"{name}.version-{version}.backup"
    if os.path.exists(copy):
        return
    part = copy + ".part"
    if os.path.exists(part):
        os.unlink(part)
    _make(part)
    source, target = _reader(name, "mode=ro"), sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    os.replace(part, copy)
