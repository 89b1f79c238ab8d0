"""UTF-16 and UTF-32 files as UTF-8 streams, so that the framing only knows bytes."""

import codecs
import io
from typing import BinaryIO

CHUNK = 1 << 18


class Utf8(io.BytesIO):
    """Reads a stream in another Unicode encoding as UTF-8, a chunk at a time. Offsets are those of the new text."""

    def __init__(self, stream: BinaryIO, charset: str) -> None:
        super().__init__()
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(charset)("replace")
        self.ready = b""
        self.ended = False

    def _more(self) -> bool:
        chunk = self.stream.read(CHUNK)
        self.ended = not chunk
        self.ready += self.decoder.decode(chunk, self.ended).encode("utf-8", "replace")
        return not self.ended

    def read(self, size: int | None = -1, /) -> bytes:
        """At most ``size`` bytes; all that is left where it is not given."""
        while (size is None or size < 0 or len(self.ready) < size) and not self.ended:
            self._more()
        cut = len(self.ready) if size is None or size < 0 else size
        out, self.ready = self.ready[:cut], self.ready[cut:]
        return out

    def readline(self, size: int | None = -1, /) -> bytes:
        """Up to and with the next line feed."""
        while b"\n" not in self.ready and not self.ended and (size is None or size < 0 or len(self.ready) < size):
            self._more()
        at = self.ready.find(b"\n") + 1 or len(self.ready)
        cut = at if size is None or size < 0 else min(at, size)
        out, self.ready = self.ready[:cut], self.ready[cut:]
        return out
