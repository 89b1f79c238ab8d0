"""Platforms whose posts are known by their links alone: no embed or export form of theirs is read."""

from ingest.fetcher import Fetcher

DISCORD = Fetcher(name="discord", title="Discord", hosts=("discord.com", "discordapp.com"), archived=False)
FETCHERS: tuple[Fetcher, ...] = (DISCORD,)
