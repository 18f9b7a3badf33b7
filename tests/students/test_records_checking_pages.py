"""The office's pages of records: one after the other, each reading written down, and closed is closed."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import FilePage, ReadLog
from accounts.services.pages import draw_pages
from students.states import RecordState
from tests.core.test_pages import with_pages
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.records import RecordFactory
from tests.factories.students import StoredFileFactory, StudentFactory

pytestmark = pytest.mark.django_db
S = RecordState


@pytest.fixture
def as_clearing(client, desk):
    client.force_login(desk.clearing.user)
    return client


def read(response):
    """All of it, so that the file is closed."""
    return b"".join(response.streaming_content)


def test_every_view_of_the_office_is_written_down(as_clearing, desk):
    record = desk.record()
    for name in ("record_detail", "record_verify", "record_reject"):
        as_clearing.get(reverse(name, args=[record.pk]))
    read(as_clearing.get(reverse("record_document", args=[record.pk])))
    assert (
        list(ReadLog.objects.values_list("file_id", "reader_id", "as_label"))
        == [(record.file_id, desk.clearing.user_id, desk.clearing.label)] * 4
    )


def test_a_picture_is_shown_and_a_pdf_is_taken_home(as_clearing, desk):
    picture = desk.record()
    pdf = desk.record(kind=desk.card)
    pdf.file.media_type = "application/pdf"
    pdf.file.save()
    answers = [as_clearing.get(reverse("record_document", args=[r.pk])) for r in (picture, pdf)]
    for answer in answers:
        read(answer)
    assert [answer["Content-Disposition"].split(";")[0] for answer in answers] == ["inline", "attachment"]
    assert {answer["Content-Security-Policy"] for answer in answers} == {"sandbox; default-src 'none'"}
    pages = [as_clearing.get(reverse("record_verify", args=[r.pk])).text for r in (picture, pdf)]
    assert [("<img" in page, "Open the PDF" in page) for page in pages] == [(True, False), (False, True)]


def test_the_pages_of_a_pdf_stand_beside_the_fields_and_reading_one_is_reading_the_document(as_clearing, desk):
    record = desk.record(kind=desk.card)
    record.file.media_type = "application/pdf"
    record.file.file.save("card.pdf", ContentFile(with_pages(2)))
    draw_pages(file_id=record.file_id)
    page = as_clearing.get(reverse("record_verify", args=[record.pk])).text
    addresses = [reverse("record_page", args=[record.pk, number]) for number in (1, 2)]
    assert [f'src="{address}"' in page for address in addresses] == [True, True]
    ReadLog.objects.all().delete()
    answer = as_clearing.get(addresses[1])
    assert read(answer).startswith(b"\xff\xd8\xff")
    assert answer["Content-Disposition"].startswith("inline")
    assert list(ReadLog.objects.values_list("file", "reader")) == [(record.file_id, desk.clearing.user_id)]
    assert as_clearing.get(reverse("record_page", args=[record.pk, 3])).status_code == 404


def test_a_page_is_closed_to_whom_the_document_is(client, desk):
    record = desk.record()
    FilePage.objects.create(file=record.file, number=1, picture=StoredFileFactory(media_type="image/jpeg"))
    for membership in (desk.plain, MembershipFactory(coordinator=True), MembershipFactory(lead=True)):
        client.force_login(membership.user)
        assert client.get(reverse("record_page", args=[record.pk, 1])).status_code == 404
    client.force_login(desk.student.user)
    assert read(client.get(reverse("record_page", args=[record.pk, 1])))


def test_record_queue_shows_each_what_they_may_check(client, desk):
    health, card = desk.record(), desk.record(kind=desk.card)
    desk.record(verified=True)
    RecordFactory()
    seen = {}
    for name, membership in (("clearing", desk.clearing), ("plain", desk.plain)):
        client.force_login(membership.user)
        seen[name] = list(client.get(reverse("record_queue")).context["page"])
    assert seen == {"clearing": [health, card], "plain": [card]}


def test_record_queue_narrows_by_name_and_kind(as_clearing, desk):
    other = StudentFactory(institute=desk.student.institute, user__name="Zainab Bibi")
    hers, card = desk.record(student=other), desk.record(kind=desk.card)
    found = [
        list(as_clearing.get(reverse("record_queue"), query).context["page"])
        for query in ({"q": "zainab"}, {"q": other.roll_no}, {"kind": desk.card.pk}, {"q": "nobody"})
    ]
    assert found == [[hers], [hers], [card], []]


def test_the_queue_goes_on_under_the_filters_it_was_begun_with(as_clearing, desk):
    cards = [
        desk.record(kind=desk.card, student=StudentFactory(institute=desk.student.institute)) for _each in range(2)
    ]
    desk.record()
    query = f"?kind={desk.card.pk}"
    assert (
        f"{reverse('record_verify', args=[cards[0].pk])}{query}"
        in as_clearing.get(reverse("record_queue") + query).text
    )
    first = as_clearing.get(reverse("record_verify", args=[cards[0].pk]) + query)
    assert (first.context["previous_url"], first.context["next_url"]) == (
        "",
        reverse("record_verify", args=[cards[1].pk]) + query,
    )
    said = {"on": cards[1].on.isoformat(), "until": a_day(400).isoformat()}
    on = as_clearing.post(reverse("record_verify", args=[cards[1].pk]) + query, said)
    assert on.url == reverse("record_verify", args=[cards[0].pk]) + query


@pytest.mark.parametrize("count", [1, 3])
def test_record_queue_takes_five_queries(as_clearing, desk, count, django_assert_num_queries):
    for _each in range(count):
        desk.record(student=StudentFactory(institute=desk.student.institute))
    as_clearing.get(reverse("record_queue"))
    with django_assert_num_queries(5):
        as_clearing.get(reverse("record_queue"))


def test_verifying_goes_on_to_the_next_and_from_the_last_to_what_was_passed_over(as_clearing, desk):
    first, second, third = (desk.record(on=a_day(-n)) for n in (3, 2, 1))
    page = as_clearing.get(reverse("record_verify", args=[second.pk]))
    assert (page.context["previous_url"], page.context["next_url"]) == (
        reverse("record_verify", args=[first.pk]),
        reverse("record_verify", args=[third.pk]),
    )
    followed = [verify(as_clearing, record).url for record in (second, third, first)]
    assert followed == [
        reverse("record_verify", args=[third.pk]),
        reverse("record_verify", args=[first.pk]),
        reverse("record_queue"),
    ]
    assert "Nothing waits for you" in as_clearing.get(reverse("record_queue")).text


def verify(client, record, **changes):
    values = {"on": record.on.isoformat(), **record.values, "idempotency_key": f"v{record.pk}"} | changes
    return client.post(reverse("record_verify", args=[record.pk]), values)


def test_a_checker_puts_the_day_right_while_verifying(as_clearing, desk):
    record = desk.record(on=a_day(-30))
    assert verify(as_clearing, record, on=a_day(-31).isoformat()).status_code == 302
    record.refresh_from_db()
    assert (record.on, record.state) == (a_day(-31), S.VERIFIED)


def test_record_reject_needs_a_reason_and_words_where_it_is_something_else(as_clearing, desk):
    record = desk.record()
    page = reverse("record_reject", args=[record.pk])
    assert list(as_clearing.post(page, {"words": "No."}).context["form"].errors) == ["reason"]
    assert list(as_clearing.post(page, {"reason": "other"}).context["form"].errors) == ["words"]
    assert as_clearing.post(page, {"reason": "no_name", "idempotency_key": "k"}).url == reverse("record_queue")
    record.refresh_from_db()
    assert (record.state, record.reason) == (S.REJECTED, "no_name")


def test_the_second_of_two_checkers_reads_who_was_quicker_and_nothing_else(as_clearing, desk):
    record = desk.record(values={"product": "Measles"})
    desk.verify(record)
    page = verify(as_clearing, record)
    assert (page.status_code, "It does not wait any more: Verified" in page.text, "Measles" in page.text) == (
        409,
        True,
        False,
    )
    assert ReadLog.objects.count() == 0


def test_an_administrator_meets_a_closed_record_and_opens_it_with_a_reason(client, desk):
    admin = MembershipFactory(administrator=True)
    client.force_login(admin.user)
    record = desk.record(values={"product": "Measles"})
    page, document = reverse("record_detail", args=[record.pk]), reverse("record_document", args=[record.pk])
    for address in (page, document):
        closed = client.get(address)
        assert (closed.status_code, "Open it with a reason" in closed.text, "Measles" in closed.text) == (
            409,
            True,
            False,
        )
    opening = reverse("record_open", args=[record.pk])
    assert "is told at once" in client.get(opening).text
    assert list(client.post(opening, {"reason": "Because"}).context["form"].errors) == ["reason"]
    assert ReadLog.objects.count() == 0
    assert client.post(opening, {"reason": "The police ask for it in writing."}).url == page
    assert "Measles" in client.get(page).text
    read(client.get(document))
    assert [row.reason for row in ReadLog.objects.order_by("pk")] == ["The police ask for it in writing.", "", ""]


def test_the_admin_shows_that_there_is_a_record_and_nothing_of_what_it_says(client, desk):
    admin = MembershipFactory(administrator=True).user
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    record = desk.verify(desk.record(values={"product": "Measles"}), values={"product": "Mumps"})
    for address in ("/admin/students/record/", f"/admin/students/record/{record.pk}/change/"):
        page = client.get(address)
        found = [words for words in ("Measles", "Mumps", "MMR") if words in page.text]
        assert (page.status_code, "a health record" in page.text, found) == (200, True, [])


def test_records_of_others_are_nowhere(client, desk):
    health, card = desk.record(), desk.record(kind=desk.card)
    names = ("detail", "document", "renew", "discard", "verify", "reject", "open")
    nobody = [
        StudentFactory(institute=desk.student.institute).membership,
        MembershipFactory(coordinator=True, clears_health_evidence=True),
        MembershipFactory(viewer=True, institute=desk.student.institute),
        MembershipFactory(supervisor=True),
        MembershipFactory(lead=True, clears_health_evidence=True),
    ]
    for membership in nobody:
        client.force_login(membership.user)
        found = {
            client.get(reverse(f"record_{name}", args=[r.pk])).status_code for r in (health, card) for name in names
        }
        assert (str(membership), found) == (str(membership), {404})
    client.force_login(desk.plain.user)
    assert {client.get(reverse(f"record_{name}", args=[health.pk])).status_code for name in names} == {404}


def test_a_students_page_lists_their_records_to_those_who_may_read_them(client, desk):
    health, card = desk.record(), desk.record(kind=desk.card)
    desk.record(draft=True)
    people = {
        "clearing": desk.clearing,
        "plain": desk.plain,
        "viewer": MembershipFactory(viewer=True, institute=desk.student.institute),
        "administrator": MembershipFactory(administrator=True),
    }
    listed = {}
    for who, membership in people.items():
        client.force_login(membership.user)
        text = client.get(desk.student.get_absolute_url()).text
        listed[who] = [record for record in (health, card) if record.get_absolute_url() in text]
    assert listed == {"clearing": [health, card], "plain": [card], "viewer": [], "administrator": []}
