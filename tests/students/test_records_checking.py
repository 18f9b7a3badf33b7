"""The office's side of records: who checks what, what a checker puts right, who is told, and who may look at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import ReadLog
from core import clock
from core.errors import NotAllowed, Refusal
from core.words import day
from notifications.models import Notification
from notifications.reminders import RULES, remind
from students.models import Record
from students.policies import records as policies
from students.policies.evidence import held_of
from students.services import records_checking as services
from students.states import RecordState
from tests.factories.institutions import MembershipFactory, ProgrammeFactory, a_day
from tests.factories.records import RecordFactory

pytestmark = pytest.mark.django_db
S = RecordState


def told(user):
    return list(Notification.objects.filter(reader=user).order_by("pk").values_list("kind", "subject"))


def test_verify_record_makes_it_count_and_tells_the_student(desk):
    record = desk.verify(desk.record(kind=desk.card, until=a_day(700), values={}))
    assert (record.state, record.decided_at is not None) == (S.VERIFIED, True)
    assert told(desk.student.user) == [("record.verified", "Verified: Life support card")]
    assert Notification.objects.get().body.startswith("“Life support card” was checked. It counts for every partner")


def test_what_the_checker_puts_right_stands_in_the_history(desk):
    record = desk.verify(desk.record(on=a_day(-30)), on=a_day(-31), values={"product": "Measles"})
    assert (record.on, record.values) == (a_day(-31), {"product": "Measles"})
    first, second = record.transitions.get(move="verify").note.splitlines()
    assert (first.startswith("Day was "), second) == (True, "Product was MMR, is Measles.")


def test_verify_record_as_it_was_written_leaves_no_note(desk):
    assert desk.verify(desk.record()).transitions.get().note == ""


def test_reject_record_says_why_and_keeps_health_out_of_the_subject(desk):
    record = desk.reject(desk.record(), reason="no_date", words="Where is the day?")
    assert (record.state, record.reason, record.words) == (S.REJECTED, "no_date", "Where is the day?")
    assert record.transitions.get().note == "The date is missing or cannot be read. Where is the day?"
    assert told(desk.student.user) == [("record.rejected", "Please send again: a health record")]
    assert "The date is missing or cannot be read.\n\nWhere is the day?" in Notification.objects.get().body


@pytest.mark.parametrize("act", ["verify", "reject"])
def test_the_second_of_two_checkers_reads_who_was_quicker(desk, act):
    record = desk.verify(desk.record())
    with pytest.raises(Refusal, match=rf"It does not wait any more: Verified, {desk.clearing.user.name}, "):
        getattr(desk, act)(record)
    assert record.transitions.count() == 1


def others(desk):
    """Everybody who must not decide about the desk's records, by name."""
    institute = desk.student.institute
    abroad = ProgrammeFactory(institute=institute)
    both = MembershipFactory(coordinator=True, institute=institute, user=desk.student.user, clears_health_evidence=True)
    return {
        "own": desk.owner,
        "self in another role": both.as_actor(),
        "elsewhere": MembershipFactory(coordinator=True, clears_health_evidence=True).as_actor(),
        "programme": MembershipFactory(
            coordinator=True, institute=institute, programme=abroad, clears_health_evidence=True
        ).as_actor(),
        "viewer": MembershipFactory(viewer=True, institute=institute, clears_health_evidence=True).as_actor(),
        "lead": MembershipFactory(lead=True, clears_health_evidence=True).as_actor(),
        "supervisor": MembershipFactory(supervisor=True, clears_health_evidence=True).as_actor(),
        "administrator": MembershipFactory(administrator=True, clears_health_evidence=True).as_actor(),
    }


def test_nobody_else_decides(desk):
    record = desk.record()
    for who, actor in others(desk).items():
        for act in (desk.verify, desk.reject):
            with pytest.raises(NotAllowed):
                act(record, by=actor)
        assert (who, Record.objects.get().state) == (who, S.SUBMITTED)


def test_health_evidence_is_checked_by_memberships_that_clear_it_and_everything_else_by_all(desk):
    plain = desk.plain.as_actor()
    with pytest.raises(NotAllowed, match="checked by colleagues who may read them"):
        desk.verify(desk.record(), by=plain)
    assert desk.verify(desk.record(kind=desk.card), by=plain).state == S.VERIFIED


def test_visible_to_lets_each_see_what_is_theirs(desk):
    health, card = desk.record(), desk.record(kind=desk.card)
    draft = desk.record(draft=True)
    RecordFactory()
    seen = {who: set(Record.objects.visible_to(actor)) for who, actor in others(desk).items()}
    everything = {health, card}
    assert seen.pop("administrator") == set(Record.objects.exclude(state=S.DRAFT))
    assert seen.pop("own") == everything | {draft}
    assert seen.pop("self in another role") == everything
    assert set(seen) == {"elsewhere", "programme", "viewer", "lead", "supervisor"}
    assert set().union(*seen.values()) == set()
    assert set(Record.objects.visible_to(desk.checker)) == everything
    assert set(Record.objects.visible_to(desk.plain.as_actor())) == {card}


def test_nobody_sees_health_evidence_through_anothers_eyes(desk):
    health, card = desk.record(), desk.record(kind=desk.card)
    for actor in (desk.owner, desk.checker):
        viewed = replace(actor, viewed_by=actor.user_id + 1)
        assert (health in Record.objects.visible_to(actor), health in Record.objects.visible_to(viewed)) == (
            True,
            False,
        )
        assert card in Record.objects.visible_to(viewed)
        assert not policies.may_read(viewed, health, clock.now())
    assert not policies.may_add(replace(desk.owner, viewed_by=0), desk.student)


def test_an_administrator_reads_health_evidence_for_an_hour_after_giving_a_reason(desk):
    record, now = desk.record(), clock.now()
    admin = MembershipFactory(administrator=True).as_actor()
    assert policies.may_read(admin, desk.record(kind=desk.card), now)
    assert policies.may_read(admin, record, now).status == 409
    services.open_record(record_id=record.pk, by=admin, now=now, reason="The police ask for it in writing.")
    assert ReadLog.objects.values_list("reader_id", "as_label", "reason", "at").get() == (
        admin.user_id,
        "Administrator",
        "The police ask for it in writing.",
        now,
    )
    assert told(desk.student.user) == [("account.record_opened", "A health record of yours was opened")]
    assert "The police ask for it in writing." in Notification.objects.get().body
    other = MembershipFactory(administrator=True).as_actor()
    assert [bool(policies.may_read(who, record, now)) for who in (admin, other)] == [True, False]
    assert not policies.may_read(admin, record, now + timedelta(hours=1))


def test_only_administrators_open_what_is_closed(desk):
    record = desk.record()
    for actor in (desk.owner, desk.plain.as_actor(), desk.checker):
        with pytest.raises(NotAllowed):
            services.open_record(record_id=record.pk, by=actor, now=clock.now(), reason="I am curious.")


def test_what_rules_look_at_is_sent_or_verified_and_says_which(desk):
    for trait in ({"draft": True}, {"rejected": True}):
        desk.record(**trait)
    desk.record(on=a_day(-20), verified=True)
    desk.record(on=a_day(-10), until=a_day(10))
    nobody = RecordFactory(rejected=True).student
    held = {pk: held_of(Record.objects.held_by([pk])) for pk in (desk.student.pk, nobody.pk)}
    assert [(h.kind, h.on, h.until, h.values, h.verified) for h in held[desk.student.pk]] == [
        ("mmr", a_day(-20), None, {"product": "MMR"}, True),
        ("mmr", a_day(-10), a_day(10), {"product": "MMR"}, False),
    ]
    assert held[nobody.pk] == []


@pytest.mark.parametrize(
    ("until", "stage"), [(None, "verified"), (61, "verified"), (60, "expiring"), (0, "expiring"), (-1, "expired")]
)
def test_the_stage_follows_the_last_day(desk, until, stage):
    record = desk.record(verified=True, until=None if until is None else a_day(until))
    assert record.stage(clock.today()) == stage
    assert desk.record(until=record.until).stage(clock.today()) == "submitted"


def run_reminders(now):
    return remind(now=now, rules=[RULES["record.ending"], RULES["record.ending_office"]])


def test_a_record_that_ends_is_told_at_sixty_thirty_and_seven_days_and_to_the_office_once(desk):
    desk.record(verified=True, until=a_day(61))
    now = clock.now()
    written = [run_reminders(now + timedelta(days=days)) for days in (0, 1, 2, 31, 31.1, 40, 54, 55, 61, 62)]
    assert written == [0, 1, 0, 2, 0, 0, 1, 0, 0, 0]
    assert len(told(desk.student.user)) == 3
    assert told(desk.clearing.user) == [
        ("record.ending", f"{desk.student.user.name}: a health record ends on {day(a_day(61))}")
    ]
    assert told(desk.plain.user) == []


@pytest.mark.parametrize(
    ("newer", "told_times"),
    [
        ({"verified": True}, 0),
        ({"until": 400}, 0),
        ({"rejected": True, "until": 400}, 1),
        ({"draft": True}, 1),
        ({"verified": True, "until": -5}, 1),
    ],
)
def test_a_record_with_something_newer_on_its_way_is_not_told(desk, newer, told_times):
    desk.record(verified=True, until=a_day(50))
    days = {name: a_day(newer[name]) for name in ("until",) if newer.get(name) is not None}
    desk.record(**{**newer, **days, "on": None if newer.get("draft") else a_day(-9)})
    assert run_reminders(clock.now()) == told_times
