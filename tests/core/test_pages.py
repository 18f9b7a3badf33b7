"""Pages of a PDF as pictures: within limits, and never a crash of ours."""

import io

import pikepdf
from PIL import Image

from core.page_probe import PAGES, PIXELS, WIDTH
from core.pages import drawn
from tests.files import a_pdf


def sizes(content):
    return [Image.open(io.BytesIO(picture)).size for picture in drawn(content)]


def with_pages(count, size=(595, 842)):
    return a_pdf(lambda pdf: [pdf.add_blank_page(page_size=size) for _ in range(count - 1)])


def test_each_page_becomes_a_picture_as_wide_as_a_screen_reads_well():
    found = sizes(with_pages(3))
    assert len(found) == 3
    assert {width for width, _height in found} == {WIDTH}


def test_only_the_first_pages_are_drawn():
    assert len(sizes(with_pages(PAGES + 3))) == PAGES


def test_a_page_as_long_as_a_street_is_drawn_smaller():
    def stretched(pdf):
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 100, 14_000])

    ((width, height),) = sizes(a_pdf(stretched))
    assert width * height <= PIXELS * 1.01


def test_what_is_no_pdf_has_no_pictures():
    assert drawn(b"%PDF-1.7 and then nothing that a reader would know") == []
