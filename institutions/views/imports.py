"""Bringing a list in: send it, say what its headings mean, see what it would do, confirm."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.exports import KINDS, table_response
from core.forms import ActForm
from core.limits import Limit, too_often
from core.sheets import Sheet, areas_for, sheet_of
from core.views import act_page
from institutions.forms.imports import AlikeForm, ColumnsForm, ImportForm
from institutions.models import Import
from institutions.policies import imports as policies
from institutions.services import imports as services
from institutions.services.imports_plans import table_of

SENDINGS = Limit("lists sent", most=60, seconds=600)
SHOWN = 100  # problems on the page; correcting these first shows the rest
RECENT = 20  # lists on the page


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """What may be brought in, and the lists that were."""
    if not (verdict := policies.may_bring_any(request.actor)):
        return act_page(request, verdict, {"title": _("Bring in a list")})
    recent = Import.objects.visible_to(request.actor).select_related("by").order_by("-created_at")[:RECENT]
    return render(request, "institutions/import_list.html", {"areas": areas_for(request.actor), "recent": recent})


@require_http_methods(["GET", "POST"])
def import_add(request: HttpRequest, noun: str) -> HttpResponse:
    """Take a file."""
    sheet = _sheet(noun)
    if not (verdict := sheet.may(request.actor)):
        return act_page(request, verdict, {"title": _("Bring in a list")})
    if request.method == "POST" and not SENDINGS.spend(str(request.actor.user_id)):
        return too_often(request, SENDINGS)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (outcome := attempt(request, services.begin_import, form, noun=noun)):
        return redirect(outcome.thing)
    return render(
        request, "institutions/import_add.html", {"sheet": sheet, "form": form, "hints": sheet.hints(request.actor)}
    )


@require_safe
def import_sample(_request: HttpRequest, noun: str, kind: str) -> HttpResponseBase:
    """A list of two, to write over."""
    sheet = _sheet(noun)
    if kind not in KINDS:
        raise Http404
    headings = [column.heading for column in sheet.columns]
    return table_response(sheet.sample, headings, name=noun, kind=kind)


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list would do, what is wrong with it, or what came of it."""
    kept = _find(request, pk)
    report = kept.report or {}
    if kept.report is None and kept.job is None:
        return redirect("import_columns", pk=pk)
    context = {
        "kept": kept,
        "report": report,
        "job": kept.job,
        "problems": report.get("problems", [])[:SHOWN],
        "more": max(report.get("faults", 0) - SHOWN, 0),
        "headings": [heading for heading, name in zip(kept.headings, kept.columns, strict=True) if name],
        "form": ActForm(),
        "may_confirm": policies.may_confirm(request.actor, kept),
        "may_change": policies.may_change(request.actor, kept),
        "may_look_again": policies.may_look_again(request.actor, kept),
    }
    return render(request, "institutions/import_detail.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what each heading means."""
    kept, title = _find(request, pk), _("What do the headings mean?")
    if not (verdict := policies.may_change(request.actor, kept)):
        return act_page(request, verdict, {"title": title, "back_url": "../../"})
    form = ColumnsForm(request.POST or None, kept=kept, cells=[line.cells for line in table_of(kept).lines])
    if form.is_valid() and (outcome := attempt(request, services.name_columns, form, import_id=pk)):
        return redirect(outcome.thing)
    return render(request, "institutions/import_columns.html", {"kept": kept, "form": form, "title": title})


@require_http_methods(["GET", "POST"])
def import_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of doubtful lines whether they are about something that is here."""
    kept = _find(request, pk)
    verdict = policies.may_change(request.actor, kept)
    form = AlikeForm(request.POST or None, kept=kept)
    if verdict and form.is_valid() and (outcome := attempt(request, services.settle_alike, form, import_id=pk)):
        return redirect(outcome.thing)
    says = _("The same one is corrected where the list says otherwise; another one is added beside it.")
    context = {"title": _("Here already?"), "says": says, "form": form, "button": _("Go on"), "back": kept}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def import_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look it through once more."""
    kept = _find(request, pk)
    verdict = policies.may_look_again(request.actor, kept)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.look_again, form, import_id=pk)):
        return redirect(outcome.thing)
    says = _("Each line is compared with what is here now. Nothing is brought in by it.")
    context = {"title": _("Look it through again"), "says": says, "form": form, "back": kept}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it in."""
    kept = _find(request, pk)
    verdict = policies.may_confirm(request.actor, kept)
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if outcome := attempt(request, services.confirm_import, form, import_id=pk):
            _say(request, outcome.thing)
            return redirect(outcome.thing)
        return redirect(kept)
    says = _("%(new)d new and %(changed)d changed, all of it or nothing. Nothing is removed.")
    figures = {name: kept.found(name) for name in ("new", "changed")}
    context = {"title": _("Bring in “%(name)s”") % {"name": kept.name}, "says": says % figures, "form": form}
    return act_page(request, verdict, {**context, "button": _("Bring it in"), "back": kept})


@require_http_methods(["GET", "POST"])
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list and its file."""
    kept = _find(request, pk)
    verdict = policies.may_change(request.actor, kept)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.drop_import, form, import_id=pk):
        return redirect("import_list")
    context = {"title": _("Forget “%(name)s”") % {"name": kept.name}, "form": form, "back": kept}
    says = _("The file is removed. Nothing of it was brought in.")
    return act_page(request, verdict, {**context, "says": says, "button": _("Forget it"), "danger": True})


def _say(request: HttpRequest, kept: Import) -> None:
    if kept.done_at is not None:
        figures = {name: kept.found(name) for name in ("new", "changed", "same")}
        messages.success(request, _("Brought in: %(new)d new, %(changed)d changed, %(same)d as they were.") % figures)


def _sheet(noun: str) -> Sheet:
    if (sheet := sheet_of(noun)) is None:
        raise Http404
    return sheet


def _find(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.actor).select_related("file", "job", "by"), pk=pk)
