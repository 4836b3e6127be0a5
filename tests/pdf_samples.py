"""PDF files written by hand, byte by byte: small ones, odd ones and hostile ones."""

from __future__ import annotations

from collections.abc import Sequence

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_BOX = b"/MediaBox [0 0 595 842]"


def assemble(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(body), body)


def a_pdf(*pages: str, trailer: bytes = b"") -> bytes:
    """Return a PDF with these pages, each a text whose lines are set one under the other."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [_CATALOG, b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)), _FONT]
    for i, page in enumerate(pages):
        shown = b" ".join(b"(%b) Tj T*" % _literal(line) for line in page.split("\n"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R %b /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>"
            % (_BOX, 5 + 2 * i)
        )
        objects.append(stream(b"BT /F 11 Tf 14 TL 60 780 Td %b ET" % shown))
    return assemble(objects, trailer)


def _literal(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def encrypted_pdf() -> bytes:
    """Return a PDF that no password opens: its key does not fit the empty one, nor any that a reader tries."""
    lock = b"/Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%b> /U <%b>" % (b"5a" * 32, b"a5" * 32)
    return a_pdf("Plans are good.", trailer=b"/Encrypt << %b >> /ID [<00> <00>]" % lock)


def scanned_pdf() -> bytes:
    """Return a PDF with one page that shows a picture and nothing else, as a scanner makes it."""
    picture = stream(b"\x00\xff\xff\x00", b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray "
                     b"/BitsPerComponent 8")  # fmt: skip
    page = b"<< /Type /Page /Parent 2 0 R %b /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>" % _BOX
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assemble([_CATALOG, pages, page, stream(b"500 0 0 700 40 40 cm /P Do"), picture])


def form_bomb(levels: int, *, text: bool) -> bytes:
    """Return a PDF of a few hundred bytes a level whose page is drawn ten times as often with each level.

    With `text` it takes time, since PDFium drops letters that fall on each other; without, it takes memory.
    Nine levels take either for minutes.
    """
    used = b"/Font << /F 5 0 R >> /XObject << /X 6 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R %b /Contents 4 0 R /Resources << %b >> >>" % (_BOX, used)
    objects = [_CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    objects += [stream(b"BT /F 12 Tf 50 700 Td (Plans are good.) Tj ET /X Do"), _FONT]
    for level in range(levels):
        last = level == levels - 1
        body = (b"BT /F 12 Tf 50 700 Td (Plans.) Tj ET" if text else b"") if last else b"/X Do " * 10
        below = b"" if last else b"/XObject << /X %d 0 R >>" % (7 + level)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> %b >>" % below
        objects.append(stream(body, entries))
    return assemble(objects)
