"""The shared vectors, where they lie beside the project: URLs, times in ids, counts, dates, texts."""

from pathlib import Path

import pytest
from vectors import FLOORS, JUDGES, Result, rows_of, run

FOLDER = Path(__file__).parents[2] / "shared" / "vectors"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the vectors in ../shared are not here")
@pytest.mark.parametrize("name", FLOORS)
def test_agrees(name: str) -> None:
    result = Result(name)
    for row in rows_of(FOLDER / f"{name}.tsv"):
        result.rows += 1
        if got := JUDGES[name](row):
            result.wrong.append((row, got))
    assert result.rows > 50
    assert result.good, "\n".join(f"{row} got {got}" for row, got in result.wrong[:20])


def test_a_wrong_row_is_found(tmp_path: Path) -> None:
    (tmp_path / "dates.tsv").write_text("text\tlang\tutc\tprecision\n3 May 2020\ten\t2020-05-03\tday\n4 May 2020\ten\t2020-05-03\tday\n")
    (tmp_path / "counts.tsv").write_text("text\tlang\tpart\tvalue\texact\tmin\tmax\ttext_value\n5\ten\tcount\t\trefuse\t\t\t\n")
    counts, dates = run(tmp_path)
    assert (dates.rows, len(dates.wrong), dates.good) == (2, 1, False)
    assert (counts.share, counts.good) == (0.0, False)
