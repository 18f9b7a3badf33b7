"""Homes: each role reads what waits for it, in a bounded number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from evaluations.models import Evaluation, Letter, SiteWord
from placements.models import HoursEntry, Placement
from placements.services.announcements import announce
from placements.services.changes import agree_change
from placements.states import HoursState, PlacementState
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    a_day,
)
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.records import RecordFactory
from tests.factories.students import StudentFactory, membership_of
from tests.factories.support import IncidentFactory
from tests.placements.rotation import a_fellow, a_rotation, ask, move
from tests.scenarios import a_placement, an_evaluation

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14


@pytest.fixture
def ward():
    """An intern with a supervisor, a lead and a coordinator."""
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    department = DepartmentFactory(site__partner=lead.partner)
    supervisor = MembershipFactory(supervisor=True, partner=lead.partner)
    student = StudentFactory(institute=coordinator.institute)
    agreement = AgreementFactory(
        signed=True, institute=coordinator.institute, partner=lead.partner, programmes=[student.programme]
    )
    placement = a_placement(student=student, supervisor=supervisor, department=department, agreement=agreement)
    return placement, student, supervisor, lead, coordinator


def home(client, membership):
    client.force_login(membership.user)
    page = client.get("/home/")
    assert page.status_code == 200
    return page


def titles(page):
    return [str(step.title) for step in page.context["steps"]]


def a_shift(placement, days_ago, **more):
    start = (clock.now() - timedelta(days=days_ago)).replace(hour=4, minute=0, second=0, microsecond=0)
    values = {"state": HoursState.SUBMITTED, "submitted_at": start + timedelta(hours=9)} | more
    return HoursEntry.objects.create(
        placement=placement, started_at=start, ended_at=start + timedelta(hours=8), minutes=480, **values
    )


def test_a_new_student_reads_three_steps(client):
    page = home(client, membership_of(StudentFactory(bare=True)))
    assert "Three steps to your first internship" in page.content.decode()


def test_a_student_reads_the_offer_first_and_the_hours_that_came_back(client, ward):
    placement, student, *_others = ward
    returned = a_shift(placement, 3, state=HoursState.RETURNED, reason="When did you leave?")
    offer = ApplicationFactory(
        student=student, slot=SlotFactory(starts_on=a_day(200), ends_on=a_day(260)), offered=True
    )
    page = home(client, membership_of(student))
    assert titles(page) == [
        f"Answer the offer from {offer.slot.partner}",
        "Correct your hours",
        "Log this week’s hours",
        "Say what you want to learn",
    ]
    assert page.context["steps"][1].url.endswith(f"?day={clock.day_of(returned.started_at, placement.institute.zone)}")


def test_a_supervisor_reads_evaluations_then_hours_then_letters(client, ward):
    placement, student, supervisor, *_others = ward
    an_evaluation(placement)
    a_shift(placement, 3)
    a_shift(placement, 2)
    Letter.objects.create(placement=placement, writer=supervisor)
    page = home(client, supervisor)
    name = student.user.name
    assert titles(page) == [
        f"How is {name} doing?",
        f"Sign hours of {name}",
        f"A word for {name}",
        f"A letter for {name}",
    ]
    assert "2 shifts, 16 h" in page.content.decode()


def test_a_supervisor_of_nobody_is_thanked(client):
    assert "Nothing waits for you today" in home(client, MembershipFactory(supervisor=True)).content.decode()


def test_a_lead_reads_agreements_applications_and_drafts_of_the_own_partner_only(client):
    lead = MembershipFactory(lead=True)
    agreement = AgreementFactory(partner=lead.partner, state="with_partner", sent_at=clock.now())
    slot = SlotFactory(partner=lead.partner)
    ApplicationFactory(slot=slot, submitted=True)
    draft = SlotFactory(partner=lead.partner, draft=True)
    SlotFactory(draft=True)
    AgreementFactory(state="with_partner", sent_at=clock.now())
    found = titles(home(client, lead))
    assert found == [
        f"Answer the agreement with {agreement.institute}",
        "1 application to decide",
        f"Publish “{draft.title}”",
    ]


def test_a_coordinator_reads_who_is_behind(client, ward):
    placement, _student, _supervisor, _lead, coordinator = ward
    StudentFactory.create_batch(2, institute=coordinator.institute, user__unclaimed=True)
    StudentFactory()
    returned = AgreementFactory(institute=coordinator.institute, state="returned")
    placement.starts_on, placement.ends_on = a_day(-90), a_day(-1)
    placement.save()
    page = home(client, coordinator)
    assert titles(page) == [
        f"{returned.partner} returned an agreement",
        "2 students unplaced",
        "2 invitations not accepted",
        "1 placement is over",
    ]
    standing = page.context["standing"]
    assert (standing.count(), standing.unclaimed, standing.needed, standing.missing) == (3, 2, 2, 2)
    assert [bar.text for bar in page.context["chart"].bars] == ["3", "1", "1", "1", "0"]
    assert "2 more places needed" in page.content.decode()
    assert f'href="{reverse("support_list")}">Who may need help</a>' in page.content.decode()


def test_whoever_a_change_waits_for_reads_so_and_nobody_else(client):
    ward = a_rotation()
    change = move(ward, ward.at(a_day(0), 12), 40)
    step = "1 change waits for your word"
    for who, waits in ((ward.lead, True), (ward.coordinator, True), (membership_of(ward.student), False)):
        page = home(client, who)
        assert (step in titles(page), change.get_absolute_url() in page.text) == (waits, waits)
    agree_change(change_id=change.pk, by=ward.host, now=ward.at(a_day(0), 13))
    assert step not in titles(home(client, ward.lead))


def test_a_swap_waits_for_the_other_student(client):
    ward = a_rotation()
    other = a_fellow(ward)
    change = ask(ward, ward.at(a_day(0), 12), "swap", other=other)
    page = home(client, membership_of(other.student))
    assert change.get_absolute_url() in page.text


def test_a_viewer_reads_the_same_figures_and_nothing_to_do(client, ward):
    *_others, coordinator = ward
    page = home(client, MembershipFactory(viewer=True, institute=coordinator.institute))
    assert (page.context["figures"][0]["value"], page.context["steps"]) == (1, [])
    assert "Whom to ask" not in page.content.decode()


def test_an_administrator_of_an_empty_portal_reads_where_to_begin(client):
    administrator = MembershipFactory(administrator=True)
    assert titles(home(client, administrator)) == ["Add the first institute", "Add the first partner"]
    InstituteFactory(), PartnerFactory()
    assert titles(home(client, administrator)) == ["Add the first intake", "Add the first department", "Invite people"]


def test_an_administrator_reads_which_organisations_nobody_acts_for(client):
    administrator = MembershipFactory(administrator=True)
    StudentFactory(institute=MembershipFactory(coordinator=True).institute)
    DepartmentFactory(site__partner=MembershipFactory(lead=True).partner)
    assert titles(home(client, administrator)) == []
    InstituteFactory(), PartnerFactory()
    MembershipFactory(lead=True, ended_at=clock.now())
    (step,) = home(client, administrator).context["steps"]
    assert step.detail == (
        "1 institute has no coordinator. 2 partners have no placement lead. Saving sends the invitation."
    )


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("who", ["student", "supervisor", "lead", "coordinator", "administrator"])
def test_a_home_takes_few_queries_however_much_waits(client, ward, who, rows, django_assert_max_num_queries):
    placement, student, supervisor, lead, coordinator = ward
    an_evaluation(placement)
    for index in range(rows):
        a_shift(placement, index + 2)
        ApplicationFactory(student=student, slot=SlotFactory(partner=lead.partner), submitted=True)
        ApplicationFactory(slot=SlotFactory(partner=lead.partner), submitted=True)
        StudentFactory(institute=coordinator.institute)
        AgreementFactory(institute=coordinator.institute, partner=lead.partner)
        announce(by=coordinator.as_actor(), now=clock.now(), students=[student], subject="Badges", text="In room 12.")
    people = {"student": membership_of(student), "supervisor": supervisor, "lead": lead, "coordinator": coordinator}
    people["administrator"] = MembershipFactory(administrator=True)
    client.force_login(people[who].user)
    client.get("/home/")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get("/home/").status_code == 200


def test_the_path_of_a_completed_placement_stands_at_the_certificate(client, ward):
    placement, student, *_others = ward
    an_evaluation(placement, state="submitted", submitted_at=clock.now(), via="person")
    placement.state = PlacementState.COMPLETED
    placement.save()
    page = home(client, membership_of(student))
    assert [step["tone"] for step in page.context["path"]] == ["done", "done", "done", "done", "done", "now"]


def test_a_student_reads_what_came_back_and_what_ends_soon(client):
    student = StudentFactory()
    back = RecordFactory(student=student, rejected=True)
    ending = RecordFactory(student=student, verified=True, until=a_day(20))
    RecordFactory(student=student, verified=True, until=a_day(90))
    RecordFactory(student=student)
    client.force_login(student.user)
    steps = client.get("/home/").context["steps"]
    assert [(str(step.title), step.tone) for step in steps] == [
        (f"Send again: {back.kind}", "late"),
        (f"Renew: {ending.kind}", "due"),
    ]


def test_a_coordinator_reads_how_many_records_they_may_check(client):
    membership = MembershipFactory(coordinator=True)
    student = StudentFactory(institute=membership.institute)
    RecordFactory(student=student, health=True)
    for clears, title in ((False, []), (True, ["1 record to check"])):
        membership.clears_health_evidence = clears
        membership.save()
        client.force_login(membership.user)
        steps = client.get("/home/").context["steps"]
        assert [str(step.title) for step in steps if step.icon == "folder2-open"] == title


def test_offices_are_told_of_evaluations_without_an_evaluator_and_of_late_ones(client, ward):
    placement, _student, _supervisor, lead, coordinator = ward
    an_evaluation(placement=placement, state="unassigned", evaluator=None)
    late = an_evaluation(placement=placement, state="open", occasion="mid")
    Evaluation.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(days=2))
    lines = ["1 evaluation needs an evaluator", "1 evaluation is late"]
    for who in (lead, coordinator):
        assert [title for title in titles(home(client, who)) if "evaluation" in title] == lines


def test_the_lead_is_told_of_an_incident_that_nobody_has_looked_at(client, ward):
    placement, _student, _supervisor, lead, coordinator = ward
    for kept_from_the_partner in (False, True):
        IncidentFactory(placement=placement, office_only=kept_from_the_partner)
    assert "1 incident nobody has looked at" in titles(home(client, lead))
    assert "2 incidents nobody has looked at" in titles(home(client, coordinator))


def test_sentences_about_sites_that_wait_are_named_to_the_office_that_reads_them(client, ward):
    placement, *_others, coordinator = ward
    about = {"partner": placement.partner, "institute": coordinator.institute, "text": "A locker."}
    SiteWord.objects.create(evaluation=an_evaluation(placement=placement), **about)
    assert "1 sentence about a site to read" in titles(home(client, coordinator))


def test_nobody_is_offered_feedback_before_an_intern_has_come(client, ward):
    placement, _student, supervisor, *_offices = ward
    address = reverse("feedback_add", args=[placement.pk])
    assert address in home(client, supervisor).text
    Placement.objects.update(state=PlacementState.CONFIRMED, arrived_on=None, starts_on=a_day(3))
    assert address not in home(client, supervisor).text


def test_a_students_home_shows_the_placement_that_ended_last(client, ward):
    _placement, student, *_others = ward
    Placement.objects.update(state=PlacementState.ENDED_EARLY, ended_on=a_day(-1))
    PlacementFactory(completed=True, application__student=student, first=-300, last=-200)
    shown = home(client, membership_of(student)).context["placement"]
    assert (shown.state, shown.last_day) == (PlacementState.ENDED_EARLY, a_day(-1))
