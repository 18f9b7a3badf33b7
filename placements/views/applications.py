"""Applications: begun and written by a student, listed and read by everybody concerned. The acts are in applications_acts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.actor import Role
from core.paging import page_of
from core.views import act_page, posted
from core.words import when
from placements.application_page import applications_for_page
from placements.filters.applications import ApplicationFilter
from placements.forms.applications import StatementForm
from placements.models import Application, Placement, Slot
from placements.policies import applications as policies
from placements.policies.references import may_choose
from placements.policies.threads import may_speak
from placements.policies.veil import face_of, may_read_papers
from placements.services.applications import save_draft
from placements.states import ApplicationState
from placements.views.applications_acts import find_application, verdicts_on
from placements.views.applications_choosing import choosing_of
from placements.views.applications_shown import (
    held_until,
    history_of,
    next_of,
    pill_of,
    references_shown,
    shown_to,
    story_of,
)
from students.models import Package

PAGE = 25


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """A student's own with the next step; what was sent, for the partner's lead and the institute."""
    own = request.actor.acts_as(Role.STUDENT)
    rows = Application.objects.visible_to(request.actor).for_list()
    rows = rows.urgent_first().select_related("placement") if own else rows.order_by("-submitted_at", "-pk")
    found = ApplicationFilter(request.GET, rows, request=request)
    page = page_of(request, found.qs, PAGE)
    shown = _rows_of_own(request, page) if own else [_row(request, row) for row in page]
    context = {"filter": found, "page": page, "rows": shown}
    return render(request, f"placements/application_list{'_own' if own else ''}.html", context)


def _row(request: HttpRequest, application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "face": face_of(application, request.actor),
        "pill": pill_of(application),
        "held_until": held_until(application),
    }


def _rows_of_own(request: HttpRequest, page: Iterable[Application]) -> list[dict[str, Any]]:
    """Each with the next step. One query where an institute has not endorsed one, whose days may be taken meanwhile."""
    now, refused = clock.now(), any(row.state == ApplicationState.NOT_ENDORSED for row in page)
    stays = list(Placement.objects.visible_to(request.actor).live()) if refused else []
    return [{**_row(request, row), "next": next_of(row, now, stays)} for row in page]


@require_safe
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with its stages, what was sent, its history, and what the actor may do."""
    application = get_object_or_404(applications_for_page(request.actor, clock.now()), pk=pk)
    context = {
        "application": application,
        **shown_to(request.actor, application),
        "own": policies.is_own(request.actor, application),
        "pill": pill_of(application),
        "held_until": held_until(application),
        "may_write_on": application.slot.is_open(clock.now()) and policies.may_edit(request.actor, application),
        "may_begin_again": policies.may_begin_again(request.actor, application, clock.now()),
        "may_speak": may_speak(request.actor, application),
        **story_of(application, history_of(application, request.actor)),
        "placement": getattr(application, "placement", None),
        "choosing": choosing_of(application, request.actor, clock.now()),
        **_references(request, application),
        **verdicts_on(request, application),
    }
    return render(request, "placements/application_detail.html", context)


def _references(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The references that go with it, and whether to choose or ask for more: not for a place one has. And what it still lacks."""
    may = not hasattr(application, "placement") and may_choose(request.actor, application)
    return {
        "references": references_shown(request.actor, application),
        "may_choose_references": may,
        "references_asked": policies.references_asked(application) if may else None,
    }


@require_safe
def application_cv(request: HttpRequest, pk: int) -> HttpResponse:
    """The CV that was sent with it; its reading is written down."""
    application = find_application(request, pk)
    if not (verdict := may_read_papers(request.actor, application)):
        return act_page(request, verdict, {"title": _("CV"), "back": application})
    if (cv := application.sent_cv) is None:
        raise Http404
    return file_response(cv, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def application_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the application for a slot: the draft is made with the first saving."""
    slot, draft, refused = _desk(request, pk)
    if refused:
        return refused
    form = _statement_form(request, draft)
    if form.is_valid() and (outcome := attempt(request, save_draft, form, slot_id=pk)):
        if "send" in request.POST:
            return redirect("application_submit", outcome.thing.pk)
        messages.success(request, _("Your draft is kept."))
        return redirect("application_start", pk)
    checks = list(policies.checks(draft, clock.now())) if draft else []
    context = {"slot": slot, "form": form, "draft": draft, "checks": checks, "objectives": slot.objectives.all()}
    context["is_closed"] = not slot.is_open(clock.now())
    return render(request, "placements/application_start.html", context)


@require_POST
def application_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft while it is typed; answers with the words to show."""
    _slot, draft, refused = _desk(request, pk)
    if refused:
        return refused
    form = _statement_form(request, draft)
    if form.is_valid() and (outcome := attempt(request, save_draft, form, slot_id=pk)):
        text = _("Kept at %(time)s") % {"time": when(clock.now()).rpartition(" ")[2]}
        return JsonResponse({"text": text, "version": outcome.thing.version})
    text = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if form.says_now:
        text = _("Another window has kept another text. Press “Keep the draft” to see both.")
    return JsonResponse({"text": text, "refused": True})


def _statement_form(request: HttpRequest, draft: Application | None) -> StatementForm:
    """What is written for the slot, in the version that stands now; 1 before anything is kept (`save_draft`)."""
    version = draft.version if draft is not None else 1
    return StatementForm(posted(request), initial={"statement": _first_words(request, draft)}, version=version)


def _first_words(request: HttpRequest, draft: Application | None) -> str:
    """What was written for this slot; before anything was, the package's general statement."""
    if draft is not None and draft.statement:
        return draft.statement
    package = Package.objects.visible_to(request.actor).first() if request.actor.acts_as(Role.STUDENT) else None
    return package.statement if package else ""


def _desk(request: HttpRequest, pk: int) -> tuple[Slot, Application | None, HttpResponse | None]:
    """The slot, the student's draft for it, and the page that says no where nothing can be written.

    A draft can be written on after the deadline; its page says that it cannot be sent.
    """
    slots = Slot.objects.visible_to(request.actor).select_related("partner", "department", "selection")
    slot = get_object_or_404(slots, pk=pk)
    rows = Application.objects.visible_to(request.actor).for_list().select_related("student__cv")
    draft = rows.filter(slot=slot).first()
    if draft is not None and policies.may_edit(request.actor, draft):
        return slot, draft, None
    verdict = policies.may_apply(request.actor, slot, clock.now())
    context: dict[str, Any] = {"title": _("Apply for “%(slot)s”") % {"slot": slot}, "back": draft or slot}
    return slot, draft, None if verdict else act_page(request, verdict, context)
