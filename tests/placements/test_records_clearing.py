"""A partner's lead and the records of its interns: those that are asked, by a membership that clears them, while the placement lasts."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import ReadLog
from accounts.services.pages import draw_pages
from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal
from institutions.models import Membership
from placements.policies import records as policies
from placements.services import records as services
from placements.states import PlacementState
from students.states import RecordState
from tests.core.test_pages import with_pages
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement():
    return PlacementFactory(confirmed=True)


@pytest.fixture
def lead(placement):
    return MembershipFactory(lead=True, partner=placement.partner, clears_health_evidence=True)


def asked(placement, **changes):
    """A waiting health record of a kind that the partner asks for."""
    record = RecordFactory(student=placement.student, health=True, **changes)
    RequirementFactory(partner=placement.partner, kind=record.kind)
    return record


def clear(placement, record, lead):
    return services.clear_record(
        placement_id=placement.pk,
        record_id=record.pk,
        by=lead.as_actor(),
        now=clock.now(),
        on=record.on,
        until=None,
        values={},
    )


def send_back(placement, record, lead):
    return services.return_record(
        placement_id=placement.pk,
        record_id=record.pk,
        by=lead.as_actor(),
        now=clock.now(),
        reason="no_name",
        words="",
    )


def test_clear_record_verifies_it_for_everyone_and_says_in_what_capacity(placement, lead):
    record = clear(placement, asked(placement), lead)
    assert (record.state, record.transitions.get().as_label) == (RecordState.VERIFIED, lead.label)


def test_return_record_sends_it_back(placement, lead):
    record = send_back(placement, asked(placement), lead)
    assert (record.state, record.reason) == (RecordState.REJECTED, "no_name")


def test_the_second_to_decide_reads_who_was_quicker(placement, lead):
    record = clear(placement, asked(placement), lead)
    for act in (clear, send_back):
        with pytest.raises(Refusal, match=f"It does not wait any more: Verified, {lead.user.name}"):
            act(placement, record, lead)


def test_nobody_else_decides_here(placement, lead):
    record = asked(placement)
    partner, institute = placement.partner, placement.institute
    others = [
        MembershipFactory(lead=True, partner=partner),
        MembershipFactory(lead=True, clears_health_evidence=True),
        MembershipFactory(supervisor=True, partner=partner, clears_health_evidence=True),
        MembershipFactory(coordinator=True, institute=institute, clears_health_evidence=True),
        MembershipFactory(administrator=True, clears_health_evidence=True),
        MembershipFactory(lead=True, partner=partner, user=placement.student.user, clears_health_evidence=True),
    ]
    for membership in others:
        for act in (clear, send_back):
            with pytest.raises(NotAllowed):
                act(placement, record, membership)
    record.refresh_from_db()
    assert record.state == RecordState.SUBMITTED


def test_what_is_not_asked_here_stays_closed_even_to_those_who_clear(placement, lead):
    other = RecordFactory(student=placement.student, health=True)
    with pytest.raises(NotAllowed, match="not asked for here"):
        clear(placement, other, lead)
    assert list(policies.asked_records(placement)) == []


def test_asked_records_are_those_of_partner_department_programme_and_agreement(placement):
    askers = {
        "partner": placement.partner,
        "department": placement.department,
        "programme": placement.student.programme,
        "agreement": placement.agreement,
    }
    records = []
    for name, asker in askers.items():
        record = RecordFactory(student=placement.student)
        RequirementFactory(**{"partner": None, "kind": record.kind} | {name: asker})
        records.append(record)
        RecordFactory(student=placement.student, kind=record.kind, draft=True)
        RecordFactory(kind=record.kind)
    assert list(policies.asked_records(placement).order_by("pk")) == records


@pytest.mark.parametrize(
    ("state", "open_"),
    [
        (PlacementState.PLANNED, True),
        (PlacementState.CONFIRMED, True),
        (PlacementState.ACTIVE, True),
        (PlacementState.COMPLETED, False),
        (PlacementState.CANCELLED, False),
        (PlacementState.ENDED_EARLY, False),
    ],
)
def test_records_are_open_to_the_partner_while_the_placement_lasts(placement, lead, state, open_):
    placement.state = state
    assert bool(policies.may_clear(lead.as_actor(), placement)) is open_


def test_the_pages_lead_from_the_placement_to_the_document_and_each_view_is_written_down(client, placement, lead):
    record = asked(placement)
    client.force_login(lead.user)
    listed = reverse("placement_records", args=[placement.pk])
    assert listed in client.get(placement.get_absolute_url()).text
    page = reverse("placement_record_verify", args=[placement.pk, record.pk])
    document = reverse("placement_record_document", args=[placement.pk, record.pk])
    assert page in client.get(listed).text
    assert ReadLog.objects.count() == 0
    assert document in client.get(page).text
    b"".join(client.get(document).streaming_content)
    assert list(ReadLog.objects.values_list("reader_id", "as_label")) == [(lead.user_id, lead.label)] * 2
    values = {"on": record.on.isoformat(), "idempotency_key": "k"}
    assert client.post(page, values).url == listed
    assert "Verified" in client.get(listed).text


def test_the_pages_of_a_pdf_stand_beside_the_fields(client, placement, lead):
    record = asked(placement)
    record.file.media_type = "application/pdf"
    record.file.file.save("card.pdf", ContentFile(with_pages(2)))
    draw_pages(file_id=record.file_id)
    client.force_login(lead.user)
    page = client.get(reverse("placement_record_verify", args=[placement.pk, record.pk])).text
    addresses = [reverse("placement_record_page", args=[placement.pk, record.pk, number]) for number in (1, 2)]
    assert [f'src="{address}"' in page for address in addresses] == [True, True]
    answers = [client.get(address) for address in addresses]
    assert [b"".join(answer.streaming_content)[:3] for answer in answers] == [b"\xff\xd8\xff"] * 2
    client.force_login(MembershipFactory(lead=True, partner=placement.partner).user)
    assert client.get(addresses[0]).status_code == 403


def test_a_lead_who_does_not_clear_reads_why_and_nothing_of_the_records(client, placement):
    record = asked(placement)
    lead = MembershipFactory(lead=True, partner=placement.partner)
    client.force_login(lead.user)
    for name, arguments in (
        ("placement_records", [placement.pk]),
        ("placement_record_verify", [placement.pk, record.pk]),
        ("placement_record_reject", [placement.pk, record.pk]),
        ("placement_record_document", [placement.pk, record.pk]),
    ):
        page = client.get(reverse(name, args=arguments))
        assert (name, page.status_code, record.kind.name in page.text) == (name, 403, False)
    assert (Membership.objects.filter(role=Role.LEAD).count(), ReadLog.objects.count()) == (1, 0)
    assert reverse("placement_records", args=[placement.pk]) not in client.get(placement.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 3])
def test_placement_records_takes_five_queries(client, placement, lead, count, django_assert_num_queries):
    for _each in range(count):
        asked(placement)
    client.force_login(lead.user)
    client.get(reverse("placement_records", args=[placement.pk]))
    with django_assert_num_queries(5):
        client.get(reverse("placement_records", args=[placement.pk]))
