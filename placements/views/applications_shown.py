"""How an application is shown: its path of stages, and what its student does next."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.words import day, when
from institutions.models import Membership, with_recordings
from placements.models import Application, Placement, Reference
from placements.policies.stays import takes_the_days_of
from placements.policies.veil import face_of, is_hidden_from, may_read_papers, may_read_sent, veiled
from placements.states import OVER, ApplicationState

A = ApplicationState
STAGES = {
    A.SUBMITTED: gettext_lazy("Applied"),
    A.RETURNED_FOR_INFO: gettext_lazy("Question"),
    A.ENDORSED: gettext_lazy("Endorsed"),
    A.UNDER_REVIEW: gettext_lazy("In review"),
    A.SHORTLISTED: gettext_lazy("Shortlisted"),
    A.INTERVIEW: gettext_lazy("Interview"),
    A.WAITLISTED: gettext_lazy("Waiting list"),
    A.OFFERED: gettext_lazy("Offer"),
    A.ACCEPTED: gettext_lazy("Accepted"),
}
# Stages that some applications never pass: shown only to those who did.
BY_THE_WAY = frozenset({A.RETURNED_FOR_INFO, A.ENDORSED, A.SHORTLISTED, A.INTERVIEW, A.WAITLISTED})


def path_of(application: Application, visited: Collection[str]) -> list[dict[str, Any]]:
    """Steps for components/path.html: what lies behind it, where it stands, and for one that is not over what lies ahead."""
    now = A(application.state)
    if application.submitted_at is not None:
        visited = {*visited, A.SUBMITTED}
    steps = []
    order = list(STAGES)
    ahead = order[order.index(now) + 1 :] if now in STAGES else [] if now in OVER else order
    optional = BY_THE_WAY - ({A.ENDORSED} if application.slot.asks_for_endorsement else frozenset())
    for stage, label in STAGES.items():
        if stage == now:
            steps.append({"label": label, "tone": "now"})
        elif stage in ahead and stage not in optional:
            steps.append({"label": label, "tone": ""})
        elif stage in visited and stage not in ahead:
            steps.append({"label": label, "tone": "done"})
    if now in OVER:
        steps.append({"label": application.get_state_display(), "tone": "now"})
    elif now == A.DRAFT:
        steps.insert(0, {"label": application.get_state_display(), "tone": "now"})
    return steps


def story_of(application: Any, history: Sequence[Any]) -> dict[str, Any]:
    """How an application for its page came to stand where it does, and what its institute said last where it did not endorse it.

    An interview that never took place is no stage that it has passed.
    """
    visited = {row.to_state for row in history}
    refused = (row.note for row in history if application.state == A.NOT_ENDORSED == row.to_state)
    return {
        "history": history,
        "path": path_of(application, visited if application.was_interviewed else visited - {A.INTERVIEW}),
        "why_not": next(refused, ""),
    }


def shown_to(actor: Actor, application: Application) -> dict[str, Any]:
    """What a page needs to show no more of whose it is than the reader may know."""
    return {
        "face": face_of(application, actor),
        "may_read_sent": may_read_sent(actor),
        "texts": texts_of(application, actor),
        "may_read_papers": may_read_papers(actor, application),
        "cv": (application.receipt or {}).get("cv"),
        "documents": (application.receipt or {}).get("documents", []) if application.submitted_at else [],
        "questions": _questions(application, actor),
    }


def references_shown(actor: Actor, application: Application) -> list[Reference]:
    """The references that go with it, as the reader may see them; a blind review has none to see. One query at most."""
    if is_hidden_from(actor, application):
        return []
    return list(Reference.objects.visible_to(actor).filter(applications=application.pk).for_list().order_by("pk"))


def _questions(application: Application, actor: Actor) -> list[Any]:
    """Questions and answers on the way; in a blind review without who asked for the institute, and without telling words."""
    if not may_read_sent(actor):
        return []
    rows = list(application.info_requests.order_by("-asked_at", "-pk"))
    if is_hidden_from(actor, application):
        for row in rows:
            row.text, row.answer = veiled(row.text, application, about=True), veiled(row.answer, application)
            row.as_label = ""
    return rows


def texts_of(application: Application, actor: Actor) -> dict[str, str]:
    """What the student wrote, as this reader may see it: in a blind review without the words that tell who it is."""
    if not may_read_sent(actor):
        return {}
    student = application.student
    texts = {
        "statement": application.statement,
        "skills": student.skills,
        "about": student.about,
        "languages": student.languages,
    }
    if is_hidden_from(actor, application):
        return {name: veiled(text, application) for name, text in texts.items()}
    return texts


def history_of(application: Application, actor: Actor) -> list[Any]:
    """Its moves, the newest first; in a blind review without the student's name and without who wrote a move down for whom."""
    rows = list(with_recordings(application.transitions, actor))
    if not may_read_sent(actor):
        for row in rows:
            row.note = ""
    if is_hidden_from(actor, application):
        ours = set(Membership.objects.visible_to(actor).values_list("user_id", flat=True)) | {actor.user_id}
        for row in rows:
            others = row.by_id != application.student.user_id
            row.recording_id, row.note = None, veiled(row.note, application, about=others)
            if row.by_id not in ours:
                row.by = None
    return rows


def pill_of(application: Application) -> str:
    """The state in words; on the waiting list with the position that `for_list` found."""
    position = getattr(application, "position", None)
    if position:
        return _("Waiting list, number %(position)d") % {"position": position}
    return str(application.get_state_display())


def held_until(application: Application) -> datetime | None:
    """How long the place of an open offer is held; None for anything else."""
    return application.answer_by if application.state == A.OFFERED else None


def next_of(application: Application, now: datetime, stays: Sequence[Placement] = ()) -> dict[str, Any]:
    """What the student does next: words, and where the words name an act its address, and whether it presses.

    `stays` are the student's placements: nothing is sent again for days that are taken.
    """
    slot = application.slot
    state = application.state
    if state == A.DRAFT and slot.is_open(now):
        return _step(
            _("Finish and send it by %(when)s.") % {"when": when(slot.apply_by)},
            "application_start",
            slot.pk,
            _("Continue"),
        )
    if state == A.DRAFT:
        return _step(_("Applications closed before it was sent."))
    if state == A.RETURNED_FOR_INFO:
        return _step(
            _("A question waits for your answer."), "application_answer", application.pk, _("Answer it"), primary=True
        )
    if state == A.OFFERED:
        words = _("Answer by %(when)s: the place is held until then.") % {"when": when(application.answer_by)}
        return _step(words, "application_detail", application.pk, _("See the offer"), primary=True)
    if state == A.WAITLISTED:
        return _step(_("When a place is given back and it is your turn, you get the offer by itself."))
    if state == A.ACCEPTED and application.released_at is None:
        words = _("You begin on %(day)s.") % {"day": day(slot.starts_on)}
        placement = getattr(application, "placement", None)
        return _step(words, "placement_detail", placement.pk, _("Open the placement")) if placement else _step(words)
    if state == A.ACCEPTED:
        return _step(_("The placement was called off."))
    is_taken = any(takes_the_days_of(stay, slot) for stay in stays)
    if state == A.NOT_ENDORSED and slot.is_open(now) and not is_taken:
        words = _("Change it and send it again by %(when)s.") % {"when": when(slot.apply_by)}
        return _step(words, "application_detail", application.pk, _("Read why"))
    return _step("") if state in OVER else _others_turn(application)


def _others_turn(application: Application) -> dict[str, Any]:
    """Whom it waits for now; an interview is prepared for meanwhile."""
    if application.state == A.INTERVIEW:
        words = _("Your interview: the time, and what to prepare.")
        return _step(words, "application_detail", application.pk, _("Open"))
    if application.slot.asks_for_endorsement and application.state == A.SUBMITTED:
        return _step(_("Your placement office endorses it first; you are told."))
    return _step(_("%(partner)s decides; you are told.") % {"partner": application.slot.partner})


def _step(words: str, route: str = "", pk: int = 0, action: str = "", *, primary: bool = False) -> dict[str, Any]:
    return {"words": words, "url": reverse(route, args=[pk]) if route else "", "action": action, "primary": primary}
