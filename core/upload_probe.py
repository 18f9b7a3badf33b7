"""A program of its own that opens one uploaded file: `python -I upload_probe.py pdf|jpeg|png <file >answer`.

What strangers send is parsed here and not in the web process, under limits of memory and time that the system enforces: a bomb or
a crash of a parser ends this process alone. Reads the file from standard input; writes one word of verdict and a line break, and
for a picture the re-encoded bytes. Knows nothing of Django.
"""

import contextlib
import io
import resource
import sys
from collections.abc import Iterator

import pikepdf
from PIL import Image, ImageOps

MEMORY = 1024**3  # bytes
SECONDS = 10  # of processor time
PIXELS = 40_000_000  # a phone's largest photo; decoded it takes four bytes a pixel
OBJECTS = 50_000
TAIL = 1024  # bytes before the end in which a PDF must say that it ends

# Actions that do something other than show a place in the document or a web address.
ACTIVE = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
    "/Movie",
    "/Sound",
}
SCRIPTED = {"/JS", "/AA", "/XFA"}
CARRIERS = {"/EmbeddedFiles", "/EF", "/AF"}
CARRIER_KINDS = {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/3D", "/Screen"}


def probe_pdf(content: bytes) -> tuple[str, bytes]:
    """The first thing wrong with a PDF, or "good"."""
    if b"%%EOF" not in content[-TAIL:]:
        return "broken", b""
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "locked", b""
            if len(pdf.objects) > OBJECTS:
                return "huge", b""
            if not len(pdf.pages):
                return "broken", b""
            return next(_faults(pdf), "good"), b""
    except pikepdf.PasswordError:
        return "locked", b""
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        return "broken", b""


def _faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Scripts, actions and attachments, wherever in the file they stand."""
    if _acts(pdf.Root.get("/OpenAction")):
        yield "active"
    for thing in pdf.objects:
        for held in _dictionaries(thing):
            if SCRIPTED & set(held.keys()) or _text(held.get("/S")) in ACTIVE:
                yield "active"
            if CARRIERS & set(held.keys()) or CARRIER_KINDS & {_text(held.get("/Type")), _text(held.get("/Subtype"))}:
                yield "carries"


def _acts(opening: object) -> bool:
    """True when opening the document does more than show one of its places, which many word processors write."""
    return isinstance(opening, pikepdf.Dictionary) and _text(opening.get("/S")) != "/GoTo"


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries written inside one object; what it only refers to is an object of its own."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            inner = [value for _key, value in one.items()]
        elif isinstance(one, pikepdf.Array):
            inner = list(one)
        else:
            continue
        waiting += [value for value in inner if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _text(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def probe_image(content: bytes, kind: str) -> tuple[str, bytes]:
    """The picture drawn anew: upright, its first frame alone, without place, camera or any other hidden word."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > PIXELS:
                return "huge", b""
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
            plain.info.clear()
            clean = io.BytesIO()
            plain.save(clean, kind, quality=90)
            return "good", clean.getvalue()
    except (OSError, ValueError, SyntaxError):
        return "broken", b""


def main(kind: str) -> None:
    """Read, judge, answer."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = None  # `PIXELS` is judged before a picture is unpacked, and said in words
    content = sys.stdin.buffer.read()
    try:
        verdict, clean = probe_pdf(content) if kind == "pdf" else probe_image(content, kind.upper())
    except MemoryError:
        verdict, clean = "huge", b""
    sys.stdout.buffer.write(f"{verdict}\n".encode() + clean)


if __name__ == "__main__":
    main(sys.argv[1])
