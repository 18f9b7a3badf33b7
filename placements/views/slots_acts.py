"""What a lead does with a slot, each act on a page of its own: what it will do, then the doing."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.actor import Actor
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from placements.forms.changes import CopySlotForm
from placements.models import Slot
from placements.policies import slots as policies
from placements.services import slots as services
from placements.services import slots_moves as moves
from placements.services.slots_copying import copy_slot
from placements.services.slots_terms import with_told

# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "publish": {
        "title": _("Publish the slot"),
        "says": _(
            "Students see it from now on and may apply until the deadline. Institutes that have an agreement with you are told."
        ),
        "button": _("Publish"),
    },
    "pause": {
        "title": _("Pause the slot"),
        "says": _(
            "Nobody can apply until you resume it. Who has applied keeps their place, and you may go on deciding."
        ),
        "button": _("Pause"),
    },
    "resume": {
        "title": _("Resume the slot"),
        "says": _("Students may apply again until the deadline."),
        "button": _("Resume"),
    },
    "close": {
        "title": _("Close the slot"),
        "says": _(
            "Nobody can apply any more, and it cannot be opened again. Who has applied still waits for your decision."
        ),
        "button": _("Close it"),
        "danger": True,
    },
    "archive": {
        "title": _("Archive the slot"),
        "says": _("It leaves your list and the public pages. Its interns, records and certificates stay."),
        "button": _("Archive"),
    },
    "confirm": {
        "title": _("Say that it still stands"),
        "says": _(
            "Students see that you confirmed it today. After 60 days without a word, a slot is paused by itself."
        ),
        "button": _("It still stands"),
    },
    "copy": {
        "title": _("Copy the slot"),
        "says": _(
            "A draft is made with the same text, places, objectives and way of choosing; reviewers are named anew. With a first day, its "
            "dates and blocks come along, moved to begin then; without, they are left to choose. The deadline is always yours to set."
        ),
        "button": _("Make the copy"),
    },
}


def find_slot(request: HttpRequest, pk: int, *, objectives: bool = True, told: bool = False) -> Slot:
    """The slot, with its objectives unless nobody reads them, if the actor sees it from inside; else 404. One query, or two.

    With `told`, also with how many hear of what is changed in it.
    """
    slots = Slot.objects.visible_to(request.actor).managed_by(request.actor)
    slots = slots.with_objectives() if objectives else slots
    slots = with_told(slots) if told else slots
    return get_object_or_404(
        slots.select_related("partner", "department__site", "track", "supervisor__user", "selection"), pk=pk
    )


def verdicts_on(actor: Actor, slot: Slot, now: datetime) -> dict[str, Verdict]:
    """What the actor may do with it."""
    return {
        "edit": policies.may_edit(actor, slot),
        "objectives": policies.may_change_objectives(actor, slot),
        "blocks": policies.may_change_blocks(actor, slot),
        "publish": policies.may_publish(actor, slot, now),
        "pause": policies.may_pause(actor, slot, now),
        "resume": policies.may_resume(actor, slot, now),
        "close": policies.may_close(actor, slot),
        "archive": policies.may_archive(actor, slot),
        "confirm": policies.may_confirm(actor, slot),
        "copy": policies.may_copy(actor, slot),
    }


def _act(request: HttpRequest, pk: int, verb: str, service: Any, form_class: type[ActForm] = ActForm) -> HttpResponse:
    slot = find_slot(request, pk)
    verdict = verdicts_on(request.actor, slot, clock.now())[verb]
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, service, form, slot_id=pk)):
        return redirect("slot_detail", outcome.thing.pk)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back_name": slot.title, "back_url": "../"})


@require_http_methods(["GET", "POST"])
def slot_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to students."""
    return _act(request, pk, "publish", moves.publish_slot)


@require_http_methods(["GET", "POST"])
def slot_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no applications for now."""
    return _act(request, pk, "pause", moves.pause_slot)


@require_http_methods(["GET", "POST"])
def slot_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take applications again."""
    return _act(request, pk, "resume", moves.resume_slot)


@require_http_methods(["GET", "POST"])
def slot_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no applications any more."""
    return _act(request, pk, "close", moves.close_slot)


@require_http_methods(["GET", "POST"])
def slot_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it out of sight."""
    return _act(request, pk, "archive", moves.archive_slot)


@require_http_methods(["GET", "POST"])
def slot_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it still stands."""
    return _act(request, pk, "confirm", services.confirm_slot)


@require_http_methods(["GET", "POST"])
def slot_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin another one like it."""
    return _act(request, pk, "copy", copy_slot, CopySlotForm)
