"""Snapchat's own data download: none of it has a public address, so none of it is a post."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import Post, Problem


def nothing(found: Found) -> Iterator[Post | Problem]:
    """Memories, shared stories and snaps."""
    yield Problem(reason="unsupported", detail="Snapchat download: memories and stories without public address", stage="parse")


PRIVATE = (
    ("json/chat_history*.json", "private messages"), ("json/snap_history*.json", "private messages"),
    ("json/talk_history.json", "private messages"), ("json/account*.json", "login records"), ("json/login_history.json", "login records"),
    ("json/friends.json", "contacts"), ("json/location_history.json", "places"), ("json/search_history.json", "account data"),
    ("json/snap_ads.json", "advertising data"), ("json/user_profile.json", "advertising data"),
)
FORMS: tuple[Form, ...] = (
    Form(name="export", keys=("Saved Media",), parse=nothing),
    Form(name="export-stories", keys=("Shared Story",), parse=nothing),
)
