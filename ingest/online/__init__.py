"""Asking the network, only when a person or their crontab says so. The one place of the house that imports httpx.

What comes back is written as WARC first and then read from there by the ordinary path, so it can be read again.
"""
