"""Facebook: posts embedded in other pages: the SDK's placeholders with their text, AMP, old XFBML."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.fetcher import Address, Form, Found
from ingest.model import Author, Key, Post, Problem, Time
from ingest.patterns import late
from ingest.values.nodes import attr, has_class, text_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_GRAPH = late(r"graph\.facebook\.com/(\d+)/posts/(\d+)")
_CUT = late(r"\s*(?:\.\.\.|…)$")
_POSTED = late(
    r"\s*(?:Posted by|Publié(?:e)? par|Gepostet von|Publicad[oa] por|Pubblicat[oa] da|Geplaatst door|Inlagd av|Posté par"
    r"|Opublikowan[aey] przez|Опубликовано|投稿者|Diposkan oleh|Được đăng bởi)\s*$", re.I)
_CALLS = late(r"(?:view|see|watch|read|open)\b.{0,20}\bon facebook\W*|(?:voir|ver|guarda|vedi|bekijk|se)\b.{0,25}\bfacebook\W*"
              r"|.{0,20}\bauf facebook ansehen\W*", re.I)
"""What a link says that only leads there."""
_DAY = late(r"^\s*(?:on|le|am|el|em|il|op|den|di|pada|vào|sur|dnia|på|la|na|в)?\b[\s\u00a0]*(.+?)\s*$", re.S | re.I)


def _read(found: Found, url: str) -> Address | None:
    if match := _GRAPH.search(url):
        url = f"https://www.facebook.com/{match[1]}/posts/{match[2]}"
    if re.match(r"/\w", url):
        url = f"https://www.facebook.com{url}"  # relative to the site, whatever the page: so the SDK reads it
    address = found.read(url) if url else None
    return address if address is not None and address.key is not None and address.key.platform == "facebook" else None


def placeholder(found: Found) -> Iterator[Post | Problem]:
    """``div.fb-post``, ``div.fb-video``, ``div.fb-comment-embed`` (2013 to now), ``<fb:post href>`` (2013 to 2015): the address,
    and inside a ``blockquote[cite]`` with text (often cut), author and day. Once the SDK ran, only the address is left."""
    node = found.node
    if node is None:
        return
    inner = node if node.tag == "blockquote" else node.css_first("blockquote[cite], blockquote.fb-xfbml-parse-ignore")
    stated = _read(found, attr(node, "data-href") or attr(node, "href") or attr(node, "data-uri"))
    cited = _read(found, attr(inner, "cite"))
    best = _best(stated, cited)
    if best is None or best.key is None:
        return
    others = tuple(one.key for one in (stated, cited) if one and one.key and one.key != best.key and _opaque(one.key))
    owner = _GRAPH.search(attr(inner, "cite"))
    base = Post(native_id=best.key.native_id, kind=best.key.kind, same_as=others, evidence="plain",
                author=_author(best.author, None, owner[1] if owner else None))
    yield _told(found, base, inner, best.author) if inner is not None and _told_at_all(inner) else base


def _best(*addresses: Address | None) -> Address | None:
    """The one with a numeric id: ``pfbid`` is one of many names of a post."""
    known = [one for one in addresses if one is not None and one.key is not None]
    return next((one for one in known if one.key and not _opaque(one.key)), known[0] if known else None)


def _opaque(key: Key) -> bool:
    return key.native_id.startswith("pfbid")


def _author(handle: str | None, name: str | None, native_id: str | None) -> Author | None:
    if handle and handle.isdigit():
        handle, native_id = None, native_id or handle
    return Author(handle=handle, name=name or None, native_id=native_id) if handle or name or native_id else None


def _told_at_all(node: "LexborNode") -> bool:
    return bool(text_in(node))


def _told(found: Found, base: Post, node: "LexborNode", handle: str | None) -> Post:
    """The blockquote: paragraphs, then ``Posted by <a>NAME</a> on <a>DATE</a>``, which editors may have wrapped in ``p``."""
    who = _signer(found, node)
    line = who.parent if who is not None and who.parent is not None and who.parent.tag == "p" else None
    paragraphs = [text for one in node.css("p") if not (line is not None and one.mem_id == line.mem_id)
                  if (text := text_in(one)) and not _POSTED.fullmatch(text)]
    if not paragraphs:  # a video may have only its title, as a link
        paragraphs = [text for link in node.css("a[href]") if who is None or link.mem_id != who.mem_id
                      if _read(found, attr(link, "href")) and (text := text_in(link)) and _first(node, link) and not _CALLS.fullmatch(text)]
    text = "\n\n".join(paragraphs)
    cut = bool(_CUT.search(text))
    profile = re.search(r"facebook\.com/(?:profile\.php\?id=(\d+)|(?!profile\.php|pages/)([\w.-]+)/?(?:\?|$))", attr(who, "href"))
    native_id = base.author.native_id if base.author else None
    return Post(
        native_id=base.native_id, kind=base.kind, same_as=base.same_as, caption=_CUT.sub("", text) or None,
        caption_complete=False if cut else None, created=_day(found, node, who),
        author=_author((profile[2] if profile else None) or handle, text_in(who), (profile[1] if profile else None) or native_id),
    )


def _first(node: "LexborNode", link: "LexborNode") -> bool:
    """Whether the link opens the block; at its end it is the date."""
    return text_in(node).startswith(text_in(link))


def _signer(found: Found, node: "LexborNode") -> "LexborNode | None":
    """The link to the author: the last link that is not one to a post."""
    people = [link for link in node.css('a[href*="facebook.com"], a[href="#"]')  # without an address: a person who shares it with few
              if _read(found, attr(link, "href")) is None and not _GRAPH.search(attr(link, "href")) and link.parent is not None]
    return next((link for link in reversed(people) if _POSTED.search(_before(link)) or (
        link.parent is not None and link.parent.tag == "blockquote" and _last(found, link))), None)


def _last(found: Found, link: "LexborNode") -> bool:
    """Does nothing but a line with the day follow? In some languages the name comes first: ``<a>NAME</a> 發佈於 <a>DATE</a>``."""
    one, text = link.next, ""
    while one is not None:
        if one.is_element_node and (one.tag != "a" or _read(found, attr(one, "href")) is None):
            return False
        text += text_in(one) if one.is_element_node else (one.text_content or "")
        one = one.next
    return len(text) < 80 and re.search(r"\d", text) is not None


def _before(link: "LexborNode") -> str:
    one = link.prev
    return (one.text_content or "") if one is not None and one.is_text_node else ""


def _day(found: Found, node: "LexborNode", who: "LexborNode | None") -> Time | None:
    """The day behind the author, as a link or as plain text. Its zone is not known."""
    if who is None:
        return None
    text, one = "", who.next
    while one is not None:
        if one.is_element_node and one.tag == "a" and _read(found, attr(one, "href")):
            text = text_in(one)  # whatever words stand around it
            break
        text += (one.text_content or "") if one.is_text_node else text_in(one) if one.is_element_node else ""
        one = one.next
    match = _DAY.match(text.replace("\u00a0", " "))
    if not match:
        return None
    from ingest.values import read_date

    locale = next((attr(one, "data-locale") for one in (node.parent, node) if one is not None and attr(one, "data-locale")), "")
    lang = locale.replace("_", "-") or ("en" if "posted by" in _before(who).lower() else found.page.language or "")
    return read_date(match[1], lang)


def quoted(found: Found) -> Iterator[Post | Problem]:
    """The ``blockquote[cite]`` alone, where a feed or a cleaner dropped the ``div`` around it."""
    node = found.node
    above = node.parent if node is not None else None
    if above is not None and (has_class(above, "fb-post", "fb-video", "fb-comment-embed") or (above.tag or "") in (
            "amp-facebook", "fb:post", "fb:video")):
        return
    yield from placeholder(found)


def embetty(found: Found) -> Iterator[Post | Problem]:
    """``<embetty-video type="facebook" video-id>``: heise's gate for embeds, since 2017. Only the number."""
    number = attr(found.node, "video-id")
    address = _read(found, f"https://www.facebook.com/watch/?v={number}") if number.isdigit() else None
    if address is not None and address.key is not None:
        yield Post(native_id=address.key.native_id, kind=address.key.kind, evidence="plain")


FORMS: tuple[Form, ...] = (
    Form(name="placeholder", parse=placeholder,
         css=".fb-post[data-href], .fb-video[data-href], .fb-comment-embed[data-href], .fb-post[data-uri], "
             "amp-facebook[data-href], fb\\:post[href], fb\\:video[href], fb\\:comment-embed[href]",
         marks=("fb-post", "fb-video", "fb-comment-embed", "<amp-facebook", "<fb:")),
    Form(name="embetty", parse=embetty, css='embetty-video[type="facebook"]', marks=("<embetty-video",)),
    Form(name="quoted", parse=quoted, css='blockquote[cite*="facebook.com"]',
         marks=("fb-xfbml-parse-ignore", "<blockquote cite")),
)
