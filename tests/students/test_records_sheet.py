"""Records brought over by a list: with the office until their documents are seen, closed to whoever does not clear health evidence."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Import
from notifications.models import Notification
from students.models import Record
from students.services import records_checking as checking
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.requirements import EvidenceKindFactory
from tests.placements.term import changes, problems
from tests.students.desk import a_desk
from tests.students.lists import a_list, confirm, figures, send

pytestmark = pytest.mark.django_db
HEAD = "Roll number,Record,Day,Holds until,Reference number,Result,Other fields"


@pytest.fixture
def desk():
    return a_desk()


def listed(desk, *lines, by=None):
    return send(None, a_list(*lines, head=HEAD), by=by or desk.checker, noun="records")


def brought(desk, *lines):
    kept = listed(desk, *lines)
    return confirm(None, kept, by=desk.checker)


def line(desk, **cells):
    usual = {
        "roll": desk.student.roll_no, "kind": "MMR vaccination", "on": a_day(-300), "until": "", "reference": "V-1", "result": "mmr",
        "fields": "Batch: A12",
    }  # fmt: skip
    return ",".join(map(str, (usual | cells).values()))


def card(desk, **cells):
    usual = {"kind": "bls", "on": a_day(-30), "until": a_day(400), "reference": "BLS-9", "result": "", "fields": ""}
    return line(desk, **usual | cells)


def test_a_record_waits_with_the_office_until_its_document_is_seen(desk):
    assert figures(brought(desk, line(desk), card(desk))) == (2, 0, 0)
    record = Record.objects.get(kind=desk.vaccine)
    assert (record.state, record.on, record.values, record.reference) == (
        "submitted",
        a_day(-300),
        {"product": "MMR", "batch": "A12"},
        "V-1",
    )
    assert (record.file, record.brought_by, record.is_to_be_seen) == (None, desk.clearing.user, True)
    (row,) = record.transitions.all()
    assert (row.move, row.note) == (
        "bring",
        "Brought over from the institute’s earlier records, without its document.",
    )
    assert list(Notification.objects.values_list("reader", "subject")) == [
        (desk.student.user_id, "2 records of yours were brought into the portal")
    ]


def test_a_list_takes_the_same_queries_for_one_record_and_for_many(desk, django_assert_max_num_queries):
    counts = []
    for days in (range(1), range(1, 41)):
        with django_assert_max_num_queries(30) as looking:
            kept = listed(desk, *(line(desk, on=a_day(-300 - day)) for day in days))
        with django_assert_max_num_queries(60) as bringing:
            confirm(None, kept, by=desk.checker)
        counts.append((len(looking), len(bringing)))
    assert (counts[0], Record.objects.count()) == (counts[1], 41)


def test_it_is_verified_by_whoever_has_the_paper_before_them(desk):
    brought(desk, line(desk))
    record = Record.objects.get()
    with pytest.raises(Refusal, match="No document is here yet"):
        desk.verify(record)
    desk.verify(record, seen=True)
    record.refresh_from_db()
    assert (record.state, record.seen_by, record.is_to_be_seen) == ("verified", desk.clearing.user, False)
    assert record.transitions.latest("pk").note == "Seen on paper."


def test_the_student_adds_the_document_in_its_place(desk):
    brought(desk, line(desk))
    record = Record.objects.get()
    draft = desk.draft(replaces_id=record.pk)
    sent = desk.submit(draft)
    record.refresh_from_db()
    assert (record.state, sent.state, sent.file_id is not None) == ("superseded", "submitted", True)
    desk.verify(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.seen_at) == ("verified", None)


def test_the_page_asks_for_the_word_that_the_paper_was_seen(desk):
    brought(desk, line(desk))
    record = Record.objects.get()
    client = Client()
    client.force_login(desk.clearing.user)
    address = reverse("record_verify", args=[record.pk])
    page = client.get(address)
    assert (page.status_code, "seen" in page.context["form"].fields) == (200, True)
    said = {"on": record.on.isoformat(), "product": "MMR", "batch": "A12"}
    client.post(address, said)
    record.refresh_from_db()
    assert record.state == "submitted"
    client.post(address, said | {"seen": "on"})
    record.refresh_from_db()
    assert record.state == "verified"


def test_each_reading_of_what_has_no_document_is_written_down(desk):
    brought(desk, line(desk))
    record = Record.objects.get()
    client = Client()
    client.force_login(desk.clearing.user)
    assert client.get(record.get_absolute_url()).status_code == 200
    assert list(ReadLog.objects.values_list("file", "about", "reader")) == [
        (None, f"record:{record.pk}", desk.clearing.user_id)
    ]
    assert client.get(reverse("record_document", args=[record.pk])).status_code == 404


BAD = {
    "no student": ({"roll": "R-?"}, "Roll number"),
    "no kind": ({"kind": "Yellow card"}, "Record"),
    "no day": ({"on": "last week"}, "Day"),
    "a day ahead": ({"on": a_day(3)}, "Day"),
    "ended before it began": ({"until": "2001-01-01"}, "Holds until"),
    "ended": ({"until": a_day(-1)}, "Holds until"),
    "a long number": ({"reference": "x" * 81}, "Reference number"),
    "no result": ({"result": ""}, "Result"),
    "another result": ({"result": "BCG"}, "Result"),
    "a field that it has not": ({"fields": "Colour: red"}, "Other fields"),
    "an identity number": ({"fields": "Batch: 42101-1234567-1"}, "Other fields"),
    "no last day": ({"kind": "bls", "result": "", "fields": ""}, "Holds until"),
    "a result of what has none": ({"kind": "bls", "until": a_day(90), "result": "yes", "fields": ""}, "Result"),
}


@pytest.mark.parametrize("kind", BAD)
def test_every_bad_line_is_named_by_line_and_column(desk, kind):
    cells, heading = BAD[kind]
    kept = listed(desk, line(desk, on=a_day(-200)), line(desk, **cells))
    assert [problem[:2] for problem in problems(kept)] == [(3, heading)]
    with pytest.raises(Refusal):
        confirm(None, kept, by=desk.checker)
    assert Record.objects.count() == 0


@pytest.mark.parametrize("said", ["nan", "inf", "1e400", "ten"])
def test_what_cannot_be_reckoned_with_is_no_number(desk, said):
    number = [{"name": "titre", "label": "Titre", "type": "number", "required": True}]
    EvidenceKindFactory(slug="titre", name="Hepatitis B titre", is_health=True, fields=number)
    good = line(desk, kind="titre", result="12.5", fields="")
    kept = listed(desk, good, line(desk, kind="titre", result=said, fields=""))
    assert [problem[:2] for problem in problems(kept)] == [(3, "Result")]


def test_the_same_list_again_has_nothing_to_do_and_another_word_takes_its_place(desk):
    brought(desk, line(desk), card(desk))
    assert figures(listed(desk, line(desk), card(desk))) == (0, 0, 2)
    kept = listed(desk, line(desk, fields="Batch: B7"), card(desk))
    assert changes(kept) == {2: [["Other fields", "Batch: A12", "Batch: B7"]]}
    confirm(None, kept, by=desk.checker)
    old, new = Record.objects.filter(kind=desk.vaccine).order_by("pk")
    assert (old.state, old.values["batch"], new.state, new.values["batch"], new.replaces) == (
        "superseded",
        "A12",
        "submitted",
        "B7",
        old,
    )


def test_what_has_its_document_stays_and_it_is_said(desk):
    record = desk.record(on=a_day(-300), values={"product": "MMR", "batch": "A12"})
    kept = listed(desk, line(desk, fields="Batch: B7", reference=""))
    assert (figures(kept), kept.report["remarks"]) == (
        (0, 0, 1),
        [[2, "Other fields", "stays as it is: its document is here, or was seen."]],
    )
    record.refresh_from_db()
    assert record.values["batch"] == "A12"


def test_health_evidence_comes_and_goes_by_memberships_that_clear_it_alone(desk, monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)
    plain = desk.plain.as_actor()
    refused = listed(desk, line(desk), by=plain)
    assert problems(refused) == [(2, "Record", "Health records are brought over by colleagues who may read them.")]
    kept = listed(desk, line(desk))
    assert list(Import.objects.visible_to(desk.checker)) == [kept]
    assert list(Import.objects.visible_to(plain)) == [refused]
    assert list(Import.objects.visible_to(MembershipFactory(administrator=True).as_actor())) == []
    confirm(None, kept, by=desk.checker)
    brought(desk, card(desk))
    taken = {}
    for membership in (desk.clearing, desk.plain):
        client = Client()
        client.force_login(membership.user)
        content = b"".join(client.get(reverse("export_table", args=["records", "csv"])).streaming_content)
        taken[membership] = content.count(b"\r\n") - 1
    assert taken == {desk.clearing: 2, desk.plain: 1}
    assert ReadLog.objects.filter(reader=desk.clearing.user).count() == 2


def test_records_come_back_as_they_left(desk, monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)
    brought(desk, line(desk), card(desk))
    desk.verify(Record.objects.get(kind=desk.vaccine), seen=True)
    client = Client()
    client.force_login(desk.clearing.user)
    content = b"".join(client.get(reverse("export_table", args=["records", "xlsx"])).streaming_content)
    assert figures(send(None, content, by=desk.checker, noun="records")) == (0, 0, 2)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "supervisor", "administrator"])
def test_records_are_brought_over_by_coordinators_alone(desk, trait):
    with pytest.raises(NotAllowed):
        listed(desk, line(desk), by=MembershipFactory(**{trait: True}).as_actor())


def test_the_database_lets_nothing_be_verified_that_nobody_saw(desk):
    brought(desk, line(desk))
    now = clock.now()
    with pytest.raises(IntegrityError, match="verified_without_a_document_was_seen_on_paper"), transaction.atomic():
        Record.objects.update(state="verified", decided_at=now)
    with pytest.raises(IntegrityError, match="seen_record_says_by_whom"), transaction.atomic():
        Record.objects.update(seen_at=now)
    with pytest.raises(IntegrityError, match="sent_record_has_day_and_document"), transaction.atomic():
        Record.objects.update(brought_at=None, brought_by=None)
    with pytest.raises(IntegrityError, match="brought_record_says_by_whom"), transaction.atomic():
        Record.objects.update(brought_by=None)


def test_a_reading_names_a_file_or_a_thing(desk):
    with pytest.raises(IntegrityError, match="a_reading_names_a_file_or_a_thing"), transaction.atomic():
        ReadLog.objects.create(file=None, about="", reader=desk.clearing.user, at=clock.now())


def test_an_administrators_reason_opens_what_has_no_document(desk):
    brought(desk, line(desk))
    record = Record.objects.get()
    by = MembershipFactory(administrator=True)
    checking.open_record(record_id=record.pk, by=by.as_actor(), now=clock.now(), reason="Asked by the council")
    client = Client()
    client.force_login(by.user)
    assert client.get(record.get_absolute_url()).status_code == 200
