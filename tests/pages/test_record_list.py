"""A student's wallet: what partners ask is one line however many ask it, and one record answers them all."""

import pytest
from django.urls import reverse

from core.actor import Role
from placements.states import ApplicationState
from students.readiness import Mark
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory, WaiverFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    return StudentFactory()


@pytest.fixture
def wallet(client, student):
    client.force_login(student.user)

    def read():
        context = client.get(reverse("record_list")).context
        return {
            name: [(line.title, line.for_whom) for line in context[name]] for name in ("needed", "waiting", "in_order")
        }

    read.page = lambda: client.get(reverse("record_list"))
    return read


def partner_of(student):
    """A partner under an agreement for the student's programme."""
    return AgreementFactory(signed=True, institute=student.institute, programmes=[student.programme]).partner


def test_one_record_answers_every_partner_that_asks_alike(student, wallet):
    kind = EvidenceKindFactory(name="MMR vaccination", health=True)
    partners = sorted((partner_of(student) for _each in range(5)), key=lambda partner: partner.name)
    for partner in partners:
        RequirementFactory(partner=partner, kind=kind)
    names = f"{', '.join(p.name for p in partners[:3])} and 2 more"
    assert wallet() == {"needed": [("MMR vaccination", names)], "waiting": [], "in_order": []}
    record = RecordFactory(student=student, kind=kind)
    assert wallet() == {"needed": [], "waiting": [("MMR vaccination", names)], "in_order": []}
    assert "Serves 5 partners" in wallet.page().text
    type(record).objects.filter(pk=record.pk).update(state="verified", decided_at=record.submitted_at)
    assert wallet() == {"needed": [], "waiting": [], "in_order": [("MMR vaccination", names)]}


def test_what_is_booked_comes_first_and_says_from_when(student, wallet):
    RequirementFactory(partner=partner_of(student), kind__name="Life support card")
    placement = PlacementFactory(confirmed=True, application__student=student)
    RequirementFactory(partner=placement.partner, kind__name="Police report")
    application = ApplicationFactory(
        student=student, submitted=True, slot=SlotFactory(starts_on=a_day(200), ends_on=a_day(260))
    )
    RequirementFactory(partner=application.slot.partner, kind__name="Fit test")
    assert [title for title, _who in wallet()["needed"]] == ["Police report", "Life support card", "Fit test"]


def test_a_record_that_ends_before_the_last_day_is_needed_and_says_when_it_ends(student, wallet):
    placement = PlacementFactory(confirmed=True, application__student=student)
    kind = EvidenceKindFactory(name="Life support card", states_its_end=True)
    rule = {"holds": "through", "any": [[{"kind": kind.slug, "valid": {"for": "own"}}]]}
    RequirementFactory(partner=placement.partner, kind=kind, rule=rule)
    RecordFactory(student=student, kind=kind, verified=True, until=placement.ends_on.replace(day=1))
    page = wallet.page()
    assert [line.cell.mark for line in page.context["needed"]] == [Mark.EXPIRES]
    assert "yours ends on" in page.text


def test_alternatives_are_said_and_the_button_leads_to_their_kinds(student, wallet):
    dose, titre = EvidenceKindFactory(slug="dose", name="Dose"), EvidenceKindFactory(slug="titre", name="Titre")
    rule = {"holds": "through", "any": [[{"kind": "dose", "count": 2}], [{"kind": "titre"}]]}
    RequirementFactory(partner=partner_of(student), title="Immunity", rule=rule, kind=dose)
    RecordFactory(student=student, kind=dose, verified=True)
    page = wallet.page()
    assert page.context["needed"][0].lacks == ["Dose twice: you have 1", "Titre"]
    assert f"{reverse('record_choose')}?kinds=dose,titre" in page.text
    assert titre.name in page.text


def test_what_came_back_and_what_was_not_sent_stand_first(student, wallet):
    back, unsent = RecordFactory(student=student, rejected=True), RecordFactory(student=student, draft=True)
    page = wallet.page()
    assert (page.context["returned"], page.context["unsent"]) == ([back], [unsent])
    assert reverse("record_renew", args=[back.pk]) in page.text
    correction = RecordFactory(student=student, kind=back.kind, draft=True, replaces=back)
    page = wallet.page()
    assert (page.context["returned"], page.context["unsent"]) == ([], [correction, unsent])


@pytest.mark.parametrize("state", [ApplicationState.WITHDRAWN, ApplicationState.REJECTED, ApplicationState.DECLINED])
def test_an_application_that_is_over_asks_nothing(student, wallet, state):
    application = ApplicationFactory(student=student, sent=True, state=state)
    RequirementFactory(partner=application.slot.partner)
    assert wallet()["needed"] == []


def test_partners_without_an_agreement_for_the_programme_ask_nothing(student, wallet):
    RequirementFactory(partner=AgreementFactory(signed=True, institute=student.institute).partner)
    RequirementFactory()
    assert wallet()["needed"] == []


def test_what_is_waived_is_in_order_for_that_partner_and_still_needed_for_the_others(student, wallet):
    kind = EvidenceKindFactory(name="Fit test")
    here, there = (RequirementFactory(partner=partner_of(student), kind=kind) for _each in range(2))
    waiver = WaiverFactory(student=student, requirement=here)
    assert wallet()["needed"] == [("Fit test", there.partner.name)]
    WaiverFactory(student=student, requirement=there)
    line = wallet.page().context["in_order"][0]
    assert (line.until, line.partners, set(line.waived_at)) == ("", [], {here.partner.name, there.partner.name})
    type(waiver).objects.filter(pk=waiver.pk).update(state="withdrawn")
    assert wallet()["needed"] == [("Fit test", here.partner.name)]


def test_what_an_agreement_asks_is_asked_of_an_application_under_it(student, wallet):
    agreement = AgreementFactory(signed=True, institute=student.institute, programmes=[student.programme])
    RequirementFactory(partner=None, agreement=agreement, kind__name="Code of conduct")
    slot = SlotFactory(partner=agreement.partner)
    ApplicationFactory(student=student, submitted=True, slot=slot)
    assert wallet()["needed"] == [("Code of conduct", agreement.partner.name)]


@pytest.mark.parametrize("count", [1, 3])
def test_record_list_takes_eight_queries(student, wallet, count, django_assert_num_queries):
    for _each in range(count):
        requirement = RequirementFactory(partner=partner_of(student))
        RecordFactory(student=student)
        ApplicationFactory(student=student, submitted=True, slot__partner=requirement.partner)
    wallet()
    with django_assert_num_queries(8):
        wallet()


def test_record_list_is_a_students_and_sends_the_office_to_its_queue(client):
    for role, status in ((Role.VIEWER, 403), (Role.LEAD, 403), (Role.SUPERVISOR, 403), (Role.ADMINISTRATOR, 403)):
        client.force_login(MembershipFactory(**{role.value: True}).user)
        assert (role, client.get(reverse("record_list")).status_code) == (role, status)
    client.force_login(MembershipFactory(coordinator=True).user)
    assert client.get(reverse("record_list")).url == reverse("record_queue")
