"""The package: written once, kept by its student alone."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from students.models import DocumentKind, Package, PackageDocument
from students.services import packages as services
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StoredFileFactory, StudentFactory, membership_of
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    return StudentFactory()


@pytest.fixture
def as_student(client, student):
    client.force_login(student.user)
    return client


def by(student):
    return {"student_id": student.pk, "by": membership_of(student).as_actor(), "now": clock.now()}


def test_keep_statement_keeps_whatever_was_typed_so_far(student):
    services.keep_statement(**by(student), statement="I")
    services.keep_statement(**by(student), statement="I am")
    assert Package.objects.get().statement == "I am"


def test_set_document_takes_the_place_of_the_earlier_one_of_its_kind(student):
    for name in ("first.pdf", "second.pdf"):
        services.set_document(**by(student), kind=DocumentKind.TRANSCRIPT, document=upload(a_pdf(), name))
    services.set_document(**by(student), kind=DocumentKind.ENROLMENT, document=upload(a_pdf(), "letter.pdf"))
    kept = PackageDocument.objects.order_by("kind").values_list("kind", "file__name")
    assert list(kept) == [("enrolment", "letter.pdf"), ("transcript", "second.pdf")]


def test_set_document_refuses_what_is_no_document(student):
    with pytest.raises(Refusal):
        services.set_document(**by(student), kind=DocumentKind.TRANSCRIPT, document=upload(b"hello", "marks.pdf"))
    assert PackageDocument.objects.count() == 0


@pytest.mark.parametrize("role", ["coordinator", "lead"])
def test_a_package_is_kept_by_its_student_alone(student, role):
    other = MembershipFactory(**{role: True}).as_actor()
    with pytest.raises(NotAllowed):
        services.keep_statement(student_id=student.pk, by=other, now=clock.now(), statement="Mine")
    with pytest.raises(NotAllowed):
        services.remove_document(student_id=student.pk, by=other, now=clock.now(), kind=DocumentKind.TRANSCRIPT)


def test_two_documents_of_one_kind_are_refused_by_the_database(student):
    values = {"student": student, "kind": DocumentKind.DEGREE}
    PackageDocument.objects.create(**values, file=StoredFileFactory())
    with pytest.raises(IntegrityError, match="one_document_per_student_and_kind"), transaction.atomic():
        PackageDocument.objects.create(**values, file=StoredFileFactory())


def test_package_detail_shows_every_kind_and_what_is_held(as_student, student):
    services.set_document(**by(student), kind=DocumentKind.TRANSCRIPT, document=upload(a_pdf(), "marks.pdf"))
    rows = as_student.get(reverse("package_detail")).context["rows"]
    assert [(row["kind"], row["document"] is not None) for row in rows] == [
        (kind, kind == "transcript") for kind in DocumentKind.values
    ]


def test_package_detail_is_for_students(client):
    client.force_login(MembershipFactory(coordinator=True).user)
    assert client.get(reverse("package_detail")).status_code == 403


def test_package_autosave_answers_with_the_words_to_show(as_student):
    answer = as_student.post(reverse("package_autosave"), {"statement": "Half a sen"})
    assert answer.json()["text"].startswith("Kept at ")
    assert Package.objects.get().statement == "Half a sen"


def test_package_autosave_of_too_much_says_so_and_keeps_the_earlier_words(as_student, student):
    services.keep_statement(**by(student), statement="Short.")
    answer = as_student.post(reverse("package_autosave"), {"statement": "x" * 4001})
    assert "at most 4000" in answer.json()["text"]
    assert Package.objects.get().statement == "Short."


def test_two_windows_write_over_nothing_and_the_later_one_shows_both_texts(as_student):
    address = reverse("package_detail")
    version = as_student.get(address).context["form"]["version"].value()
    first = as_student.post(reverse("package_autosave"), {"statement": "First window.", "version": version})
    second = {"statement": "Second window.", "version": version}
    assert "Another window" in as_student.post(reverse("package_autosave"), second).json()["text"]
    page = as_student.post(address, second).context["form"]
    assert (page.says_now, page["statement"].value()) == (
        [("About you and your aims", "First window.")],
        "Second window.",
    )
    assert Package.objects.get().statement == "First window."
    assert as_student.post(address, second | {"version": page["version"].value()}).status_code == 302
    assert (first.json()["version"], Package.objects.get().version) == (2, 3)


def test_a_document_is_sent_opened_and_taken_out(as_student):
    address = reverse("package_document_set", args=["transcript"])
    assert as_student.get(address).status_code == 200
    assert as_student.post(address, {"document": upload(a_pdf(), "marks.pdf")}).status_code == 302
    opened = as_student.get(reverse("package_document_open", args=["transcript"]))
    assert opened.headers["Content-Disposition"] == 'attachment; filename="marks.pdf"'
    assert b"".join(opened.streaming_content)[:5] == b"%PDF-"
    as_student.post(reverse("package_document_remove", args=["transcript"]))
    assert as_student.get(reverse("package_document_open", args=["transcript"])).status_code == 404


def test_a_document_of_a_kind_there_is_not_is_a_404(as_student):
    assert as_student.get(reverse("package_document_set", args=["diary"])).status_code == 404


def test_another_students_document_is_a_404(as_student):
    other = StudentFactory()
    services.set_document(**by(other), kind=DocumentKind.TRANSCRIPT, document=upload(a_pdf(), "marks.pdf"))
    assert as_student.get(reverse("package_document_open", args=["transcript"])).status_code == 404
