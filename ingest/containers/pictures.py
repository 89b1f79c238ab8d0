"""Pictures, films and sounds that containers hold: told only where a post names them."""


from hashlib import sha256

from ingest.containers.source import Room
from ingest.model import Held
from ingest.patterns import late

_MEDIUM = late(r"(?:image|video|audio)/")


def is_medium(media_type: str) -> bool:
    """By its stated type."""
    return bool(_MEDIUM.match(media_type))


def held(room: Room, url: str, locator: str, body: bytes, media_type: str = "") -> Held:
    """One that a post names."""
    digest = sha256(body).hexdigest()
    return Held(url=url, locator=locator, sha256=digest, size=len(body), media_type=media_type, body=body if room.target else b"")
