"""Runs a form's functions. A fetcher that stumbles over one strange fragment costs that fragment, never its neighbours.

The one place of the house, beside the workers, where every exception is caught: it becomes a Problem with the fragment.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ingest.fetcher import Form, Found, Piece, Told
from ingest.model import Post, Problem
from ingest.patterns import late

_ID = late(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]{1,500}")
TRIES = 300
"""So many values of a record are tried as the one that a form stumbles over."""
MOST = 200_000
"""So many posts one fragment may give."""


def parsed(form: Form, found: Found) -> list[Post | Problem]:
    """What the form says about the fragment."""
    return plain(pieces(form, found))


def plain(said: list[Told]) -> list[Post | Problem]:
    """The posts alone, whichever part of an object each of them stands in."""
    return [one.said if isinstance(one, Piece) else one for one in said]


def pieces(form: Form, found: Found) -> list[Told]:
    """What the form says, with the parts that say it; what it said before it stumbled is kept."""
    said: list[Told] = []
    try:
        for one in form.parse(found):
            said.append(_sound(form, found, one))
            if len(said) >= MOST:
                said.append(Problem(reason="too-many", stage="parse", detail=f"form {form.name}: more than {MOST:,} posts in one fragment",
                                    fragment=found.fragment[:2000]))
                break
    except Exception as error:  # noqa: BLE001 - see above
        mended, where = _mended(form, found) if not said else ([], "")
        said += [_sound(form, found, one) for one in mended]
        said.append(_stumbled(form, found, error, f"without its value {where}, which is of another type, it was read" if mended else ""))
    return said


def _mended(form: Form, found: Found) -> tuple[list[Told], str]:
    """What the form says of a JSON record without the one value that it stumbles over, the innermost such, and its path."""
    if not isinstance(found.data, dict):
        return [], ""
    for path in sorted(islice(_paths(found.data), TRIES), key=len, reverse=True):
        try:
            said = list(islice(form.parse(_with(found, _without(found.data, path))), MOST))
        except Exception:  # noqa: BLE001 - it was another value
            continue
        if any(not isinstance(one, Problem) for one in said):
            return said, ".".join(map(str, path))[:200]
    return [], ""


def _with(found: Found, data: Any) -> Found:
    return Found(form=found.form, fragment=found.fragment, node=found.node, data=data, page=found.page, meta=found.meta, read=found.read,
                 address=found.address, context=found.context, parent=found.parent)


def _paths(data: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    for path, node in waiting:  # grows while it is gone through
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield (*path, step)
            if isinstance(value, dict | list):
                waiting.append(((*path, step), value))


def _without(data: Any, path: tuple[str | int, ...]) -> Any:
    """A copy without the value there; all that lies beside the path is the same object."""
    copy = data.copy()
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = _without(copy[path[0]], path[1:])
    return copy


def _sound(form: Form, found: Found, one: Told) -> Told:
    """Ids are printed, are parts of addresses and of file names: what cannot be one is a problem."""
    post = one.said if isinstance(one, Piece) else one
    if not isinstance(post, Post) or not post.native_id or (_ID.fullmatch(post.native_id) and not _NOTHING.fullmatch(post.native_id)):
        return one
    return Problem(reason="bad-record", stage="parse", detail=f"form {form.name}: no id of a post: {post.native_id[:60]!a}",
                   fragment=found.fragment[:2000])


_NOTHING = late(r"0|-\d{1,9}")
"""What programs write in place of a number that is not there. Longer ones are codes: films of YouTube have eleven signs of any kind."""


def passes(test: Callable[[Any], bool], value: Any) -> bool:
    """Whether a form's condition holds; one that cannot be computed does not hold."""
    try:
        return bool(test(value))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return False


def _stumbled(form: Form, found: Found, error: Exception, instead: str = "") -> Problem:
    detail = f"form {form.name}: {instead or f'{type(error).__name__}: {error}'}"[:300]
    return Problem(reason="bad-record", stage="parse", detail=detail,
                   fragment=found.fragment[:2000])
