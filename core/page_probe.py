"""A program of its own that draws the pages of one PDF: `python -I page_probe.py <file >answer`.

Like `upload_probe.py` it opens what strangers sent, so it runs under limits of memory and time that the system enforces. Writes one line
of JSON, {"sizes": [bytes of each picture]}, then the pictures (JPEG) one after the other. Knows nothing of
Django.
"""

import contextlib
import io
import json
import resource
import sys

import pypdfium2

MEMORY = 1024**3  # bytes
SECONDS = 20  # of processor time
PAGES = 10  # drawn; what follows is read in the file itself
WIDTH = 1200  # pixels of a drawn page: small print is read without a magnifier
PIXELS = 4_000_000  # of one page; a longer one is drawn smaller
QUALITY = 80


def draw(content: bytes) -> list[bytes]:
    """The first pages as pictures."""
    with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
        return [_picture(document[number]) for number in range(min(len(document), PAGES))]


def _picture(page: pypdfium2.PdfPage) -> bytes:
    width, height = (max(side, 1) for side in page.get_size())
    scale = min(WIDTH / width, (PIXELS / (width * height)) ** 0.5)
    out = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def main() -> None:
    """Read, draw, answer."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(limit, (most, most))
    pictures = draw(sys.stdin.buffer.read())
    head = {"sizes": [len(picture) for picture in pictures]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(pictures))


if __name__ == "__main__":
    main()
