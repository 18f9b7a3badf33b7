"""What a hand-over may not do: give work to who cannot do it, take it from a third person, leave it half done without a word."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections, transaction
from django.urls import reverse

from accounts.models import Intervention
from config.bad_day.work import hand_over
from core import clock
from core.errors import Refusal
from evaluations.services.evaluations_asking import colleagues
from notifications.models import Notification
from placements.models import Application, Conflict, Interview, Placement, Slot
from placements.services.placements import create_placement, name_supervisor
from tests.evaluations.clinic import a_clinic
from tests.factories.institutions import MembershipFactory
from tests.factories.mentors import MentorshipFactory
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.selection import InterviewFactory, InterviewTimeFactory
from tests.operations.test_work import WHY, hand
from tests.races import race, refusals

db = pytest.mark.django_db
apart = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator():
    """Who signs in without a password is not asked for it again."""
    membership = MembershipFactory(administrator=True)
    membership.user.set_unusable_password()
    membership.user.save()
    return membership


def mentor_of(clinic):
    """A supervisor of the partner who guides the intern as a mentor."""
    student = clinic.ward.placement.student
    to = clinic.colleague()
    MentorshipFactory(student=student, mentor=MembershipFactory(mentor=True, institute=student.institute, user=to.user))
    return to


@db
def test_work_goes_to_no_lead_who_could_not_sign_it(administrator):
    clinic = a_clinic()
    with pytest.raises(Refusal, match=r"neither signs nor grades.*Choose a supervisor"):
        hand(administrator, clinic.ward.supervisor, clinic.ward.lead)
    assert clinic.fresh().evaluator_id == clinic.ward.supervisor.pk
    with pytest.raises(Refusal, match="is no supervisor"):
        name_supervisor(placement_id=clinic.ward.pk, by=clinic.ward.host, now=clock.now(), supervisor=clinic.ward.lead)


@db
def test_a_lead_who_answers_for_a_slot_supervises_nobody_and_is_asked_to_name_somebody():
    placement = PlacementFactory()
    application, lead = placement.application, MembershipFactory(lead=True, partner=placement.slot.partner)
    Slot.objects.filter(pk=placement.slot_id).update(supervisor=lead)
    with transaction.atomic():
        Placement.objects.filter(pk=placement.pk).delete()
        made = create_placement(
            application=Application.objects.get(pk=application.pk), by=lead.as_actor(), now=clock.now()
        )
    assert made.supervisor is None
    assert Notification.objects.get(kind="placement.supervisor_wanted").reader_id == lead.user_id


@db
def test_a_mentor_gets_neither_the_intern_nor_their_evaluation_and_the_page_says_why(client, administrator):
    clinic = a_clinic()
    giver, to = clinic.ward.supervisor, mentor_of(clinic)
    slot = SlotFactory(partner=giver.partner, supervisor=giver)
    assert to not in colleagues(clinic.evaluation)
    client.force_login(administrator.user)
    address = reverse("operations_hand_over", args=[giver.pk])
    page = client.post(address, {"to": to.pk, "reason": WHY}, follow=True)
    assert "interns: " in page.text
    assert "a mentor never grades" in page.text
    assert (Placement.objects.get(pk=clinic.ward.pk).supervisor_id, clinic.fresh().evaluator_id) == (giver.pk, giver.pk)
    assert Slot.objects.get(pk=slot.pk).supervisor_id == to.pk
    assert "evaluations to fill in: 1" in Notification.objects.get(kind="account.hand_over", reader=giver.user).body


@db
def test_a_form_of_the_slot_that_was_open_is_too_old(administrator):
    clinic = a_clinic()
    slot = SlotFactory(partner=clinic.ward.supervisor.partner, supervisor=clinic.ward.supervisor)
    hand(administrator, clinic.ward.supervisor, clinic.colleague())
    assert Slot.objects.get(pk=slot.pk).version == slot.version + 1


@pytest.fixture
def booked(db):
    """An interview that the giver is to hold tomorrow."""
    giver = MembershipFactory(supervisor=True)
    time = InterviewTimeFactory(slot=SlotFactory(partner=giver.partner, supervisor=giver), interviewer=giver)
    return InterviewFactory(application__slot=time.slot, booked=True, time=time)


def test_a_booked_interview_passes_with_its_time_and_everybody_is_told(booked, administrator):
    giver = booked.time.interviewer
    lead, to = (
        MembershipFactory(lead=True, partner=giver.partner),
        MembershipFactory(supervisor=True, partner=giver.partner),
    )
    hand(administrator, giver, to)
    now_held = Interview.objects.get(pk=booked.pk)
    assert (now_held.person_id, now_held.time.interviewer_id) == (to.user_id, to.pk)
    assert now_held.transitions.latest("pk").move == "rebook"
    told = Notification.objects.filter(kind="interview.passed_on").values_list("reader_id", flat=True)
    assert set(told) == {booked.application.student.user_id, giver.user_id, lead.user_id}
    assert Notification.objects.filter(kind="interview.booked", reader=to.user).count() == 1


@pytest.mark.parametrize("why", ["conflict", "another"])
def test_a_booked_interview_stays_where_the_other_must_not_or_cannot_hold_it(booked, administrator, why):
    giver = booked.time.interviewer
    to = MembershipFactory(supervisor=True, partner=giver.partner)
    if why == "conflict":
        Conflict.objects.create(
            application=booked.application, person=to.user, membership=to, reason="A cousin.", declared_at=clock.now()
        )
    else:
        half = timedelta(minutes=10)
        same = InterviewTimeFactory(
            slot=booked.time.slot, interviewer=to,
            starts_at=booked.time.starts_at + half, ends_at=booked.time.ends_at + half,
        )  # fmt: skip
        InterviewFactory(application__slot=same.slot, booked=True, time=same)
    done = hand(administrator, giver, to)
    assert done.row.figures["stays"] == 1
    assert ("must not judge" if why == "conflict" else "another interview") in " ".join(done.stays)
    now_held = Interview.objects.get(pk=booked.pk)
    assert (now_held.person_id, now_held.time.interviewer_id) == (giver.user_id, giver.pk)


@apart
def test_where_a_row_is_busy_nothing_is_handed_over_and_the_page_says_so(client):
    administrator = MembershipFactory(administrator=True)
    administrator.user.set_unusable_password()
    administrator.user.save()
    clinic = a_clinic()
    giver, to = clinic.ward.supervisor, clinic.colleague()
    SlotFactory(partner=giver.partner, supervisor=giver)
    held, done = Event(), Event()

    def hold():
        with transaction.atomic():
            Placement.objects.select_for_update().get(pk=clinic.ward.pk)
            held.set()
            done.wait(30)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    held.wait(30)
    client.force_login(administrator.user)
    page = client.post(reverse("operations_hand_over", args=[giver.pk]), {"to": to.pk, "reason": WHY})
    done.set()
    thread.join()
    assert "being changed by somebody else right now" in page.text
    assert (Intervention.objects.count(), Slot.objects.filter(supervisor=to).count()) == (0, 0)
    assert clinic.fresh().evaluator_id == giver.pk


@apart
def test_of_two_hand_overs_at_once_one_gives_and_the_other_takes_nothing_back():
    clinic = a_clinic()
    giver, one, two = clinic.ward.supervisor, clinic.colleague(), clinic.colleague()
    slots = [SlotFactory(partner=giver.partner, supervisor=giver) for _n in range(3)]
    administrators = [MembershipFactory(administrator=True) for _n in range(2)]
    said = {"membership_id": giver.pk, "now": clock.now(), "reason": WHY}
    results = race(
        [
            lambda: hand_over(by=administrators[0].as_actor(), to=one, **said),
            lambda: hand_over(by=administrators[1].as_actor(), to=two, **said),
        ]
    )
    assert len(refusals(results, Refusal)) == 1
    row = Intervention.objects.get()
    winner = one if row.other_id == one.user_id else two
    assert (row.figures["interns"], row.figures["slots"], row.figures["evaluations to fill in"]) == (1, 3, 1)
    assert set(Slot.objects.filter(pk__in=[s.pk for s in slots]).values_list("supervisor", flat=True)) == {winner.pk}
    assert (Placement.objects.get(pk=clinic.ward.pk).supervisor_id, clinic.fresh().evaluator_id) == (winner.pk,) * 2


@apart
def test_an_intern_whom_a_lead_gives_to_a_third_person_meanwhile_stays_with_them():
    clinic = a_clinic()
    giver, to, third = clinic.ward.supervisor, clinic.colleague(), clinic.colleague()
    SlotFactory(partner=giver.partner, supervisor=giver)
    administrator = MembershipFactory(administrator=True)
    named, waits = Event(), Event()

    def name():
        with transaction.atomic():
            name_supervisor(placement_id=clinic.ward.pk, by=clinic.ward.host, now=clock.now(), supervisor=third)
            named.set()
            waits.wait(2)
        connections.close_all()

    thread = Thread(target=name)
    thread.start()
    named.wait(30)
    done = hand_over(membership_id=giver.pk, by=administrator.as_actor(), now=clock.now(), to=to, reason=WHY)
    thread.join()
    assert Placement.objects.get(pk=clinic.ward.pk).supervisor_id == third.pk
    assert "interns" not in done.row.figures
