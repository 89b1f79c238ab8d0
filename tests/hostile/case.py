"""What a case is: a path, what is wrong with the file, how it is made, and what must come of it."""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Content = bytes | Iterator[bytes] | Mapping[str, bytes]
"""A file, a long file in pieces, or a folder of files."""


@dataclass(frozen=True)
class Posts:
    """The posts of one case, numbered from 1. No two cases share an id, so many can be read into one archive."""

    path: str

    def id(self, number: int) -> str:
        return str(1_300_000_000_000_000_000 + zlib.crc32(self.path.encode()) * 100_000 + number)

    def __call__(self, number: int) -> str:
        """Its address."""
        return f"https://twitter.com/ctrl/status/{self.id(number)}"

    def embed(self, number: int) -> str:
        return (f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">words {number}</p>&mdash; Control (@ctrl) '
                f'<a href="{self(number)}">June 1, 2020</a></blockquote>\n')

    def page(self, *numbers: int, head: str = '<meta charset="utf-8">') -> bytes:
        body = "".join(map(self.embed, numbers))
        return f"<!DOCTYPE html><html><head>{head}<title>an article</title></head><body><article>{body}</article></body></html>".encode()

    def tweet(self, number: int, **more: Any) -> str:
        """As the API of 2020 gives it, in one line."""
        return json.dumps({"id_str": self.id(number), "full_text": f"words {number}", "created_at": "Mon Jun 01 12:00:00 +0000 2020",
                           "user": {"id_str": "12", "screen_name": "ctrl", "name": "Control"}, **more}, ensure_ascii=False)

    def lines(self, *numbers: int, end: str = "\n") -> bytes:
        return "".join(self.tweet(number) + end for number in numbers).encode()

    def row(self, number: int, *cells: str, by: str = ",") -> str:
        return by.join((self(number), *(cells or ("ctrl", f"words {number}"))))

    def table(self, *numbers: int, end: str = "\n", by: str = ",") -> bytes:
        return end.join((by.join(("url", "author", "text")), *(self.row(number, by=by) for number in numbers), "")).encode()


@dataclass(frozen=True)
class Case:
    """One hostile input. ``told``: whether it must be (yes), must not be (no) or may be (any) among the problems."""

    path: str
    attacks: str
    make: Callable[[Posts], Content]
    must: tuple[int, ...] = ()
    """Posts that stand whole before, beside or behind the damage."""
    may: tuple[int, ...] = ()
    """Posts that the damage concerns: whether they are found is open. Any other post was invented."""
    told: str = "any"
    seconds: float = 20
    mib: int = 512
    slow: bool = False
    """Too large to be made and read again with every run of the tests."""

    @property
    def posts(self) -> Posts:
        return Posts(self.path)

    def manifest(self, folder: bool) -> dict[str, Any]:
        """As an entry of the manifest."""
        must = [self.posts.id(number) for number in self.must]
        only = must + [self.posts.id(number) for number in self.may]
        return {
            "id": self.path, "kind": "dir" if folder else "file", "path": self.path, "attacks": self.attacks,
            "exit": {"yes": [3], "no": [0], "any": [0, 3]}[self.told], "must": must, "must_not": [], "only": only, "fail": self.told,
            "max_s": self.seconds, "max_mib": self.mib, "slow": self.slow} | ({} if self.may else {"posts_exact": len(must)})
