"""The check of a certificate by anyone: what it says, how little, to whom how often."""

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock, signing
from evaluations.services.certificates import reissue_certificate, revoke_certificate
from evaluations.services.certificates_files import file_certificate
from evaluations.services.verification import FileAnswer, compare_file
from evaluations.views import verify as views
from tests.factories.papers import some_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers():
    papers = some_papers()
    student = papers.placement.student
    student.father_name, student.relation, student.id_number = "Imran Khan", "daughter", "42101-1234567-4417"
    student.save()
    return papers


@pytest.fixture
def certificate(papers):
    return papers.certificate()


@pytest.fixture
def pdf(certificate):
    """The bytes of the certificate's file."""
    filed = file_certificate(certificate_id=certificate.pk, now=clock.now())
    certificate.refresh_from_db()
    with filed.file.file.open() as file:
        return file.read()


def text(response):
    return response.content.decode()


def compare(certificate, content, client=None):
    upload = SimpleUploadedFile("certificate.pdf", content, "application/pdf")
    return (client or Client()).post(reverse("verify_file", args=[certificate.code]), {"file": upload})


def test_verify_detail_of_a_genuine_one_says_the_least_that_proves_it(papers, certificate):
    said = text(Client().get(certificate.public_path))
    student = papers.placement.student
    for shown in (student.user.name, "daughter of Imran Khan", certificate.serial, "This certificate is genuine"):
        assert shown in said
    for hidden in (
        "4417",
        student.user.email,
        student.roll_no,
        "On their own",
        certificate.placement.supervisor.user.name,
    ):
        assert hidden not in said


def test_verify_detail_says_that_the_portal_is_a_demonstration(certificate, settings):
    assert "This portal is a demonstration" in text(Client().get(certificate.public_path))
    settings.DEMO = False
    assert "This portal is a demonstration" not in text(Client().get(certificate.public_path))


@pytest.mark.parametrize(
    "typed", [str.lower, str.upper, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_verify_takes_the_code_however_it_is_typed(certificate, typed):
    response = Client().post(reverse("verify"), {"code": typed(certificate.grouped_code)}, follow=True)
    assert response.status_code == 200
    assert "This certificate is genuine" in text(response)


def test_verify_takes_letters_that_are_taken_for_digits(certificate):
    code = certificate.code.replace("0", "O").replace("1", "l")
    assert Client().get(reverse("verify_detail", args=[code])).status_code == 200


@pytest.mark.parametrize("code", ["nonsense", "-", "7" * 26, "%00", "' OR 1=1"])
def test_verify_detail_of_an_unknown_code_says_so(certificate, code):
    response = Client().get(reverse("verify_detail", args=[code]))
    assert response.status_code == 404
    assert "No certificate has this code" in text(response)


def test_verify_detail_of_a_revoked_one_tells_why_and_no_more_than_the_name(papers, certificate):
    revoke_certificate(
        certificate_id=certificate.pk, by=papers.office, now=clock.now(), reason="Issued to the wrong person."
    )
    said = text(Client().get(certificate.public_path))
    assert "This certificate is revoked" in said
    assert "Issued to the wrong person." in said
    for hidden in (
        "genuine",
        "daughter of",
        certificate.placement.partner.name,
        reverse("verify_person", args=[certificate.grouped_code]),
    ):
        assert hidden not in said


def test_verify_detail_of_a_replaced_one_leads_to_the_newer(papers, certificate):
    user = papers.placement.student.user
    user.name = "Ayesha Imran Khan"
    user.save()
    newer = reissue_certificate(certificate_id=certificate.pk, by=papers.office, now=clock.now(), reason="Spelling.")
    old = text(Client().get(certificate.public_path))
    assert "A newer certificate replaces this one" in old
    assert newer.public_path in old
    assert "This certificate is genuine" in text(Client().get(newer.public_path))


def test_verify_person_says_whether_the_last_digits_match(certificate):
    where = reverse("verify_person", args=[certificate.code])
    assert Client().post(where, {"digits": "4417"}).context["person"] == "same"
    wrong = Client().post(where, {"digits": "4418"})
    assert wrong.context["person"] == "other"
    assert "4417" not in text(wrong)


def test_verify_person_without_a_number_on_record_never_matches():
    certificate = some_papers().certificate()
    where = reverse("verify_person", args=[certificate.code])
    assert Client().post(where, {"digits": "0000"}).context["person"] == "other"
    assert "digits" in Client().post(where, {"digits": ""}).context["digits"].errors


def test_verify_person_is_not_tried_out(certificate):
    where = reverse("verify_person", args=[certificate.code])
    answers = [Client().post(where, {"digits": f"{number:04}"}).status_code for number in range(views.DIGITS.most + 1)]
    assert answers == [200] * views.DIGITS.most + [429]


def test_verify_person_of_one_certificate_is_not_tried_out_from_many_addresses(certificate, monkeypatch):
    monkeypatch.setattr(views, "visitor", lambda request: request.META["REMOTE_ADDR"])
    where = reverse("verify_person", args=[certificate.code])
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(where, {"digits": "0000"}).status_code
        for number in range(views.DIGITS_OF_ONE.most + 1)
    ]
    assert answers == [200] * views.DIGITS_OF_ONE.most + [429]


def test_verify_detail_too_often_is_a_readable_page_with_a_time(certificate):
    client = Client()
    for _ in range(views.CHECKS.most):
        assert client.get(certificate.public_path).status_code == 200
    response = client.get(certificate.public_path)
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_verify_file_knows_the_very_file(certificate, pdf):
    assert compare(certificate, pdf).context["file_answer"] == FileAnswer.SAME


def test_verify_file_keeps_nothing(certificate, pdf, tmp_path):
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    compare(certificate, pdf + b"more")
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before


def test_verify_file_finds_one_changed_byte_anywhere(certificate, pdf):
    for at in range(0, len(pdf), len(pdf) // 60):
        changed = bytearray(pdf)
        changed[at] ^= 1
        assert compare_file(certificate, bytes(changed)) in {FileAnswer.CHANGED, FileAnswer.UNKNOWN, FileAnswer.OTHER}
    middle = bytearray(pdf)
    middle[len(pdf) // 3] ^= 1
    assert compare_file(certificate, bytes(middle)) == FileAnswer.CHANGED


def test_verify_file_finds_what_was_appended(certificate, pdf):
    assert compare(certificate, pdf + b"\n% and one more hour\n").context["file_answer"] == FileAnswer.CHANGED


def test_verify_file_of_another_certificate_is_not_this_one(certificate, pdf):
    other = some_papers().certificate()
    file_certificate(certificate_id=other.pk, now=clock.now())
    other.refresh_from_db()
    assert compare(other, pdf).context["file_answer"] == FileAnswer.OTHER


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\nnothing", b"\x00" * 2000])
def test_verify_file_takes_what_is_no_paper_for_none(certificate, pdf, content):
    answer = compare(certificate, content).context["file_answer"]
    assert answer == (FileAnswer.CHANGED if content.startswith(b"%PDF") else FileAnswer.UNKNOWN)


def test_verify_file_before_the_pdf_is_made_says_to_wait(certificate):
    assert compare(certificate, b"%PDF-").context["file_answer"] == FileAnswer.WAITING


def test_verify_file_that_is_too_large_is_refused_in_words(certificate, pdf, monkeypatch):
    monkeypatch.setattr("evaluations.forms.papers.PdfForm.LIMIT", 10)
    response = compare(certificate, pdf)
    assert "too large to be one of our papers" in text(response)


def test_verify_pages_are_not_stored_by_caches(certificate):
    assert "no-store" in Client().get(certificate.public_path)["Cache-Control"]


def test_the_code_on_the_paper_leads_to_the_site_and_not_to_the_host_that_asked(certificate):
    assert django_settings.SITE_URL == "http://testserver"
    response = Client(HTTP_HOST="localhost").get(certificate.public_path)
    assert f"http://testserver{certificate.public_path}" == response.context["address"]


def test_a_whole_seal_of_another_key_is_foreign(pdf, tmp_path, settings):
    settings.SEAL_KEY_FILE = tmp_path / "other" / "seal.pem"
    assert signing.check(pdf) == signing.Seal.FOREIGN
