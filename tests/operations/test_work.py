"""Somebody leaves in the middle of a term: what waits for them waits for a colleague, what is over stays as it was."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Intervention
from config.bad_day.work import hand_over, waiting_for
from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.models import Evaluation
from notifications.models import Notification
from placements.models import Placement, Slot
from tests.evaluations.clinic import a_clinic
from tests.factories.evaluations import EvaluationFactory, submitted
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import HoursEntryFactory, SlotFactory
from tests.factories.selection import InterviewTimeFactory, ReviewerFactory

pytestmark = pytest.mark.django_db

WHY = "Dr Mirza has left the hospital."


@pytest.fixture
def clinic():
    """A supervisor with an intern, an evaluation to fill in, a slot, an interview to hold, applications to review."""
    clinic = a_clinic()
    giver = clinic.ward.supervisor
    slot = SlotFactory(partner=giver.partner, supervisor=giver)
    InterviewTimeFactory(slot=slot, interviewer=giver)
    ReviewerFactory(selection__slot=slot, membership=giver)
    HoursEntryFactory(placement=clinic.ward.placement)
    return clinic


@pytest.fixture
def administrator():
    """Who signs in without a password is not asked for it again."""
    membership = MembershipFactory(administrator=True)
    membership.user.set_unusable_password()
    membership.user.save()
    return membership


def hand(administrator, giver, to):
    return hand_over(membership_id=giver.pk, by=administrator.as_actor(), now=clock.now(), to=to, reason=WHY)


def waits(membership):
    return {str(line.label): line.count for line in waiting_for(membership, clock.now())}


def test_everything_that_waits_for_one_waits_for_the_other(clinic, administrator):
    giver, to = clinic.ward.supervisor, clinic.colleague()
    before = waits(giver)
    assert before == {
        "interns": 1,
        "slots": 1,
        "evaluations to fill in": 1,
        "interview times": 1,
        "slots whose applications they review": 1,
        "hours to sign, with their interns": 1,
    }
    row = hand(administrator, giver, to).row
    assert (waits(giver), waits(to)) == ({}, before)
    assert (row.person_id, row.other_id, row.figures["interns"], row.figures["stays"]) == (
        giver.user_id,
        to.user_id,
        1,
        0,
    )
    assert clinic.fresh().transitions.latest("pk").move == "pass_on"


def test_both_are_told_and_why(clinic, administrator):
    giver, to = clinic.ward.supervisor, clinic.colleague()
    hand(administrator, giver, to)
    bodies = Notification.objects.filter(kind="account.hand_over").values_list("reader_id", "body")
    assert {reader: (WHY in body) for reader, body in bodies} == {giver.user_id: True, to.user_id: True}


def test_what_is_submitted_or_over_stays_as_it_was(clinic, administrator):
    giver, to = clinic.ward.supervisor, clinic.colleague()
    done = submitted(EvaluationFactory(placement=clinic.ward.placement, occasion="mid"))
    closed = SlotFactory(partner=giver.partner, supervisor=giver, state="closed")
    past = InterviewTimeFactory(
        slot=closed,
        interviewer=giver,
        starts_at=clock.now() - timedelta(days=2),
        ends_at=clock.now() - timedelta(days=1),
    )
    hand(administrator, giver, to)
    past.refresh_from_db()
    assert Evaluation.objects.get(pk=done.pk).evaluator_id == giver.pk
    assert (Slot.objects.get(pk=closed.pk).supervisor_id, past.interviewer_id) == (giver.pk, giver.pk)


def test_what_the_other_holds_already_stays_and_is_counted(clinic, administrator):
    giver, to = clinic.ward.supervisor, clinic.colleague()
    slot = Slot.objects.filter(supervisor=giver).latest("pk")
    ReviewerFactory(selection=slot.selection, membership=to)
    row = hand(administrator, giver, to).row
    assert (row.figures["stays"], waits(giver)) == (1, {"slots whose applications they review": 1})


def test_work_goes_to_nobody_elsewhere_and_of_no_office(clinic, administrator):
    with pytest.raises(Refusal, match="works elsewhere"):
        hand(administrator, clinic.ward.supervisor, MembershipFactory(supervisor=True))
    with pytest.raises(Refusal, match="for this person alone"):
        hand(administrator, clinic.ward.coordinator, MembershipFactory(coordinator=True))
    with pytest.raises(NotAllowed):
        hand(clinic.ward.lead, clinic.ward.supervisor, clinic.colleague())
    assert Intervention.objects.count() == 0


def test_the_page_shows_what_waits_and_hands_it_over(client, clinic, administrator):
    giver, to = clinic.ward.supervisor, clinic.colleague()
    client.force_login(administrator.user)
    address = reverse("operations_hand_over", args=[giver.pk])
    assert "evaluations to fill in: 1" in client.get(address).text
    assert client.post(address, {"to": to.pk, "reason": WHY}).status_code == 302
    assert Placement.objects.get(pk=clinic.ward.pk).supervisor_id == to.pk
    assert f"Nothing waits for {giver}" in client.get(address).text


def test_a_mentor_is_told_what_becomes_of_mentorships(administrator):
    with pytest.raises(Refusal, match="mentorships end by themselves"):
        hand(administrator, MembershipFactory(mentor=True), MembershipFactory(supervisor=True))
