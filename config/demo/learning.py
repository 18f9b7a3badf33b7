"""Learning on placement: contracts at each stage, a log against targets, evidence, reflections, a mentor, how somebody is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.demo.term import actor_of_student
from core.actor import Actor
from placements.models import FeedbackNote, Objective, Placement, ScalePoint
from placements.services.activities import confirm_activities, log_activity
from placements.services.check_ins import check_in, share_check_ins
from placements.services.contracts import agree_contract, propose_contract, return_contract
from placements.services.evidence import attach_evidence
from placements.services.feedback import answer_feedback, thank_for_feedback
from placements.services.own_words import note_meeting, write_reflection

HOW = ("A plain film list each morning, then ten on my own.", "", "Rehearse the words before the patient comes.", "")
# Days ago, kind, participation, how many, which objective, the words.
LINES = (
    (30, "procedure", "observed", 6, 0, "Morning list: chest, hand and ankle films."),
    (26, "procedure", "assisted", 8, 0, "Set the tube and the detector; Dr Mirza checked before each exposure."),
    (20, "procedure", "performed", 9, 0, "Chest films of adults who could stand."),
    (16, "procedure", "assisted", 3, 3, "Portable chest films in intensive care."),
    (13, "seminar", "observed", 1, 1, "Dose and children: what changes under five years."),
    (9, "procedure", "performed", 12, 0, "Chest and knee films, two of them repeated for rotation."),
    (6, "case", "performed", 1, 2, "A girl of eight with a broken wrist who was afraid of the machine."),
    (5, "quality", "assisted", 2, 1, "Reject analysis of the week with the lead radiographer."),
    (3, "procedure", "performed", 7, 0, "Trauma list: shoulders and hips."),
    (2, "research", "assisted", 1, None, "Counted repeated exposures for the department’s audit."),
)
CONFIRMED_AFTER = 5  # days; what is younger waits


def learning(interns: Sequence[Placement], *, now: datetime) -> None:
    """Of a group under way: the first agreed weeks ago and keeps the log, the second was asked for more, the third has just proposed."""
    first, second, third = interns
    _contract(first, (4, 4, 4, 3), now=now - timedelta(days=30))
    agree_contract(placement_id=first.pk, by=_supervisor(first), now=now - timedelta(days=29), word="A good plan.")
    _log(first, now=now)
    _beside(first, now=now - timedelta(hours=9))
    _own_words(first, now=now)
    _contract(second, (3, 3, 3, 2), now=now - timedelta(days=4))
    word = "Aim higher in portable films: you did them in your last rotation."
    return_contract(placement_id=second.pk, by=_supervisor(second), now=now - timedelta(days=2), word=word)
    _contract(third, (4, 3, 4, 3), now=now - timedelta(hours=5))


def _supervisor(placement: Placement) -> Actor:
    return placement.supervisor.as_actor()


def _objectives(placement: Placement) -> list[Objective]:
    return list(placement.slot.objectives.order_by("position"))


def _contract(placement: Placement, ranks: Sequence[int], *, now: datetime) -> None:
    points = dict(ScalePoint.objects.filter(scale__slug="supervision", scale__version=1).values_list("rank", "pk"))
    aims = {o.pk: (points[rank], how) for o, rank, how in zip(_objectives(placement), ranks, HOW, strict=True)}
    propose_contract(placement_id=placement.pk, by=actor_of_student(placement.student), now=now, aims=aims)


def _log(placement: Placement, *, now: datetime) -> None:
    objectives, by = _objectives(placement), actor_of_student(placement.student)
    seen = []
    for days, kind, participation, count, towards, note in LINES:
        at = now - timedelta(days=days)
        line = log_activity(
            placement_id=placement.pk,
            by=by,
            now=at,
            day=placement.today(at),
            kind=kind,
            participation=participation,
            count=count,
            objective=None if towards is None else objectives[towards],
            note=note,
        )
        if days > CONFIRMED_AFTER:
            seen.append(line.pk)
    at = now - timedelta(days=CONFIRMED_AFTER)
    confirm_activities(placement_id=placement.pk, by=_supervisor(placement), now=at, activity_ids=seen)


def _beside(placement: Placement, *, now: datetime) -> None:
    """Evidence beside the first objective; one note thanked for, one answered."""
    by, objective = actor_of_student(placement.student), _objectives(placement)[0]
    said = {"placement_id": placement.pk, "objective_id": objective.pk, "by": by, "now": now}
    attach_evidence(**said, thing=placement.activities.order_by("day")[2])
    notes = list(FeedbackNote.objects.filter(placement=placement).order_by("at")[:2])
    attach_evidence(**said, thing=notes[0])
    thank_for_feedback(note_id=notes[0].pk, by=by, now=now)
    answer = "Thank you. I set the room for the next three before I fetch the first."
    answer_feedback(note_id=notes[1].pk, by=by, now=now, answer=answer)


def _own_words(placement: Placement, *, now: datetime) -> None:
    by, pk = actor_of_student(placement.student), placement.pk
    text = (
        "Two films were repeated today because I was in a hurry and did not look at the rotation. Nobody was angry, but the patient had to "
        "stand up again in pain. Tomorrow I look once more before I press, however long the queue is."
    )
    write_reflection(placement_id=pk, by=by, now=now - timedelta(days=9), text=text, share=True)
    text = "I was ashamed when the queue grew. I must not let that make me quick."
    write_reflection(placement_id=pk, by=by, now=now - timedelta(days=8), text=text)
    day = placement.today(now)
    note_meeting(
        placement_id=pk,
        by=by,
        now=now,
        day=day - timedelta(days=10),
        mentor="Salman Aziz, who finished the programme two years ago",
        agreed="He shows me how he kept his logbook; I write mine every evening until we meet again.",
        next_on=day + timedelta(days=11),
    )
    check_in(
        placement_id=pk, by=by, now=now - timedelta(days=16), feeling=2, text="New place, new names. I sleep badly."
    )
    share_check_ins(placement_id=pk, by=by, now=now - timedelta(days=12))
    check_in(placement_id=pk, by=by, now=now - timedelta(days=2), feeling=4, text="The team knows my name now.")
