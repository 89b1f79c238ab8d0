"""Snapchat's own data download: none of it has a public address, so none of it is a post."""

from collections.abc import Iterator

from ingest.fetcher import Form, Found
from ingest.model import WITHHELD, Post, Problem


def nothing(found: Found) -> Iterator[Post | Problem]:
    """Memories, shared stories and snaps."""
    yield Problem(reason="unsupported", detail="Snapchat memories and stories: they have no public address", stage="aside")


def chat(found: Found) -> Iterator[Post | Problem]:
    """Chats and snaps, never read."""
    yield Problem(reason="unsupported", detail="private messages", stage="aside", fragment=WITHHELD)


_PAGES = (("chat_history*", "private messages"), ("snap_history*", "private messages"), ("talk_history", "private messages"),
          ("account*", "login records"), ("login_history", "login records"), ("friends", "contacts"), ("location_history", "places"),
          ("search_history", "account data"), ("snap_ads", "advertising data"), ("user_profile", "advertising data"))
PRIVATE = (
    *((f"html/{name}.html", what) for name, what in _PAGES), ("json/in_app_surveys.json", "account data"),
    ("json/chat_history*.json", "private messages"), ("json/snap_history*.json", "private messages"),
    ("json/talk_history.json", "private messages"), ("json/account*.json", "login records"), ("json/login_history.json", "login records"),
    ("json/friends.json", "contacts"), ("json/location_history.json", "places"), ("json/search_history.json", "account data"),
    ("json/snap_ads.json", "advertising data"), ("json/user_profile.json", "advertising data"),
)
FORMS: tuple[Form, ...] = (
    Form(name="export", keys=("Saved Media",), parse=nothing),
    Form(name="export-stories", keys=("Shared Story",), parse=nothing),
    Form(name="export-chat", keys=("IsSender", "Created"), parse=chat),
    Form(name="export-chat-received", keys=("Received Saved Chat History",), parse=chat),
    Form(name="export-chat-sent", keys=("Sent Saved Chat History",), test=lambda r: "Received Saved Chat History" not in r, parse=chat),
    Form(name="export-snaps", keys=("Received Snap History",), parse=chat),
)
