"""A short article around a piece of markup, and what it embeds."""

from ingest.model import Document, Sighting
from ingest.scan import scan


def embedded(fragment: str) -> list[Sighting]:
    """What a page with this in its article shows."""
    page = ('<html><head><title>News</title></head><body><article><p>The ferry left late.</p>'
            f'{fragment}<p>So it was.</p></article></body></html>')
    found = scan(Document(locator="page.html", body=page.encode(), url="https://news.example/a")).sightings
    return [one for one in found if one.relation == "embedded"]
