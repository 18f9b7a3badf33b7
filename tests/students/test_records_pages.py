"""A student’s pages of records: on a phone, and nothing that was typed or sent is lost."""

import pytest
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from students.models import Record
from students.states import RecordState
from tests.factories.institutions import MembershipFactory, a_day
from tests.files import a_pdf, a_photo_with_place, a_picture, script_on_opening, upload

pytestmark = pytest.mark.django_db
S = RecordState


@pytest.fixture
def as_student(client, desk):
    client.force_login(desk.student.user)
    return client


def said(**changes):
    return {"on": a_day(-30).isoformat(), "product": "MMR", "batch": "", "idempotency_key": "k"} | changes


def add(client, **changes):
    return client.post(reverse("record_add", args=["mmr"]), said(**changes))


def read(response):
    """All of it, so that the file is closed."""
    return b"".join(response.streaming_content)


def test_record_add_sends_the_photo_of_the_camera_and_what_was_filled_in(as_student, desk):
    response = add(as_student, photo=upload(a_photo_with_place(), "IMG_1.jpg"))
    record = Record.objects.get()
    assert (response.url, record.state, record.values["product"]) == (record.get_absolute_url(), S.SUBMITTED, "MMR")
    assert b"Spyphone" not in read(as_student.get(reverse("record_document", args=[record.pk])))


def test_a_wrong_day_costs_no_second_photo_and_nothing_that_was_typed(as_student, desk):
    wrong = add(as_student, on="soon", batch="B-17", photo=upload(a_picture(), "IMG_1.jpg"))
    assert list(wrong.context["form"].errors) == ["on"]
    assert ("Your photo is kept." in wrong.text, 'value="B-17"' in wrong.text) == (True, True)
    size = Record.objects.get().file.size
    later = as_student.get(reverse("record_add", args=["mmr"])).text
    assert ("Your photo is kept." in later, 'value="B-17"' in later, "soon" in later) == (True, True, True)
    assert add(as_student, batch="B-17", idempotency_key="k2").status_code == 302
    assert Record.objects.get().file.size == size


def test_a_hostile_file_is_refused_beside_its_field_and_what_was_typed_is_kept(as_student, desk):
    wrong = add(as_student, batch="B-17", document=upload(a_pdf(script_on_opening), "card.pdf"))
    assert wrong.context["form"].errors == {
        "document": [
            "This PDF holds a script or an action. Print it to a new PDF and send that: it will look the same."
        ]
    }
    assert (Record.objects.get().values["batch"], Record.objects.get().file) == ("B-17", None)


def test_without_a_document_nothing_is_sent_and_keeping_for_later_is_fine(as_student, desk):
    assert list(add(as_student).context["form"].errors) == ["document"]
    assert add(as_student, on="", keep="1").url == reverse("record_list")
    assert Record.objects.get().state == S.DRAFT


def test_sent_twice_is_sent_once(as_student, desk):
    for _time in range(2):
        assert add(as_student, photo=upload(a_picture(), "a.jpg")).status_code == 302
    assert Record.objects.get().state == S.SUBMITTED


def test_what_else_a_document_shows_is_added_without_a_second_photo(as_student, desk):
    first = desk.record()
    page = as_student.get(reverse("record_choose"), {"copy_of": first.pk}).text
    assert f"{reverse('record_add', args=['bls'])}?copy_of={first.pk}" in page
    form = as_student.get(reverse("record_add", args=["bls"]), {"copy_of": first.pk})
    assert "Your photo is kept." in form.text
    values = {"on": a_day(-30).isoformat(), "until": a_day(300).isoformat(), "copy_of": first.pk}
    assert as_student.post(reverse("record_add", args=["bls"]), values).status_code == 302
    assert Record.objects.get(kind=desk.card).file_id == first.file_id


def test_the_form_asks_for_the_last_day_as_its_kind_does(as_student, desk):
    def asked(slug):
        return as_student.get(reverse("record_add", args=[slug])).context["form"].fields

    desk.vaccine.default_months = 12
    assert ("until" in asked("mmr"), asked("bls")["until"].required) == (False, True)
    desk.vaccine.save()
    assert (asked("mmr")["until"].required, "12 months" in asked("mmr")["until"].help_text) == (False, True)


def test_record_choose_narrows_to_the_kinds_that_are_asked(as_student, desk):
    both, one = (as_student.get(reverse("record_choose"), {"kinds": kinds}).text for kinds in ("", "bls,x"))
    assert ("MMR vaccination" in both, "MMR vaccination" in one, "Life support card" in one) == (True, False, True)


def test_record_renew_of_one_that_came_back_begins_with_what_was_written(as_student, desk):
    back = desk.record(rejected=True, values={"product": "Measles", "batch": "B-17"})
    page = as_student.get(reverse("record_renew", args=[back.pk]))
    assert (
        "The lower edge is cut off." in page.text,
        'value="B-17"' in page.text,
        back.on.isoformat() in page.text,
    ) == (
        True,
        True,
        True,
    )
    response = as_student.post(reverse("record_renew", args=[back.pk]), said(photo=upload(a_picture(), "b.jpg")))
    back.refresh_from_db()
    assert (response.url, back.state) == (back.replaced_by.get_absolute_url(), S.SUPERSEDED)
    assert f'href="{response.url}">Open the newer one' in as_student.get(back.get_absolute_url()).text
    assert "Send a correction" in as_student.get(response.url).text


def test_record_renew_of_a_verified_one_asks_for_the_days_anew(as_student, desk):
    old = desk.record(verified=True, until=a_day(20))
    page = as_student.get(reverse("record_renew", args=[old.pk]))
    assert page.context["form"].initial == {"product": "MMR"}
    assert "The earlier one counts until this one is verified." in page.text


def test_record_discard_says_what_goes_and_removes_it(as_student, desk):
    draft = desk.draft()
    assert "What you filled in for “MMR vaccination”" in as_student.get(reverse("record_discard", args=[draft.pk])).text
    assert as_student.post(reverse("record_discard", args=[draft.pk]), {"idempotency_key": "k"}).url == reverse(
        "record_list"
    )
    assert Record.objects.count() == 0


def test_sending_file_after_file_comes_to_an_end(as_student, desk):
    answers = {add(as_student, photo=upload(b"MZ", "a.exe"), idempotency_key=str(n)).status_code for n in range(60)}
    assert answers == {200}
    assert add(as_student, photo=upload(b"MZ", "a.exe")).status_code == 429


def test_the_owner_reads_who_opened_a_document_and_why(as_student, desk):
    record = desk.record()
    page = reverse("record_detail", args=[record.pk])
    assert "Nobody but you." in as_student.get(page).text
    admin = MembershipFactory(administrator=True)
    rows = [(desk.clearing, ""), (admin, "The police ask for it.")]
    for membership, reason in rows:
        ReadLog.objects.create(
            file=record.file, reader=membership.user, as_label=membership.label, at=clock.now(), reason=reason
        )
    text = as_student.get(page).text
    for words in (desk.clearing.user.name, desk.clearing.label, "The police ask for it."):
        assert (words, words in text) == (words, True)
    assert ReadLog.objects.count() == 2
