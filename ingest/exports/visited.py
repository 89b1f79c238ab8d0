"""Databases in which browsers keep where somebody was: Firefox and its kin, Chromium and its kin, Safari. Addresses, and when."""

VISITED = (
    ("visited.firefox", (("moz_places", ("id", "url", "title", "last_visit_date")),),
     "select url, title, last_visit_date / 1000000 as visited from moz_places where url like 'http%' order by id"),
    ("visited.chromium", (("urls", ("id", "url", "title", "last_visit_time", "typed_count")),),
     "select url, title, last_visit_time / 1000000 - 11644473600 as visited from urls where url like 'http%' order by id"),
    ("visited.safari", (("history_items", ("id", "url")), ("history_visits", ("history_item", "visit_time", "title"))),
     "select i.url, v.title, cast(max(v.visit_time) + 978307200 as integer) as visited from history_items i "
     "join history_visits v on v.history_item = i.id where i.url like 'http%' group by i.id order by i.id"),
)
"""Name of the query, the tables and columns that it needs, and the query."""
