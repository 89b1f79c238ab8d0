"""What the forms of the classic API look at in a tweet: only this is decoded, two thirds of a tweet are not.

A name that is missing here is missing in what ``test`` and ``parse`` are given, so a test compares both ways over all samples.
"""

from typing import Any, TypedDict


class Word(TypedDict, total=False):
    """A hashtag, or a person who is named."""

    text: Any
    tag: Any
    screen_name: Any
    username: Any
    screenName: Any


class Target(TypedDict, total=False):
    """A link."""

    url: Any
    unwound_url: Any
    expanded_url: Any
    expandedUrl: Any


class Sizes(TypedDict, total=False):
    """Of a picture; the largest is the original."""

    large: Any


class Picture(TypedDict, total=False):
    """A picture or a film."""

    type: Any
    url: Any
    media_url: Any
    media_url_https: Any
    ext_alt_text: Any
    video_info: Any
    original_info: Any
    sizes: Sizes | list[Any] | None
    expanded_url: Any
    source_status_id_str: Any


class Entities(TypedDict, total=False):
    """What stands in the text."""

    urls: list[Target] | None
    hashtags: list[Word] | None
    user_mentions: list[Word] | None
    mentions: list[Word] | None
    media: list[Picture] | None


class Person(TypedDict, total=False):
    """Who posted; the two that follow the name are of later generations."""

    id: Any
    id_str: Any
    rest_id: Any
    name: Any
    screen_name: Any
    protected: Any
    legacy: Any
    core: Any
    privacy: Any


class Tweet(TypedDict, total=False):
    """A tweet of API v1.1, or of the syndication that embeds ask."""

    id: Any
    id_str: Any
    created_at: Any
    full_text: Any
    text: Any
    truncated: Any
    entities: Entities | None
    extended_entities: Entities | None
    extended_tweet: Any
    user: Person | None
    lang: Any
    favorite_count: Any
    retweet_count: Any
    quote_count: Any
    reply_count: Any
    bookmark_count: Any
    quoted_status_id_str: Any
    in_reply_to_status_id_str: Any
    conversation_id_str: Any
    place: Any
    coordinates: Any
    possibly_sensitive: Any
    retweeted_status: Any
    quoted_status: Any
    __typename: Any
    mediaDetails: Any
    conversation_count: Any
    quoted_tweet: Any
    parent: Any
    note_tweet: Any
    legacy: Any
    tweet: Any
    data: Any
