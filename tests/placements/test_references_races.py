"""References under concurrency: real threads, real PostgreSQL, exact outcomes."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.errors import Refusal
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Referee, Reference
from placements.services import references as services
from placements.services.referees import confirm_referee
from placements.states import ReferenceState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.references import LETTER, ReferenceFactory, reference_link
from tests.factories.students import membership_of
from tests.placements.stage import a_stage, acting
from tests.races import race, refusals

pytestmark = pytest.mark.django_db(transaction=True)
R = ReferenceState
rounds = pytest.mark.parametrize("round_", range(3))


def writer(reference):
    """The referee, come by one link, from as many browsers as are called."""
    return reference.referee.as_actor(via=Via.LINK, link_id=reference_link(reference).pk)


def answering(reference, by, text=LETTER):
    return partial(
        services.answer_reference, reference_id=reference.pk, by=by, now=clock.now(), capacity="Six weeks", text=text
    )


def asking(application, **changes):
    said = {"name": "Dr Sana Mirza", "email": "sana@kohsar.example", "position": "Consultant", "organisation": "Kohsar"}
    days = {"needed_by": a_day(25), "waived": True}
    return partial(
        services.ask_reference,
        application_id=application.pk,
        by=acting(application),
        now=clock.now(),
        **{**said, **days, **changes},
    )


def told(kind):
    return Notification.objects.filter(kind=kind).count()


@rounds
def test_of_four_answers_by_one_link_one_is_kept_and_the_student_told_once(round_):
    reference = ReferenceFactory(asked=True)
    by = writer(reference)
    texts = [f"{number}. {LETTER}" for number in range(4)]
    results = race([answering(reference, by, text) for text in texts])
    assert len(refusals(results, Refusal)) == 3
    reference.refresh_from_db()
    assert (reference.state, reference.text in texts) == (R.ANSWERED, True)
    assert (reference.transitions.count(), told("reference.answered")) == (1, 1)


@rounds
def test_an_answer_against_a_withdrawal_leaves_one_of_the_two(round_):
    reference = ReferenceFactory(asked=True)
    by, student = writer(reference), membership_of(reference.student).as_actor()
    take_back = partial(services.cancel_reference, reference_id=reference.pk, by=student, now=clock.now())
    assert len(refusals(race([answering(reference, by), take_back]), Refusal)) == 1
    reference.refresh_from_db()
    link = AccessLink.objects.get(purpose=Purpose.REFERENCE)
    kept = {R.ANSWERED: (LETTER, True, False), R.CANCELLED: ("", False, True)}
    assert (reference.text, link.used_at is not None, link.revoked_at is not None) == kept[reference.state]
    assert (told("reference.answered"), told("reference.cancelled")) == (
        int(reference.state == R.ANSWERED),
        int(reference.state == R.CANCELLED),
    )


@rounds
def test_what_is_saved_while_it_is_sent_changes_nothing_that_was_sent(round_):
    reference = ReferenceFactory(asked=True)
    by = writer(reference)
    keep = partial(services.save_reference, reference_id=reference.pk, by=by, now=clock.now(), capacity="", text="She")
    refusals(race([answering(reference, by), keep]), Refusal)
    reference.refresh_from_db()
    assert (reference.state, reference.text, reference.capacity) == (R.ANSWERED, LETTER, "Six weeks")


@rounds
def test_two_clocks_remind_of_one_reference_once(round_):
    reference = ReferenceFactory(asked=True, needed_by=a_day(7), asked_at=clock.now() - timedelta(days=3))
    now = clock.now()
    clocks = [partial(remind, now=now + timedelta(seconds=n), rules=[RULES["reference.due"]]) for n in range(4)]
    assert sorted(race(clocks)) == [0, 0, 0, 1]
    assert list(Notification.objects.values_list("reader", flat=True)) == [reference.referee.user_id]


@rounds
def test_the_same_person_asked_twice_at_once_is_asked_once(round_):
    application = a_stage().application()
    assert len(refusals(race([asking(application)] * 3), Refusal)) == 2
    assert (Reference.objects.count(), Referee.objects.count(), told("reference.named")) == (1, 1, 1)


@rounds
def test_students_who_name_one_person_at_once_share_the_referee(round_):
    stage = a_stage()
    results = race([asking(stage.application()) for _ in range(4)])
    assert refusals(results, Refusal) == []
    assert (Reference.objects.count(), Referee.objects.count()) == (4, 1)


@rounds
def test_two_coordinators_who_confirm_one_address_by_two_requests_send_each_once(round_):
    stage = a_stage()
    references = [asking(stage.application())() for _ in range(3)]
    colleague = MembershipFactory(coordinator=True, institute=stage.institute)
    offices = [(references[2], stage.coordinator), (references[0], colleague)]
    calls = [
        partial(confirm_referee, reference_id=reference.pk, by=office.as_actor(), now=clock.now(), how="Called.")
        for reference, office in offices
    ]
    assert len(refusals(race(calls), Refusal)) == 1
    assert set(Reference.objects.values_list("state", flat=True)) == {R.ASKED}
    assert (told("reference.asked"), AccessLink.objects.filter(purpose=Purpose.REFERENCE).count()) == (3, 3)


@rounds
def test_a_request_made_while_its_referee_is_confirmed_does_not_stay_behind(round_):
    stage = a_stage()
    first = asking(stage.application())()
    confirm = partial(
        confirm_referee, reference_id=first.pk, by=stage.coordinator.as_actor(), now=clock.now(), how="Called."
    )
    assert refusals(race([confirm, asking(stage.application())]), Refusal) == []
    assert sorted(Reference.objects.values_list("state", flat=True)) == [R.ASKED, R.ASKED]
