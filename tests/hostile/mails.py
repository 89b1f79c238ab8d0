"""Letters: single messages and mailboxes."""

import base64
from collections.abc import Callable

from hostile.case import Case, Posts
from hostile.packed import zipped

MIB = 1 << 20
Make = Callable[[Posts], bytes]


def mail(body: bytes, *fields: str, kind: str = "text/html; charset=utf-8", coding: str = "8bit", end: str = "\n",
         subject: str = "news") -> bytes:
    return end.join(("From: A <a@example.org>", "To: b@example.org", f"Subject: {subject}", "Date: Wed, 1 Jul 2020 00:00:00 +0000",
                     "MIME-Version: 1.0", f"Content-Type: {kind}",
                     f"Content-Transfer-Encoding: {coding}", *fields, "", "")).encode("utf-8", "surrogateescape") + body


def parts(*inside: bytes, boundary: str = "b0", kind: str = "mixed", close: bool = True, **more: str) -> bytes:
    body = b"".join(f"--{boundary}\n".encode() + one + b"\n" for one in inside) + (f"--{boundary}--\n".encode() if close else b"")
    return mail(body, kind=f'multipart/{kind}; boundary="{boundary}"', **more)


def part(body: bytes, *fields: str, kind: str = "text/html; charset=utf-8") -> bytes:
    return "\n".join((f"Content-Type: {kind}", *fields, "", "")).encode() + body + b"\n"


def box(*mails: bytes, blank: bool = True, line: str = "From a@example.org Wed Jul  1 00:00:00 2020") -> bytes:
    return b"".join(f"{line}\n".encode() + one + (b"\n\n" if blank else b"\n") for one in mails)


def eml(name: str, attacks: str, make: Make, must: tuple[int, ...] = (1,), may: tuple[int, ...] = (), *, told: str = "any",
        slow: bool = False) -> Case:
    return Case(f"mail/{name}", attacks, make, must, may, told=told, slow=slow, seconds=60 if slow else 20)


def _forwarded(p: Posts, depth: int) -> bytes:
    whole = mail(p.page(1))
    for level in range(depth):
        whole = parts(part(whole, kind="message/rfc822"), boundary=f"b{level}")
    return whole


def _attached(p: Posts, data: bytes, name: str, kind: str = "application/octet-stream") -> bytes:
    return parts(part(p.page(1)), part(base64.encodebytes(data), "Content-Transfer-Encoding: base64",
                 f'Content-Disposition: attachment; filename="{name}"', kind=kind))


CASES: tuple[Case, ...] = (
    eml("good.eml", "control", lambda p: mail(p.page(1)), told="no"),
    eml("crlf.eml", "line ends as they travel", lambda p: mail(p.page(1), end="\r\n"), told="no"),
    eml("returns.eml", "carriage returns alone", lambda p: mail(p.page(1), end="\r"), (), (1,)),
    eml("mark.eml", "a byte order mark first", lambda p: b"\xef\xbb\xbf" + mail(p.page(1))),
    eml("blank_first.eml", "blank lines first", lambda p: b"\n\n\n" + mail(p.page(1))),
    eml("no_blank.eml", "no blank line between head and body", lambda p: mail(p.page(1)).replace(b"8bit\n\n", b"8bit\n"), (), (1,)),
    eml("head_long.eml", "a field of 10 MB", lambda p: mail(p.page(1), "X-Long: " + "y" * (10 * MIB)), (1,), slow=True),
    eml("head_many.eml", "50,000 fields", lambda p: mail(p.page(1), *[f"X-{n}: y" for n in range(50_000)])),
    eml("head_bytes.eml", "fields with zeros and any bytes", lambda p: mail(p.page(1), "X-A: \x00\x01\udcff\udcfe", "Nonsense", ": empty")),
    eml("folded.eml", "a field folded 10,000 times", lambda p: mail(p.page(1), "X-A: a" + "\n b" * 10_000)),
    eml("subject.eml", "encoded words that are broken", lambda p: mail(p.page(1),
        subject="=?utf-8?b?!!!?= =?klingon?q?=ZZ?= =?utf-8?q?=ff?= =?" + "?" * 999)),
    eml("kinds.eml", "two kinds", lambda p: mail(p.page(1), "Content-Type: text/plain")),
    eml("kind_lie.eml", "a page that is called plain text", lambda p: mail(p.page(1), kind="text/plain")),
    eml("charset.eml", "a charset that nobody knows", lambda p: mail(p.page(1), kind="text/html; charset=klingon")),
    eml("utf16.eml", "a body in UTF-16 behind base64", lambda p: mail(base64.encodebytes(p.page(1, head="").decode().encode("utf-16")),
        kind="text/html; charset=utf-16", coding="base64")),
    eml("utf7.eml", "UTF-7", lambda p: mail(p.page(1).replace(b"<", b"+ADw-"), kind="text/html; charset=utf-7"), (), (1,)),
    eml("quoted_soft.eml", "addresses cut by soft ends", lambda p: mail(b"=\n".join((p.page(1).replace(b"=",
        b"=3D"))[at : at + 60] for at in range(0, 700, 60)), coding="quoted-printable"), (), (1,)),
    eml("quoted_end.eml", "a soft end where the letter ends", lambda p: mail(p.page(1).replace(b"=", b"=3D") + b"=",
        coding="quoted-printable")),
    eml("base64_lie.eml", "base64 that is none", lambda p: mail(p.page(1), coding="base64"), (), (1,)),
    eml("base64_line.eml", "base64 in one line", lambda p: mail(base64.b64encode(p.page(1) + b" " * 100_000), coding="base64")),
    eml("date.eml", "a date that is none", lambda p: mail(p.page(1)).replace(b"Wed, 1 Jul 2020 00:00:00 +0000",
        b"Foo, 99 Bar 99999 77:77:77 +9999")),
    eml("flowed.eml", "text that flows", lambda p: mail(f"see \n{p(1)} \nthere\n> > >quoted {p(2)}\n".encode(),
        kind="text/plain; format=flowed; delsp=yes"), (1,), (2,)),
    eml("boundary_none.eml", "parts without a boundary", lambda p: parts(part(p.page(1))).replace(b'; boundary="b0"', b"")),
    eml("boundary_other.eml", "another boundary than stated", lambda p: parts(part(p.page(1))).replace(b'boundary="b0"', b'boundary="zz"')),
    eml("open.eml", "parts without an end", lambda p: parts(part(p.page(1)), close=False)),
    eml("empty_page.eml", "an empty page beside the text", lambda p: parts(part(f"see {p(1)} there".encode(), kind="text/plain"),
        part(b"  \n"), kind="alternative")),
    eml("forwarded.eml", "forwarded three times", lambda p: _forwarded(p, 3)),
    eml("forwarded_60.eml", "forwarded 60 times", lambda p: _forwarded(p, 60), (), (1,)),
    eml("many.eml", "1,000 parts", lambda p: parts(*[part(b"a", kind="text/css")] * 1000, part(p.page(1)))),
    eml("digest.eml", "a digest", lambda p: parts(b"\n" + mail(p.page(1)), b"\n" + mail(p.page(2)), kind="digest"), (1, 2)),
    eml("signed.eml", "a signed letter", lambda p: parts(part(p.page(1)), part(b"MIIB", kind="application/pkcs7-signature; name=smime.p7s"),
        kind="signed")),
    eml("encrypted.eml", "an encrypted letter", lambda p: parts(part(b"Version: 1", kind="application/pgp-encrypted"),
        part(b"-----BEGIN PGP MESSAGE-----\nabc\n", kind="application/octet-stream"), kind="encrypted"), ()),
    eml("attached.eml", "pages in a ZIP attached", lambda p: _attached(p, zipped(("a.html", p.page(2))), "a.zip"), (1, 2)),
    eml("attached_name.eml", "an attachment whose name leads outside", lambda p: _attached(p, p.page(2),
        "../../../etc/cron.d/x\\..\\y.html", "text/html"), (1, 2)),
    eml("attached_damaged.eml", "a ZIP attached that is damaged", lambda p: _attached(p, zipped(("a.html", p.page(2)))[:-80], "a.zip"),
        (1,), (2,), told="yes"),
    eml("attached_lie.eml", "a picture that is a page", lambda p: _attached(p, p.page(2), "a.png", "image/png"), (1,), (2,)),
    eml("winmail.eml", "Outlook's own packing", lambda p: _attached(p, b"\x78\x9f\x3e\x22" + bytes(200), "winmail.dat",
        "application/ms-tnef"), (1,)),
    eml("names.eml", "names in the notation of RFC 2231, broken", lambda p: parts(part(p.page(1),
        "Content-Disposition: attachment; filename*0*=utf-8''%ZZ%; filename*99=x; filename*1=y"))),
    eml("a.emlx", "Apple's, with a wrong count", lambda p: b"7\n" + mail(p.page(1)) + b'<?xml version="1.0"?><plist><dict></dict></plist>'),
    eml("b.emlx", "Apple's, with an absurd count", lambda p: b"99999999999999999999\n" + mail(p.page(1)), (), (1,)),
    eml("good.mbox", "control", lambda p: box(mail(p.page(1)), mail(p.page(2))), (1, 2), told="no"),
    eml("no_blanks.mbox", "no blank lines between letters", lambda p: box(mail(p.page(1)), mail(p.page(2)), blank=False), (1, 2)),
    eml("words.mbox", "lines that begin with From", lambda p: box(mail(b"From here on it is\nall well\n\nFrom: me\nFrom now on:\n" + p.page(
        1)), mail(p.page(2))), (1, 2)),
    eml("escaped.mbox", "escaped lines", lambda p: box(mail(b"\n>From me\n>>From you\n" + p.page(1)), mail(p.page(2))), (1, 2)),
    eml("no_sender.mbox", "letters from nobody", lambda p: box(mail(p.page(1)), mail(p.page(2)), line="From  Wed Jul  1 00:00:00 2020"),
        (1, 2)),
    eml("lengths.mbox", "lengths that lie", lambda p: box(mail(p.page(1), "Content-Length: 999999999"), mail(p.page(2),
        "Content-Length: -1")), (1, 2)),
    eml("cut.mbox", "the last letter breaks off", lambda p: box(mail(p.page(1)), mail(p.page(2)))[:-120], (1,), (2,)),
    eml("zeros.mbox", "zeros between letters", lambda p: box(mail(p.page(1))) + bytes(4096) + b"\n\n" + box(mail(p.page(2))), (1,), (2,)),
    eml("head_only.mbox", "letters without bodies", lambda p: box(b"From: a@example.org\nSubject: a\n", mail(p.page(1)))),
    eml("open_parts.mbox", "parts that are never closed, then another letter", lambda p: box(parts(part(p.page(1)), close=False),
        mail(p.page(2))), (1, 2)),
    eml("many.mbox", "2,000 letters", lambda p: box(*[mail(b"a")] * 2000, mail(p.page(1))), slow=True),
)
