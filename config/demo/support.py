"""Somebody who falls behind and is helped, a needlestick that was looked after, words about a site, a supervisor told once a day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core.actor import Role
from evaluations.models import SiteWord
from evaluations.services.site_words import gather_words, hide_word, show_word
from notifications.models import How
from notifications.services.inbox import Choice, choose_mail
from placements.models import Placement
from placements.services.incidents import follow_up_incident, report_incident, triage_incident
from placements.services.support import agree_support, do_step, open_support


def support(interns: Sequence[Placement], *, now: datetime) -> None:
    """Of a group under way, the last of which is behind."""
    first, *_others, behind = interns
    _plan(behind, now=now)
    _needlestick(first, now=now)
    words(now=now)
    choose_mail(
        by=behind.supervisor.as_actor(),
        now=now,
        choices={family: Choice(How.DIGEST) for family in ("hours", "absence", "shift", "placement")},
        quiet_from=time(21),
        quiet_until=time(7),
        digest_at=time(17),
        time_zone=behind.institute.time_zone,
    )


def words(*, now: datetime) -> None:
    """Those about the site of a group that is through: some are read, the rest wait."""
    gather_words(now=now)
    written = SiteWord.objects.order_by("pk").select_related("institute")
    for word in written.filter(text__contains="Mr "):
        office = actor_of(Role.COORDINATOR, word.institute.slug)
        hide_word(word_id=word.pk, by=office, now=now, reason="It names a member of staff.")
    for word in written.waiting()[:2]:
        show_word(word_id=word.pk, by=actor_of(Role.COORDINATOR, word.institute.slug), now=now)


def _plan(placement: Placement, *, now: datetime) -> None:
    """Agreed yesterday; the first step is done."""
    office = actor_of(Role.COORDINATOR, placement.institute.slug)
    student = actor_of_student(placement.student)
    plan = open_support(
        placement_id=placement.pk,
        by=office,
        now=now - timedelta(days=3),
        goal="Hours keep pace again by the end of next month.",
        steps=[
            ("Enter each week’s hours on Sunday evening.", "student"),
            ("Plan one more evening list a week.", "supervisor"),
            ("Talk every second Thursday.", "office"),
        ],
        review_on=min(placement.today(now) + timedelta(days=12), placement.ends_on),
        facts=["Two fifths of the planned shifts were not entered."],
    )
    agree_support(plan_id=plan.pk, by=student, now=now - timedelta(days=2))
    do_step(plan_id=plan.pk, step_id=plan.steps.get(position=1).pk, by=student, now=now - timedelta(days=1))


def _needlestick(placement: Placement, *, now: datetime) -> None:
    """Six days ago, at night; looked at within the hour, and not closed yet."""
    at = now - timedelta(days=6)
    office = actor_of(Role.COORDINATOR, placement.institute.slug)
    incident = report_incident(
        placement_id=placement.pk,
        by=actor_of_student(placement.student),
        now=at,
        kind="exposure",
        day=placement.today(at) - timedelta(days=1),
        at=time(21, 40),
        where="Emergency, plaster room",
        what="A used cannula went through the glove while I cleared the tray. The skin bled a little.",
        done_at_once="Washed for five minutes, went to the emergency room with the sister in charge.",
        told="Sister in charge, Dr on call",
    )
    triage_incident(
        incident_id=incident.pk,
        by=office,
        now=at + timedelta(minutes=40),
        severity="moderate",
        note="Preventive medicine begun within two hours. Blood test today and in six weeks.",
    )
    follow_up_incident(
        incident_id=incident.pk, by=office, now=at + timedelta(days=2), note="First blood test is clear. No absence."
    )
