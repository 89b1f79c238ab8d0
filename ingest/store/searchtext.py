"""The copy of a text that is searched, never shown: composed, and cut into pairs where a script has no blanks. Pure.

FTS5's ``unicode61`` takes a whole run of Chinese, Japanese, Korean or Thai for one word. The archive keeps, beside the
caption, the pairs of neighbouring characters of such runs; a query in these scripts is cut the same way.
"""

import re
import unicodedata

RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+")


def composed(text: str) -> str:
    """The text in Unicode form NFC, so that both spellings of an accent are one word."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def cjk_pairs(text: str) -> str:
    """The neighbouring pairs of all such runs, joined by blanks, each run's last character once more alone.

    So a single character is found wherever it stands (as the beginning of a pair, or alone), and no phrase of pairs reaches
    from one run into the next.
    """
    if text.isascii():
        return ""
    runs = RUN.findall(composed(text))
    return " ".join(pair for run in runs for pair in (pairs(run) if len(run) == 1 else [*pairs(run), run[-1]]))


def pairs(run: str) -> list[str]:
    """The pairs of one run: ``ABC`` gives ``AB`` and ``BC``."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
