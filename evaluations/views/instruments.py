"""Pages of evaluation forms: find, read, act, answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.forms import ActForm
from core.views import act_page
from evaluations.forms.instruments import InstrumentAddForm, InstrumentChoiceForm, InstrumentForm
from evaluations.models import Instrument
from evaluations.policies import instruments as policies
from evaluations.services import instruments as services
from institutions.models import Programme


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Every form in its newest version, by what it is for; and which of them each programme uses."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Evaluation forms")})
    newest = Instrument.objects.visible_to(request.actor).newest().for_list()
    programmes = (
        Programme.objects.visible_to(request.actor).prefetch_related("instrument_choices").order_by("name", "pk")
    )
    context = {
        "instruments": sorted(newest, key=lambda row: (list(Instrument.Use.values).index(row.use), row.title, row.pk)),
        "programmes": programmes.select_related("institute") if request.actor.institute_id else (),
        "may_add": policies.may_add(request.actor),
    }
    return render(request, "evaluations/instrument_list.html", context)


@require_safe
def instrument_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as the person who fills it in sees it, and its other versions."""
    instrument = _find(request, pk)
    actor = request.actor
    versions = Instrument.objects.visible_to(actor).filter(slug=instrument.slug).for_list()
    drafts = versions.filter(published_at=None, institute_id=actor.institute_id or instrument.institute_id)
    context = {
        "instrument": instrument,
        "criteria": _with_heads(list(instrument.criteria.all())),
        "levels": _levels(instrument),
        "versions": versions.order_by("institute_id", "-version"),
        "may_edit": policies.may_edit(actor, instrument),
        "may_copy": policies.may_copy(actor, instrument, drafts.first()),
        "may_publish": policies.may_publish(actor, instrument),
    }
    return render(request, "evaluations/instrument_detail.html", context)


@require_http_methods(["GET", "POST"])
def instrument_add(request: HttpRequest) -> HttpResponse:
    """A new form."""
    verdict = policies.may_add(request.actor)
    form = InstrumentAddForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.add_instrument, form)):
        return redirect("instrument_edit", outcome.thing.pk)
    context = {"title": _("New evaluation form"), "form": form, "button": _("Go on"), "back_url": "../"}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def instrument_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words, the scale and the criteria of a draft."""
    instrument = _find(request, pk)
    verdict = policies.may_edit(request.actor, instrument)
    form = InstrumentForm(request.POST or None, instrument=instrument) if verdict else None
    if form is not None and form.is_valid() and attempt(request, services.edit_instrument, form, instrument_id=pk):
        messages.success(request, _("Kept."))
        return redirect("instrument_edit" if "more" in request.POST else "instrument_detail", pk)
    context = {"title": instrument.title, "form": form, "instrument": instrument, "back": instrument}
    return act_page(request, verdict, context, "evaluations/instrument_edit.html")


@require_http_methods(["GET", "POST"])
def instrument_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, or an institute's own of the portal's form."""
    instrument = _find(request, pk)
    actor = request.actor
    ours = Instrument.objects.visible_to(actor).filter(slug=instrument.slug, published_at=None)
    draft = ours.filter(institute_id=actor.institute_id or instrument.institute_id).first()
    verdict = policies.may_copy(actor, instrument, draft)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.copy_instrument, form, instrument_id=pk)):
        return redirect("instrument_edit", outcome.thing.pk)
    words = ACTS["copy"] if actor.institute_id == instrument.institute_id else ACTS["own"]
    return act_page(request, verdict, {**words, "form": form, "back": instrument, "instead": draft})


@require_http_methods(["GET", "POST"])
def instrument_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """From then on it never changes."""
    instrument = _find(request, pk)
    verdict = policies.may_publish(request.actor, instrument)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.publish_instrument, form, instrument_id=pk):
        messages.success(request, _("Published. Evaluations that are planned from now on use it."))
        return redirect(instrument)
    return act_page(request, verdict, {**ACTS["publish"], "form": form, "back": instrument})


@require_http_methods(["GET", "POST"])
def instrument_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft away."""
    instrument = _find(request, pk)
    verdict = policies.may_edit(request.actor, instrument)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.discard_instrument, form, instrument_id=pk):
        messages.success(request, _("The draft is gone."))
        return redirect("instrument_list")
    return act_page(request, verdict, {**ACTS["discard"], "form": form, "back": instrument})


@require_http_methods(["GET", "POST"])
def instrument_choose(request: HttpRequest, programme_pk: int) -> HttpResponse:
    """Which form a programme uses on each occasion."""
    programme = get_object_or_404(Programme.objects.visible_to(request.actor), pk=programme_pk)
    verdict = policies.may_choose(request.actor, programme)
    form = InstrumentChoiceForm(request.POST or None, programme=programme)
    ids = {"programme_id": programme_pk}
    if verdict and form.is_valid() and attempt(request, services.choose_instruments, form, **ids):
        messages.success(request, _("Kept. What is planned already stays on its form."))
        return redirect("instrument_list")
    title = _("Forms of %(programme)s") % {"programme": programme.name}
    return act_page(request, verdict, {**ACTS["choose"], "title": title, "form": form, "back_url": "/instruments/"})


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "copy": {
        "title": _("Make the next version"),
        "says": _(
            "A draft begins from a copy. The version that is in use stays as it is, with everything that was said on it."
        ),
        "button": _("Make it"),
    },
    "own": {
        "title": _("Make our own version"),
        "says": _(
            "A draft of your institute begins from a copy. Once you publish it, your evaluations use it in place of the portal’s."
        ),
        "button": _("Make it"),
    },
    "publish": {
        "title": _("Publish this version"),
        "says": _(
            "From then on nothing in it changes, nor in its scale; another wording is another version. "
            "Evaluations that are planned already stay on theirs."
        ),
        "button": _("Publish it"),
    },
    "discard": {
        "title": _("Discard this draft"),
        "says": _("The draft is taken away. Published versions stay."),
        "button": _("Discard it"),
        "danger": True,
    },
    "choose": {
        "says": _("The newest published version of each is used for evaluations that are planned from now on."),
        "button": _("Keep it so"),
    },
}


def _find(request: HttpRequest, pk: int) -> Instrument:
    return get_object_or_404(Instrument.objects.visible_to(request.actor).for_list(), pk=pk)


def _levels(instrument: Instrument) -> list[dict[str, Any]]:
    said = "plain" if instrument.by_student else "label"
    return [{"value": row.rank, "label": getattr(row, said)} for row in instrument.scale.points.order_by("rank")]


def _with_heads(criteria: list[Any]) -> list[Any]:
    """Each with `head`: its section, where it is the first of it."""
    section = ""
    for criterion in criteria:
        criterion.head = criterion.section if criterion.section != section else ""
        section = criterion.section
    return criteria
