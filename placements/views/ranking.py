"""The order of merit, the spread of its reviewers, and decisions: prepared one by one or by merit, released together."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page, posted
from core.words import when
from placements.forms.reviews import DecisionForm
from placements.forms.selection import ReleaseAtForm
from placements.models import Decision, JudgedFrom, Slot
from placements.policies import decisions as policies
from placements.policies.selection import may_choose
from placements.policies.veil import face_of, hides_outcomes
from placements.ranking import calibration_of, order_of, published_order_of
from placements.services import decisions_release as services
from placements.views.applications_acts import find_application


def _find(request: HttpRequest, pk: int) -> Slot:
    """A slot of the actor's that chooses by criteria; else 404."""
    slots = Slot.objects.visible_to(request.actor).managed_by(request.actor)
    return get_object_or_404(slots.select_related("partner", "selection"), pk=pk, selection__isnull=False)


@require_safe
def slot_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody by merit with ties, in whose place they would stand, and what is prepared."""
    slot = _find(request, pk)
    if not (verdict := may_choose(request.actor, slot)):
        return act_page(request, verdict, {"title": _("Order of merit"), "back_url": "../"})
    rows = order_of(slot, request.actor)
    hides = any(hides_outcomes(request.actor, row.application) for row in rows)
    prepared = [row for row in rows if row.decision is not None and row.decision.released_at is None]
    context = {
        "slot": slot,
        "selection": slot.selection,
        "rows": rows,
        "groups": slot.selection.shared_out,
        "names_groups": not (hides or slot.selection.tells_gender),
        "hides_outcomes": hides,
        "prepared": len(prepared),
        "may_release": policies.may_release(request.actor, slot),
        "is_judging": any(row.is_judged for row in rows),
    }
    return render(request, "placements/slot_ranking.html", context)


@require_safe
def slot_calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """How each reviewer uses the scale."""
    slot = _find(request, pk)
    if not (verdict := may_choose(request.actor, slot)):
        return act_page(request, verdict, {"title": _("How reviewers score"), "back_url": "../"})
    stage = JudgedFrom.INTERVIEW if request.GET.get("stage") == JudgedFrom.INTERVIEW else JudgedFrom.REVIEW
    context = {"slot": slot, "lanes": calibration_of(slot, request.actor, stage), "stage": stage.label}
    context["is_interview"] = stage == JudgedFrom.INTERVIEW
    return render(request, "placements/slot_calibration.html", context)


@require_http_methods(["GET", "POST"])
def application_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what is to be decided; nobody outside is told yet."""
    application = find_application(request, pk)
    verdict = policies.may_prepare(request.actor, application)
    prepared = Decision.objects.visible_to(request.actor).prepared().filter(application=application).first()
    hidden = hides_outcomes(request.actor, application)
    form = DecisionForm(posted(request), prepared=None if hidden else prepared)
    if verdict and form.is_valid() and attempt(request, services.prepare_decision, form, application_id=pk):
        return redirect("slot_ranking", application.slot_id)
    context = {
        "title": _("Decide on %(name)s") % {"name": face_of(application, request.actor).name},
        "says": _("Nobody outside your office sees this until decisions are released together."),
        "form": form,
        "button": _("Prepare it"),
        "back": application,
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def application_undecide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was noted."""
    application = find_application(request, pk)
    verdict = policies.may_prepare(request.actor, application)
    form = ActForm(posted(request))
    if verdict and form.is_valid() and attempt(request, services.take_back_decision, form, application_id=pk):
        return redirect("slot_ranking", application.slot_id)
    context = {"title": _("Take the decision back"), "form": form, "button": _("Take it back"), "back": application}
    return act_page(request, verdict, {**context, "says": _("It is judged on; nobody was told of it.")})


@require_http_methods(["GET", "POST"])
def slot_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Note decisions for everybody with a score, by merit and quota."""
    says = _(
        "Whoever stands high enough gets an offer prepared, everybody else with a score the waiting list. What you have noted "
        "stays. Nobody outside is told until you release."
    )
    context = {"title": _("Prepare by merit"), "says": says, "button": _("Prepare them")}
    slot = _find(request, pk)
    return _act(
        request,
        slot,
        may_choose(request.actor, slot),
        ActForm(posted(request)),
        services.prepare_by_merit,
        context,
    )


@require_http_methods(["GET", "POST"])
def slot_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out everything prepared, and tell everybody."""
    slot = _find(request, pk)
    verdict = policies.may_release(request.actor, slot)
    context = {
        "title": _("Release the decisions"),
        "says": _release_says(slot, clock.now()),
        "button": _("Release them now"),
    }
    return _act(request, slot, verdict, ActForm(posted(request)), services.release_decisions, context)


@require_http_methods(["GET", "POST"])
def slot_release_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the moment at which the clock does it."""
    slot = _find(request, pk)
    planned = slot.selection.release_at
    initial = {"release_at": timezone.localtime(planned) if planned else None}
    form = ReleaseAtForm(posted(request), initial=initial)
    context = {"title": _("Release at a set time"), "button": _("Keep the time")}
    says = _("Everything that is prepared at that moment is released by itself, within a minute.")
    context["says"] = " ".join([says, *_release_ends(slot, clock.now())])
    return _act(request, slot, may_choose(request.actor, slot), form, services.plan_release, context)


@require_safe
@login_not_required
def internship_merit(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of merit that a partner publishes: numbers and reasons, no names."""
    slots = Slot.objects.visible_to(request.actor).select_related("partner", "department", "selection")
    slot = get_object_or_404(slots.with_merit(), pk=pk)
    return render(request, "placements/internship_merit.html", {"slot": slot, "table": published_order_of(slot)})


def _release_says(slot: Slot, now: datetime) -> str:
    counts = services.prepared_counts(slot)
    words = _(
        "Offers: %(offer)d. Waiting list: %(waitlist)d. Not chosen: %(reject)d. Each student is told at once, and offers "
        "are held for %(days)d days."
    ) % {**counts, "days": slot.selection.answer_days}
    said = [words, *_release_ends(slot, now)]
    if slot.selection.shows_merit or slot.selection.is_asked_for_merit:
        said.append(_("The table of merit becomes public: receipt numbers, no names."))
    if fallen := slot.selection.offers_fallen:
        more = ngettext(
            "%(n)d student left after an offer was prepared: that place is offered to who stands first on the waiting list.",
            "%(n)d students left after an offer was prepared: those places are offered to who stand first on the waiting list.",
            fallen,
        )
        said.append(more % {"n": fallen})
    return " ".join(said)


def _release_ends(slot: Slot, now: datetime) -> Iterator[str]:
    """What else a release ends or overtakes: interviews that are ahead, and the time that is left to apply."""
    if ahead := services.interviews_cut_short(slot):
        words = ngettext(
            "%(n)d interview that is still ahead is called off by it.",
            "%(n)d interviews that are still ahead are called off by it.",
            ahead,
        )
        yield words % {"n": ahead}
    if slot.apply_by and slot.apply_by > now and slot.is_shown:
        words = _("Students may still apply until %(moment)s: who comes later finds these places given.")
        yield words % {"moment": when(slot.apply_by)}


def _act(
    request: HttpRequest, slot: Slot, verdict: Verdict, form: ActForm, service: Any, context: dict[str, Any]
) -> HttpResponse:
    """One act on the whole order, then back to it."""
    if verdict and form.is_valid() and attempt(request, service, form, slot_id=slot.pk):
        messages.success(request, _("Done. The order of merit shows where everybody stands."))
        return redirect("slot_ranking", slot.pk)
    return act_page(request, verdict, {**context, "form": form, "back_url": f"/slots/{slot.pk}/ranking/"})
