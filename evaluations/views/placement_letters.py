"""Pages of letters of placement: find, read, act, answer."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.paging import page_of
from core.views import act_page
from evaluations.documents.placement_letters import placement_letter_page
from evaluations.forms.placement_letters import PlacementLetterForm, WithdrawPlacementLetterForm
from evaluations.models import PlacementLetter
from evaluations.policies import placement_letters as policies
from evaluations.services import placement_letters as services
from institutions.models import Partner, with_recordings
from placements.models import Placement

PAGE = 25
TITLE = _("Letter of placement")


@require_safe
def placement_letter_list(request: HttpRequest) -> HttpResponse:
    """Letters that went to partners, the newest first; for the office also which partners wait for one."""
    rows = PlacementLetter.objects.visible_to(request.actor).for_list().order_by("-issued_at", "-pk")
    page = page_of(request, rows, PAGE)
    may_write = policies.may_write_placement_letter(request.actor)
    context = {"page": page, "may_write": may_write, "partners": _partners(request) if may_write else []}
    return render(request, "evaluations/placement_letter_list.html", context)


@require_http_methods(["GET", "POST"])
def placement_letter_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to one partner about its interns; those whom no letter names yet are ticked."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor), slug=slug)
    verdict = policies.may_write_placement_letter(request.actor)
    choices = _nameable(request).filter(partner=partner)
    form = PlacementLetterForm(
        request.POST or None, partner=partner, choices=choices, initial={"placements": _ticked(request, choices)}
    )
    if verdict and form.is_valid() and (outcome := attempt(request, services.write_placement_letter, form)):
        return redirect(outcome.thing)
    context = {"title": TITLE, "partner": partner, "form": form, "some": choices.exists()}
    return act_page(request, verdict, context, "evaluations/placement_letter_add.html")


@require_safe
def placement_letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, where it stands, its file."""
    letter = _find(request, pk)
    context = {
        "letter": letter,
        **placement_letter_page(letter),
        "may_withdraw": policies.may_withdraw_placement_letter(request.actor, letter),
        "history": with_recordings(letter.transitions, request.actor),
    }
    return render(request, "evaluations/placement_letter_detail.html", context)


@require_safe
def placement_letter_pdf(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sealed file, once it is made."""
    letter = _find(request, pk)
    if letter.file is None:
        return redirect(letter)
    return file_response(letter.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def placement_letter_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    letter = _find(request, pk)
    verdict = policies.may_withdraw_placement_letter(request.actor, letter)
    form = WithdrawPlacementLetterForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.withdraw_placement_letter, form, letter_id=pk):
        return redirect(letter)
    says = _("The partner is told that it holds no more, and why. The placements themselves stay as they are.")
    context = {"title": _("Withdraw the letter"), "says": says, "form": form, "danger": True, "back": letter}
    return act_page(request, verdict, context)


def _find(request: HttpRequest, pk: int) -> PlacementLetter:
    rows = PlacementLetter.objects.visible_to(request.actor).for_list().select_related("file")
    return get_object_or_404(rows, pk=pk)


def _nameable(request: HttpRequest) -> QuerySet[Placement]:
    """Whom the office can name, each with `named`: whether a letter in force does so already."""
    letters = PlacementLetter.objects.visible_to(request.actor).holding().filter(placements=OuterRef("pk"))
    rows = policies.nameable(Placement.objects.visible_to(request.actor)).for_list()
    return rows.annotate(named=Exists(letters)).order_by("starts_on", "student__user__name", "pk")


def _ticked(request: HttpRequest, choices: QuerySet[Placement]) -> list[Any]:
    """The one intern whom the address asks for, else everybody without a letter."""
    asked = request.GET.get("placement", "")
    return [row.pk for row in choices if (str(row.pk) == asked if asked else not row.named)]


def _partners(request: HttpRequest) -> QuerySet[Partner]:
    """Partners with interns to name, those with the most unnamed ones first. One query."""
    unnamed = _nameable(request).filter(named=False).values("pk")
    everybody = policies.nameable(Placement.objects.visible_to(request.actor)).values("pk")
    counted = Partner.objects.visible_to(request.actor).annotate(
        interns=Count("placements", filter=Q(placements__in=everybody)),
        unnamed=Count("placements", filter=Q(placements__in=unnamed)),
    )
    return counted.filter(interns__gt=0).order_by("-unnamed", "name")
