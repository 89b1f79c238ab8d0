"""One page with ten thousand embeds of twelve platforms: ``python benchmarks/embeds.py [COUNT]``.

It tells CPU seconds, memory, and whether all came out.

Half the page is read beside it: twice the embeds may cost little more than twice the time. Ends with 1 where embeds are missing
or a limit is not held.
"""

import resource
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES, GROWTH = 60, 1024, 2.6
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def code(number: int, length: int) -> str:
    """A made-up short code."""
    out = ""
    for _ in range(length - 1):
        number, digit = divmod(number * 7919 + 101, 62)
        out += ALPHABET[digit]
        number += 13
    return "C" + out


def embed(n: int) -> str:
    """The n-th embed: the platforms take turns."""
    status, did, word = 1_274_839_201_746_000_000 + n, f"did:plc:{n:024d}", f"Words of post {n}, some of them <b>bold</b>, and a tag."
    forms = (
        f'<blockquote class="twitter-tweet"><p lang="en">{word}</p>&mdash; Ann (@ann{n}) '
        f'<a href="https://twitter.com/ann{n}/status/{status}">June 21, 2020</a></blockquote>',
        f'<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{code(n, 11)}/"><p>'
        f'<a href="https://www.instagram.com/p/{code(n, 11)}/">{word}</a></p></blockquote>',
        f'<div class="fb-post" data-href="https://www.facebook.com/ann/posts/{10_000_000_000 + n}">'
        f'<blockquote cite="https://www.facebook.com/ann/posts/{10_000_000_000 + n}"><p>{word}</p></blockquote></div>',
        f'<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ann/video/{6_961_737_553_342_000_000 + n}" data-video-id="'
        f'{6_961_737_553_342_000_000 + n}"><section><a title="@ann">@ann</a><p>{word}</p></section></blockquote>',
        f'<iframe src="https://www.youtube.com/embed/{code(n, 11)}?feature=oembed" title="Film {n}"></iframe>',
        f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{did}/app.bsky.feed.post/3l3vgf77uco2g"><p>{word}</p>'
        "&mdash; Ann</blockquote>",
        f'<iframe src="https://books.example.org/@ann/{113_922_504_467_000_000 + n}/embed" class="mastodon-embed"></iframe>',
        f'<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/kiel/comments/a{n:05d}/nets/">{word}</a>'
        " by u/ann</blockquote>",
        f'<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@ann/post/{code(n, 11)}"></blockquote>',
        f'<a data-pin-do="embedPin" href="https://www.pinterest.com/pin/{858_146_904_010_000_000 + n}/"></a>',
        f'<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="kielport/{n + 1}"></script>',
        '<div data-settings="{&quot;type&quot;:&quot;vimeo&quot;,&quot;url&quot;:&quot;https://vimeo.com/'
        f'{100_000_000 + n}&quot;}}"></div>',
    )
    return forms[n % len(forms)]


def measured(folder: Path, count: int) -> tuple[float, float, int]:
    """CPU seconds, megabytes and posts of one page with so many embeds."""
    page, database = folder / f"page{count}.html", folder / f"archive{count}.db"
    page.write_text("<html><body>" + "\n".join(f"<p>Paragraph {n} of the article.</p>{embed(n)}" for n in range(count)) + "</body></html>")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, ROOT / "cli.py", "ingest", "--jobs", "1", "--max-seconds", "1000", "--db", database, page]
    subprocess.run(command, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with sqlite3.connect(database) as connection:
        (posts,) = connection.execute("SELECT count(DISTINCT post_id) FROM sightings WHERE relation = 'embedded'").fetchone()
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024, posts


def main() -> int:
    """Two pages, one twice as long."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        half, whole = measured(Path(folder), count // 2), measured(Path(folder), count)
    print(f"{count // 2:,} embeds: {half[0]:.1f} CPU s, {half[2]:,} posts")
    print(f"{count:,} embeds: {whole[0]:.1f} CPU s, at most {whole[1]:.0f} MB in one process, {whole[2]:,} posts; "
          f"{whole[0] / half[0]:.2f} times as long")
    held = whole[2] == count and whole[0] < SECONDS and whole[1] < MEGABYTES and whole[0] < half[0] * GROWTH
    print("held" if held else f"NOT HELD: all posts, {SECONDS} s, {MEGABYTES} MB, {GROWTH} times")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
