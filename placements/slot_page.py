"""What the page of one internship reads: the slot with everything around it in one query, and how it is shared."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.sharing import shared
from core.words import day
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.cards import pill_of
from placements.destinations import in_words, of_slots_like
from placements.fitting import fit_of, goals_of, judge_all, misfit_of, with_fit_facts
from placements.models import Application, Objective, Question, Slot
from placements.policies.slots import with_reach
from placements.states import QuestionState
from students.models import Student, VerifiedInternship

SIMILAR = 3
MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=16/{0}/{1}"


def reader_of(actor: Actor) -> Student | None:
    """The acting student with goals. One query; none for anybody else."""
    if not actor.acts_as(Role.STUDENT):
        return None
    return Student.objects.visible_to(actor).select_related("user", "programme", "goals").first()


def slots_for_page(actor: Actor, student: Student | None) -> "QuerySet[Slot]":
    """Slots that the actor sees, with partner, place, teacher, objectives, answered questions and what became of past interns; for a
    student also whether they may apply, what covers the stay, and what the judge of fit needs. One query.
    """
    seen = Slot.objects.visible_to(actor).select_related(
        "partner", "department__site", "track", "supervisor__user", "selection"
    )
    rows: QuerySet[Slot] = seen.with_my_application(actor).annotate(
        aims=_aims(),
        answers=_answers(),
        finished=_past(),
        certified=_past(certificate_code__gt=""),
        destinations=of_slots_like(),
    )
    if student is None:
        return rows
    mine = Application.objects.visible_to(actor).filter(slot=OuterRef("pk"))
    rows = with_reach(rows, student)
    rows = rows.annotate(application_pk=Subquery(mine.values("pk")[:1]), agreement_pk=_covering(student))
    return with_fit_facts(rows, goals_of(student))


def similar_to(slot: Slot, actor: Actor, student: Student | None, now: datetime) -> list[Slot]:
    """A few others of the same track that take applications, the best fit first. One query."""
    if slot.track_id is None:
        return []
    goals = goals_of(student)
    others = Slot.objects.visible_to(actor).open_on(now).for_list().filter(track=slot.track_id).exclude(pk=slot.pk)
    order = ("apply_by", "pk") if goals is None else (misfit_of(goals).asc(), "apply_by", "pk")
    return judge_all(with_fit_facts(others, goals).order_by(*order)[:SIMILAR], goals)


def map_of(slot: Slot) -> str:
    """The address of a map of the site; empty where it has no place on one."""
    site = slot.department.site
    return MAP.format(site.latitude, site.longitude) if site.latitude is not None else ""


def share_of(slot: Slot, now: datetime) -> dict[str, str] | None:
    """How a chat shows a link to it: title, a line, picture, address; None for what strangers may not see."""
    if not (slot.is_public and slot.partner.is_public and slot.is_shown):
        return None
    facts = [f"{slot.partner.name}, {slot.city}"]
    if slot.starts_on:
        facts.append(_("from %(day)s") % {"day": day(slot.starts_on)})
    stage = slot.stage(now)
    facts.append(pill_of(slot, stage)[1])
    if slot.apply_by and stage in {"open", "full"}:
        facts.append(_("apply by %(day)s") % {"day": day(slot.apply_by.date())})
    share = shared(slot.title, " · ".join(facts), slot.get_absolute_url())
    said = "\n".join([share["title"], share["line"], share["url"]])
    return {**share, "whatsapp": f"https://wa.me/?text={quote(said)}"}


def _aims() -> ArraySubquery:
    rows = Objective.objects.filter(slot=OuterRef("pk")).order_by("position")
    return ArraySubquery(rows.values(json=JSONObject(text="text", competency="competency__name")))


def _answers() -> ArraySubquery:
    rows = Question.objects.filter(slot=OuterRef("pk"), state=QuestionState.ANSWERED).order_by("answered_at", "pk")
    return ArraySubquery(rows.values(json=JSONObject(pk="pk", text="text", answer="answer")))


def _past(**conditions: Any) -> Subquery:
    """How many have finished in this department under this title; None for none."""
    rows = VerifiedInternship.objects.like(department=OuterRef("department"), title=OuterRef("title"))
    counted = rows.filter(**conditions).order_by().values("department").annotate(n=Count("pk"))
    return Subquery(counted.values("n"))


def _covering(student: Student) -> Subquery:
    """The signed agreement that would cover the stay."""
    signed = Agreement.objects.filter(
        institute_id=student.institute_id,
        programmes=student.programme_id,
        state=AgreementState.SIGNED,
        partner=OuterRef("partner"),
        starts_on__lte=OuterRef("starts_on"),
        ends_on__gte=OuterRef("ends_on"),
    )
    return Subquery(signed.order_by("pk").values("pk")[:1])


def context_of(slot: Slot, student: Student | None, now: datetime) -> dict[str, Any]:
    """Parts of the page that are the slot's own."""
    return {
        "aims": slot.aims,  # type: ignore[attr-defined]
        "answers": slot.answers,  # type: ignore[attr-defined]
        "became": in_words(slot.destinations),  # type: ignore[attr-defined]
        "fit": fit_of(slot, goals_of(student)),
        "map": map_of(slot),
        "share": share_of(slot, now),
    }
