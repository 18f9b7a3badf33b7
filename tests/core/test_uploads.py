"""Uploads: what is good comes through, what is hostile is refused in words, whatever it calls itself."""

import io
import socket
import struct
import threading
import zlib

import pytest
from PIL import Image

from core import uploads
from core.errors import Refusal
from core.uploads import clean_upload
from tests import files
from tests.files import a_pdf, a_picture, upload


def shows_its_first_page(pdf):
    pdf.Root.OpenAction = files.Array([pdf.pages[0].obj, files.Name.Fit])


def links_to_a_profile(pdf):
    link = files.Dictionary(S=files.Name.URI, URI=files.String("https://people.example/me"))
    pdf.pages[0].Annots = files.Array([files.Dictionary(Subtype=files.Name.Link, A=link)])


@pytest.mark.parametrize("change", [None, shows_its_first_page, links_to_a_profile])
def test_a_good_pdf_comes_back_byte_for_byte(change):
    content = a_pdf(change)
    assert clean_upload(upload(content, "My CV.PDF")) == uploads.CleanFile(content, "My CV.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("kind", "name", "media_type"), [("JPEG", "me.jpeg", "image/jpeg"), ("PNG", "me.png", "image/png")]
)
def test_a_good_picture_is_drawn_anew(kind, name, media_type):
    clean = clean_upload(upload(a_picture(kind), name))
    assert (Image.open(io.BytesIO(clean.content)).size, clean.media_type) == ((40, 30), media_type)


def test_a_photo_loses_its_place_and_camera_and_stands_upright():
    content = files.a_photo_with_place()
    assert b"Spyphone" in content
    clean = clean_upload(upload(content, "card.jpg"))
    picture = Image.open(io.BytesIO(clean.content))
    assert (picture.size, dict(picture.getexif()), b"Spyphone" in clean.content) == ((30, 40), {}, False)


def a_picture_that_claims_to_be_vast() -> bytes:
    """A kilobyte that says it is 50,000 by 50,000."""
    body = b"IHDR" + struct.pack("!2I5B", 50_000, 50_000, 8, 2, 0, 0, 0)
    head = struct.pack("!I", 13) + body + struct.pack("!I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + head + a_picture("PNG")[33:]


def a_pdf_that_swells() -> bytes:
    """An object stream of 1.5 gigabytes in 1.5 megabytes, which opening the file must unpack."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(1536)) + packer.flush()
    stream = b"1 0 obj\n<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % (
        len(packed),
        packed,
    )
    entries = bytes([0, 0, 0, 0, 0]) + bytes([1, 0, 0, 0, 9]) + bytes([2, 0, 0, 1, 0])
    start = 9 + len(stream)
    table = b"3 0 obj\n<</Type/XRef/Size 3/W[1 3 1]/Root 2 0 R/Length %d>>stream\n%s\nendstream endobj\n" % (
        len(entries),
        entries,
    )
    return b"%PDF-1.5\n" + stream + table + b"startxref\n%d\n%%%%EOF\n" % start


HOSTILE = {
    "a program": (b"MZ\x90" * 100, "cv.pdf", "damaged"),
    "a program by its name": (a_pdf(), "cv.pdf.exe", "Only PDF"),
    "a name without an extension": (a_pdf(), "cv", "Only PDF"),
    "a vector picture with a script": (b"<svg onload='alert(1)'/>", "me.svg", "Only PDF"),
    "a page of markup": (b"<html><script>alert(1)</script>", "cv.pdf", "damaged"),
    "a PDF after something else": (b"<html>" + a_pdf(), "cv.pdf", "damaged"),
    "something else after a PDF": (a_pdf() + b"PK\x03\x04" * 600, "cv.pdf", "damaged"),
    "a picture that says it is a PDF": (a_picture(), "cv.pdf", "damaged"),
    "a PDF that says it is a picture": (a_pdf(), "me.jpg", "damaged"),
    "a PNG that says it is a JPG": (a_picture("PNG"), "me.jpg", "damaged"),
    "the beginning of a PDF alone": (b"%PDF-1.7\n%%EOF", "cv.pdf", "damaged"),
    "half a picture": (a_picture(size=(400, 300))[:900], "me.jpg", "damaged"),
    "nothing": (b"", "cv.pdf", "damaged"),
    "a locked PDF": (a_pdf(encryption=files.pikepdf.Encryption(owner="o", user="u")), "cv.pdf", "locked"),
    "a PDF locked against changes": (
        a_pdf(encryption=files.pikepdf.Encryption(owner="o", user="")),
        "cv.pdf",
        "locked",
    ),
    "a script on opening": (a_pdf(files.script_on_opening), "cv.pdf", "script"),
    "a script by name": (a_pdf(files.script_by_name), "cv.pdf", "script"),
    "a script on a page": (a_pdf(files.script_on_the_page), "cv.pdf", "script"),
    "a script far down, packed": (
        a_pdf(files.script_in_a_stream_far_down, object_stream_mode=files.pikepdf.ObjectStreamMode.generate),
        "cv.pdf",
        "script",
    ),
    "a link that starts a program": (a_pdf(files.launches), "cv.pdf", "script"),
    "a form that posts itself": (a_pdf(files.posts_itself), "cv.pdf", "script"),
    "an address on opening": (a_pdf(files.opens_a_program), "cv.pdf", "script"),
    "a living form": (a_pdf(files.living_form), "cv.pdf", "script"),
    "a file inside": (a_pdf(files.carries_a_file), "cv.pdf", "carries"),
    "a file pinned to a page": (a_pdf(files.carries_on_a_page), "cv.pdf", "carries"),
    "a film": (a_pdf(files.rich_media), "cv.pdf", "carries"),
    "fifty thousand things": (lambda: a_pdf(files.too_many_things), "cv.pdf", "too large when it is opened"),
    "a picture that claims to be vast": (a_picture_that_claims_to_be_vast(), "me.png", "too large when it is opened"),
}


@pytest.mark.parametrize(("content", "name", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_in_words_beside_its_field(content, name, words):
    with pytest.raises(Refusal, match=words) as refused:
        clean_upload(upload(content() if callable(content) else content, name), field="cv")
    assert (refused.value.field, bool(refused.value.instead)) == ("cv", True)


@pytest.mark.slow
def test_a_file_that_swells_dies_alone():
    content = a_pdf_that_swells()
    assert len(content) < uploads.LIMIT
    with pytest.raises(Refusal):
        clean_upload(upload(content))


def test_a_parser_that_hangs_is_left_behind(monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0.001)
    with pytest.raises(Refusal, match="too busy to open this file"):
        clean_upload(upload(a_pdf()))


def test_a_file_over_the_limit_is_refused_unread():
    file = upload(a_pdf())
    with pytest.raises(Refusal, match="larger than 10"):
        clean_upload(file, limit=10)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("cv\u202efdp.pdf", "cvfdp.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        (".pdf", "file.pdf"),
        ("سی وی.pdf", "سی وی.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_fit_to_show(name, shown):
    assert uploads.plain_name(name, uploads.PDF) == shown


class Scanner(threading.Thread):
    """A clamd of one question, on a real socket."""

    def __init__(self, path: str, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.heard = answer, b""
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        self.door.listen()
        self.start()

    def run(self) -> None:
        line, _address = self.door.accept()
        with self.door, line, line.makefile("rb") as spoken:
            spoken.read(len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", spoken.read(4))[0]:
                self.heard += spoken.read(size)
            line.sendall(self.answer)


def test_with_a_scanner_its_word_counts(settings, tmp_path):
    content = a_pdf()
    for answer, taken in ((b"stream: OK\0", True), (b"stream: Eicar-Signature FOUND\0", False)):
        settings.CLAMAV = str(tmp_path / f"{taken}.sock")
        scanner = Scanner(settings.CLAMAV, answer)
        if taken:
            assert clean_upload(upload(content)).content == content
        else:
            with pytest.raises(Refusal, match="virus scanner objects"):
                clean_upload(upload(content))
        scanner.join(5)
        assert scanner.heard == content


def test_without_the_scanner_that_is_named_nothing_is_taken(settings, tmp_path):
    settings.CLAMAV = str(tmp_path / "nobody.sock")
    with pytest.raises(Refusal, match="cannot be checked just now"):
        clean_upload(upload(a_pdf()))
