"""Steps of learning on the homes of student and supervisor, from placements `with_learning`. No query of their own."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from placements.states import PlacementState
from placements.states_learning import ContractState


def learning_steps_of_student(placement: Any) -> list[Step]:
    """The contract to propose or to change, feedback to read, the log to go on with."""
    if placement is None or placement.state != PlacementState.ACTIVE:
        return []
    steps = []
    if placement.contract_state in {None, ContractState.RETURNED} and placement.objective_count:
        steps.append(_contract(placement))
    if n := placement.notes_unread:
        words = ngettext("%(n)d note to thank for or to answer.", "%(n)d notes to thank for or to answer.", n)
        steps.append(
            Step(
                icon="chat-left-quote",
                title=_("Read your feedback"),
                detail=words % {"n": n},
                url=reverse("feedback_list", args=[placement.pk]),
                action=_("Read it"),
            )
        )
    return steps


def _contract(placement: Any) -> Step:
    returned = placement.contract_state == ContractState.RETURNED
    return Step(
        icon="bullseye",
        title=_("Change your learning contract") if returned else _("Say what you want to learn"),
        detail=_("Your supervisor sent it back with a word.")
        if returned
        else _("A level for each objective; two minutes."),
        url=reverse("contract_detail" if returned else "contract_propose", args=[placement.pk]),
        action=_("Open it") if returned else _("Begin"),
        tone="due",
    )


def learning_steps_of_supervisor(interns: Iterable[Any]) -> list[Step]:
    """Contracts that wait for a word, then logs to confirm."""
    interns = list(interns)
    contracts = [
        Step(
            icon="bullseye",
            title=_("What %(name)s wants to learn") % {"name": p.student.user.name},
            detail=_("%(slot)s. Agree, or send it back with a word.") % {"slot": p.slot},
            url=reverse("contract_detail", args=[p.pk]),
            action=_("Read it"),
            tone="due",
        )
        for p in interns
        if p.contract_state == ContractState.PROPOSED
    ]
    logs = [
        Step(
            icon="list-check",
            title=_("Activity log of %(name)s") % {"name": p.student.user.name},
            detail=ngettext("%(n)d line to confirm.", "%(n)d lines to confirm.", p.activities_waiting)
            % {"n": p.activities_waiting},
            url=reverse("activity_confirm", args=[p.pk]),
            action=_("Confirm"),
        )
        for p in interns
        if p.activities_waiting and p.state == PlacementState.ACTIVE
    ]
    return contracts + logs
