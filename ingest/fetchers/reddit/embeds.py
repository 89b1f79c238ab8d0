"""Reddit: posts embedded in other pages."""

from ingest.fetcher import Form

FORMS: tuple[Form, ...] = ()
