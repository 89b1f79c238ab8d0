"""How to ask the network: what a person may set. Light to import, for the command line names it for every command that could ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How to ask."""

    contact: str = ""
    """Mail address or URL of the person who asks, for the user agent."""
    allow_private: bool = False
    """Addresses of this machine and its networks too (intranets, tests)."""
    ignore_robots: bool = False
    pause: float = 1.0
    connect_seconds: float = 15.0
    seconds: float = 60.0
    """For one whole exchange, however busy it looks."""
    body: int = 32 << 20
    """Bytes of one body, as sent and as decoded."""
    max_requests: int = 0
    """0 = no limit."""
    hosts: int = 8
    """So many hosts are asked at the same time, each one request after the other."""
