"""Papers as files: readable by people, by screen readers and by machines; sealed; nothing fetched from anywhere."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core import clock, pdf, signing
from core.signing import Seal
from evaluations.documents.certificates import certificate_paper, in_columns, what_fits
from evaluations.services.certificates_files import file_certificate
from evaluations.services.letters_files import release_letter
from tests.conftest import IN_CI
from tests.factories.papers import OWN_WORDS, some_papers

pytestmark = pytest.mark.django_db
needs = {
    tool: pytest.mark.skipif(shutil.which(tool) is None and not IN_CI, reason=f"no {tool} here")
    for tool in ("qpdf", "pdftotext")
}


def bytes_of(stored):
    with stored.file.open() as file:
        return file.read()


def certificate_of(papers):
    """The certificate, and its file's bytes."""
    certificate = file_certificate(certificate_id=papers.certificate().pk, now=clock.now())
    return certificate, bytes_of(certificate.file)


def letter_of(papers):
    letter = release_letter(letter_id=papers.signed().pk, now=clock.now())
    return letter, bytes_of(letter.file)


MAKERS = pytest.mark.parametrize("make", [certificate_of, letter_of])


def words_of(content, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    return " ".join(
        subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout.split()
    )


def fonts_in(document):
    """Every font that a page uses, by its name: whether its file is embedded."""
    found = {}
    for page in document.pages:
        for font in page.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            found[str(font.BaseFont)] = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def test_a_paper_in_urdu_has_its_language_and_embedded_fonts():
    certificate = some_papers().certificate()
    with translation.override("ur"):
        content = pdf.render("pdf/certificate.html", certificate_paper(certificate), title="سند", lang="ur")
    with pikepdf.open(BytesIO(content)) as document:
        assert (str(document.Root.Lang), len(document.pages)) == ("ur", 1)
        fonts = fonts_in(document)
    assert all(fonts.values())
    assert any("Nastaliq" in name for name in fonts)


@MAKERS
def test_a_paper_has_title_language_tags_and_embedded_fonts(make):
    paper, content = make(some_papers())
    with pikepdf.open(BytesIO(content)) as document:
        name = paper.facts["name"] if make is certificate_of else paper.facts["student"]["name"]
        with document.open_metadata() as about:
            assert name in about["dc:title"]
            assert about["pdfuaid:part"] == "1"
        assert str(document.Root.Lang) == "en"
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        fonts = fonts_in(document)
    assert fonts
    assert all(fonts.values())
    assert all("Inter" in name for name in fonts)


@needs["qpdf"]
@MAKERS
def test_a_paper_passes_qpdf(make, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(make(some_papers())[1])
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs["pdftotext"]
def test_the_words_of_a_certificate_are_in_its_text(tmp_path):
    certificate, content = certificate_of(some_papers())
    words = words_of(content, tmp_path)
    facts = certificate.facts
    hours = facts["minutes"] // 60
    for said in (
        facts["name"],
        facts["roll_no"],
        certificate.serial,
        certificate.grouped_code,
        f"{hours} of {hours}",
        "DEMO",
    ):
        assert said in words
    for objective in facts["objectives"]:
        assert objective["text"] in words
        assert objective["level"] in words


@needs["pdftotext"]
def test_the_words_of_a_letter_are_in_its_text_with_how_the_writer_is_known(tmp_path):
    letter, content = letter_of(some_papers())
    words = words_of(content, tmp_path)
    for said in (OWN_WORDS, letter.facts["writer"]["name"], "Approved hours", letter.facts["writer"]["email"]):
        assert said in words


@needs["pdftotext"]
def test_a_paper_of_a_portal_in_earnest_carries_no_demo(settings, tmp_path):
    settings.DEMO = False
    _certificate, content = certificate_of(some_papers())
    assert "DEMO" not in words_of(content, tmp_path)


def test_a_certificate_is_one_page_however_much_it_says():
    papers = some_papers(levels=(4,) * 20)
    user = papers.placement.student.user
    user.name = "Syeda Fatima Zahra Batool Rizvi Naqvi Bukhari Gilani"
    user.save()
    papers.placement.slot.objectives.filter(position__lte=10).update(
        text="Positions patients safely and explains it. " * 4
    )
    _certificate, content = certificate_of(papers)
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize(
    ("lengths", "shown"), [([10] * 3, 3), ([10] * 20, 14), ([200] * 5, 2), ([40, 200, 10, 200, 200], 4)]
)
def test_what_fits_stops_where_the_page_is_full(lengths, shown):
    objectives = [{"text": "x" * length, "level": "On their own"} for length in lengths]
    assert what_fits(objectives) == objectives[:shown]


@pytest.mark.parametrize(
    ("lengths", "columns"),
    [([], []), ([10], [1]), ([10] * 5, [3, 2]), ([10] * 14, [7, 7]), ([200, 10, 10, 10], [1, 3]), ([10, 10, 200], [3])],
)
def test_objectives_stand_in_their_order_the_first_half_of_the_lines_and_the_rest(lengths, columns):
    objectives = [{"text": "x" * length, "level": str(number)} for number, length in enumerate(lengths)]
    made = in_columns(objectives)
    assert [len(column) for column in made] == columns
    assert [objective for column in made for objective in column] == objectives


@MAKERS
def test_a_paper_carries_the_seal_and_one_changed_byte_breaks_it(make):
    _paper, content = make(some_papers())
    assert signing.check(content) == Seal.WHOLE
    changed = bytearray(content)
    changed[len(content) // 3] ^= 1
    assert signing.check(bytes(changed)) == Seal.BROKEN
    assert signing.check(content + b"\n") == Seal.BROKEN


def test_the_seal_names_its_field_forbids_changes_and_says_for_whom():
    certificate, content = certificate_of(some_papers())
    with pikepdf.open(BytesIO(content)) as document:
        field = document.Root.AcroForm.Fields[0]
        assert str(field.TU) == "Seal of the portal that issued this certificate"
        assert certificate.facts["institute"]["name"] in str(field.V.Reason)
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert int(field.V.Reference[0].TransformParams.P) == 1


def test_markup_in_a_name_is_printed_and_fetches_nothing(tmp_path):
    papers = some_papers()
    user = papers.placement.student.user
    user.name = '<img src="file:///etc/hostname">'
    user.save()
    _certificate, content = certificate_of(papers)
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages[0].get_images()) <= 1  # the code alone, where it is one
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
    if shutil.which("pdftotext"):
        assert "file:///etc/hostname" in words_of(content, tmp_path)


def test_a_paper_holds_nothing_of_the_one_made_before_it():
    paper = certificate_paper(some_papers().certificate())
    other = paper | {"facts": paper["facts"] | {"name": "Żózëf Ŵilłiąms"}}

    def make(context):
        return pdf.render("pdf/certificate.html", context, title="A certificate", lang="en")

    make(other)
    with ThreadPoolExecutor(max_workers=1) as fresh:
        assert make(paper) == fresh.submit(make, paper).result()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "packaged:../manage.py",
        "packaged:none.css",
    ],
)
def test_the_fetcher_opens_nothing_but_data_and_what_is_packaged(address):
    fetcher = pdf._fetcher()()
    with pytest.raises(Exception, match=r"disallowed protocol|not packaged|outside of the base"):
        fetcher.fetch(address)
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"
    assert b"@page" in fetcher.fetch("packaged:css/pdf/certificate.css").read()


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 100, b"PK\x03\x04"])
def test_check_of_what_is_no_pdf_is_unreadable(content):
    assert signing.check(content) == Seal.UNREADABLE


def test_check_of_a_pdf_without_a_seal_says_so():
    bare = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(bare)
    assert signing.check(bare.getvalue()) == Seal.NONE


def test_a_paper_sealed_with_an_earlier_key_is_still_ours(tmp_path, settings):
    _certificate, content = certificate_of(some_papers())
    earlier = settings.SEAL_KEY_FILE.read_bytes()
    newer = tmp_path / "seal.pem"
    signing.ensure_seal(newer)
    certificates = earlier[earlier.index(b"-----BEGIN CERTIFICATE-----") :]
    newer.write_bytes(newer.read_bytes() + certificates)
    settings.SEAL_KEY_FILE = newer
    assert signing.check(content) == Seal.WHOLE


def test_ensure_seal_makes_one_key_that_its_owner_alone_reads(tmp_path):
    path = tmp_path / "keys" / "seal.pem"
    signing.ensure_seal(path)
    first = path.read_bytes()
    signing.ensure_seal(path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_make_seal_writes_a_new_key_and_never_over_another(tmp_path):
    path = tmp_path / "seal.pem"
    call_command("make_seal", str(path), stdout=StringIO())
    written = path.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("make_seal", str(path), stdout=StringIO())
    assert path.read_bytes() == written
