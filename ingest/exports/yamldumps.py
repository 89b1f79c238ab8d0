"""Posts dumped as YAML: there is no reader of YAML here, so only the addresses in them are read, and that is said."""

import re

from ingest.patterns import late

_ITEM = late(rb"^[ \t]*- (?:url|link|permalink|post_url|shortcode|id)[ \t]*:", re.MULTILINE)
_SAYS = late(rb"^[ \t]*(?:- )?(?:text|caption|content|full_text|message|body|description)[ \t]*:", re.MULTILINE)
_LOOKED = 64 << 10
ADVICE = "YAML: only the addresses in it are read; convert it to JSON first, for example with: yq -o=json . FILE > posts.json"


def is_dump(name: str, body: bytes) -> bool:
    """A list of mappings that have an address or a number, and words: settings and workflows have no such list."""
    return name.lower().endswith((".yaml", ".yml")) and all(
        len(one.findall(body, 0, _LOOKED)) > 1 for one in (_ITEM, _SAYS))
