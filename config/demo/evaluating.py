"""What the demo's people said: a form in two versions, mid-points read and answered, one that does not come, one that is nobody's."""

import random
from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from core.actor import CLOCK, Actor, Role
from evaluations.models import Evaluation, Instrument, Occasion
from evaluations.services.evaluations import acknowledge_evaluation, submit_evaluation
from evaluations.services.evaluations_asking import ask_another, ask_observation, open_evaluation, pass_evaluation
from evaluations.services.instruments import (
    FINAL,
    Asked,
    choose_instruments,
    copy_instrument,
    edit_instrument,
    fingerprint,
    publish_instrument,
)
from evaluations.sweeps.evaluations import OVERDUE, OVERDUE_COORDINATOR, OVERDUE_LEAD
from institutions.models import Membership, Programme
from notifications.reminders import remind
from placements.models import Placement

ONE_MORE = "Asks for help before it is too late"


def forms(*, by: Actor, now: datetime) -> None:
    """The portal's usual form gets a second version; coding students are judged on the form for records, and an office words its own."""
    usual = Instrument.objects.published(FINAL).get()
    draft = copy_instrument(instrument_id=usual.pk, by=by, now=now)
    _reword(draft, by=by, now=now, more=())
    publish_instrument(instrument_id=draft.pk, by=by, now=now)
    office = actor_of(Role.COORDINATOR, "hingol")
    coding = Programme.objects.get(institute__slug="hingol", code="HIM")
    choices = {str(occasion): "preceptor" for occasion in (Occasion.MID, Occasion.FINAL)}
    choose_instruments(programme_id=coding.pk, by=office, now=now, choices=choices)
    people = Instrument.objects.published("soft-skills").get()
    own = copy_instrument(instrument_id=people.pk, by=office, now=now)
    _reword(own, by=office, now=now, more=(Asked(ONE_MORE),))


def _reword(draft: Instrument, *, by: Actor, now: datetime, more: tuple[Asked, ...]) -> None:
    """The second criterion in other words, and what comes on top."""
    rows = [
        Asked(
            text=f"{row.text}, unasked" if row.position == 2 else row.text,
            key=row.key,
            section=row.section,
            kind=row.kind,
            asks_at=row.asks_at,
        )
        for row in draft.criteria.all()
    ]
    edit_instrument(
        instrument_id=draft.pk,
        by=by,
        now=now,
        title=draft.title,
        perspective=draft.perspective,
        comment_label=draft.comment_label,
        criteria=[*rows, *more],
        scale=draft.scale,
        seen=fingerprint(draft),
    )


def said(
    placement: Placement, occasion: str, *, now: datetime, chance: random.Random, comment: str, low: int = 3
) -> Evaluation:
    """Open what is planned on its day, and answer it as whoever is asked."""
    evaluation = Evaluation.objects.select_related("evaluator__user").get(placement=placement, occasion=occasion)
    open_evaluation(evaluation_id=evaluation.pk, by=CLOCK, now=now - timedelta(hours=30))
    return answer(evaluation, now=now, chance=chance, comment=comment, low=low)


def answer(evaluation: Evaluation, *, now: datetime, chance: random.Random, comment: str, low: int = 3) -> Evaluation:
    """Submitted by its own evaluator, with steps from `low` on and now and then something that was not seen."""
    evaluation.refresh_from_db()
    criteria = list(evaluation.instrument.criteria.all())
    rated = [row.pk for row in criteria if row.is_rating]
    answers = {pk: chance.choice((low, low, low + 1, low + 1, None)) for pk in rated}
    answers[rated[0]], answers[rated[-1]] = low, low + 1
    words = {row.pk: "The morning list, from the second week on." for row in criteria if not row.is_rating}
    by = Membership.objects.select_related("user", "institute", "partner").get(pk=evaluation.evaluator_id).as_actor()
    return submit_evaluation(evaluation_id=evaluation.pk, by=by, now=now, answers=answers, comment=comment, texts=words)


def under_way(placements: list[Placement], *, now: datetime, chance: random.Random) -> None:
    """The first is read and answered, with the own view beside and a second voice; one does not come; one is nobody's."""
    first, second, third = placements[:3]
    opened = now - timedelta(days=3)
    said(first, Occasion.SELF_MID, now=opened, chance=chance, comment="To plan the room before I fetch the patient.")
    mid = said(first, Occasion.MID, now=opened, chance=chance, comment="Take the lead on one portable list a day.")
    lead = actor_of(Role.LEAD, first.partner.slug)
    others = (
        Membership.objects.current().filter(partner=first.partner, role=Role.SUPERVISOR).exclude(pk=mid.evaluator_id)
    )
    if (other := others.order_by("pk").first()) is not None:
        voice = ask_another(evaluation_id=mid.pk, by=lead, now=opened + timedelta(hours=4), to=other)
        answer(voice, now=opened + timedelta(hours=9), chance=chance, comment="Speak up on the round.", low=2)
    student = _student(first)
    reply = "Thank you. I begin with the Tuesday list."
    acknowledge_evaluation(evaluation_id=mid.pk, by=student, now=opened + timedelta(hours=12), reply=reply)
    form = Instrument.objects.published("dops").get()
    ask_observation(placement_id=second.pk, by=_student(second), now=now - timedelta(days=25), instrument=form)
    remind(now=now - timedelta(hours=2), rules=[OVERDUE, OVERDUE_LEAD, OVERDUE_COORDINATOR])
    nobodys = Evaluation.objects.get(placement=third, occasion=Occasion.MID)
    open_evaluation(evaluation_id=nobodys.pk, by=CLOCK, now=now - timedelta(days=4))
    supervisor = third.supervisor.as_actor()  # type: ignore[union-attr]
    note = "She has been with Sister Grace since the second week."
    pass_evaluation(evaluation_id=nobodys.pk, by=supervisor, now=now - timedelta(days=3), to=None, note=note)


def _student(placement: Placement) -> Actor:
    """The intern."""
    own = Membership.objects.current().select_related("user", "institute")
    return own.get(user=placement.student.user, institute=placement.institute, role=Role.STUDENT).as_actor()
