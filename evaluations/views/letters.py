"""Pages of recommendation letters: find, read, act, answer."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from accounts.reauthentication import ask_again
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from evaluations.documents.letters import letter_page
from evaluations.forms.papers import AskLetterForm, DeclineLetterForm, LetterForm, RevokeLetterForm
from evaluations.models import Letter
from evaluations.policies import papers as policies
from evaluations.sections_papers import letter_standing
from evaluations.services import letters as services
from evaluations.states import RELEASE_LETTER
from institutions.models import with_recordings
from placements.models import Placement

PAGE = 25


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters that the actor asked for or was asked for, the newest first."""
    rows = Letter.objects.visible_to(request.actor).for_list().order_by("-created_at", "-pk")
    page = page_of(request, rows, PAGE)
    for letter in page:
        letter.standing = letter_standing(letter)
    return render(request, "evaluations/letter_list.html", {"page": page})


@require_safe
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands; what it says, to whom it may be read; what to do next."""
    letter = _find(request, pk)
    may_read = policies.may_read_letter(request.actor, letter)
    context = {
        "letter": letter,
        "standing": letter_standing(letter),
        "being_sealed": RELEASE_LETTER.allowed_from(letter.state),
        "may_read": may_read,
        "paragraphs": letter_page(letter) if may_read else [],
        "verdicts": _verdicts(request, letter),
        "short_notice": policies.is_short_notice(letter),
        "history": with_recordings(letter.transitions, request.actor),
    }
    return render(request, "evaluations/letter_detail.html", context)


@require_safe
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sealed file: to the writer, and to the student while the letter is released."""
    letter = _find(request, pk)
    verdict = policies.may_read_letter(request.actor, letter)
    if not verdict:
        return act_page(request, verdict, {"title": _("The letter as a PDF"), "back": letter})
    if letter.file is None:
        return redirect(letter)
    return file_response(letter.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def letter_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the supervisor of a placement."""
    placement = get_object_or_404(Placement.objects.visible_to(request.actor).for_list(), pk=pk)
    verdict = policies.may_ask_letter(request.actor, placement)
    form = AskLetterForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, services.ask_letter, form, placement_id=pk)):
        return redirect(outcome.thing)
    says = _("%(name)s is asked, and may accept or decline. The letter is written from the record of your placement.")
    context = {
        "title": _("Ask for a letter"),
        "form": form,
        "button": pgettext_lazy("for a letter", "Ask"),
        "back": placement,
    }
    return act_page(
        request,
        verdict,
        {**context, "says": says % {"name": placement.supervisor.user if placement.supervisor else ""}},
    )


@require_http_methods(["GET", "POST"])
def letter_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it will be written."""
    return _act(request, pk, "accept", ActForm, services.accept_letter)


@require_http_methods(["GET", "POST"])
def letter_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no."""
    return _act(request, pk, "decline", DeclineLetterForm, services.decline_letter)


@require_http_methods(["GET", "POST"])
def letter_refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the draft in from the record once more."""
    return _act(request, pk, "refill", ActForm, services.refill_letter)


@require_http_methods(["GET", "POST"])
def letter_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _act(request, pk, "revoke", RevokeLetterForm, services.revoke_letter)


@require_http_methods(["GET", "POST"])
def letter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the paragraphs; each shows where its facts come from."""
    letter = _find(request, pk)
    if not (verdict := policies.may_write_letter(request.actor, letter)):
        return act_page(request, verdict, {"title": _("Write the letter"), "back": letter})
    form = LetterForm(request.POST or None, letter=letter)
    if form.is_valid() and attempt(request, services.edit_letter, form, letter_id=pk):
        return redirect("letter_sign" if "then_sign" in request.POST else "letter_edit", pk)
    return render(request, "evaluations/letter_edit.html", {"letter": letter, "form": form})


@require_http_methods(["GET", "POST"])
def letter_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it once more as it will be printed, and sign: with the password given within the last quarter of an hour."""
    letter = _find(request, pk)
    verdict = policies.may_write_letter(request.actor, letter)
    if verdict and (gate := ask_again(request)) is not None:
        return gate
    form = ActForm(request.POST or None, version=letter.version)
    if verdict and form.is_valid() and attempt(request, services.sign_letter, form, letter_id=pk):
        return redirect(letter)
    context = {
        "title": _("Sign the letter"),
        "form": form,
        "letter": letter,
        "paragraphs": letter_page(letter),
        "back": letter,
    }
    return act_page(request, verdict, context, "evaluations/letter_sign.html")


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "accept": {
        "title": _("Write the letter"),
        "says": _(
            "The student is told. A draft is filled in from the record; you change it, add your own words and sign."
        ),
        "button": _("I will write it"),
    },
    "decline": {
        "title": _("Decline to write"),
        "says": _("The student is told in your words."),
        "button": _("Decline"),
    },
    "refill": {
        "title": _("Fill the draft in again"),
        "says": _("Every paragraph but your own is written anew from the record. What you changed in them is lost."),
        "button": _("Fill it in again"),
    },
    "revoke": {
        "title": _("Revoke the letter"),
        "says": _(
            "The student is told not to send it on any more, and cannot open it here. Copies that were sent are out of reach."
        ),
        "button": _("Revoke it"),
        "danger": True,
    },
}


def _find(request: HttpRequest, pk: int) -> Letter:
    rows = Letter.objects.visible_to(request.actor).for_list()
    return get_object_or_404(rows.select_related("placement__institute", "writer__partner", "file"), pk=pk)


def _verdicts(request: HttpRequest, letter: Letter) -> dict[str, Verdict]:
    return {
        "accept": policies.may_accept_letter(request.actor, letter),
        "decline": policies.may_decline_letter(request.actor, letter),
        "write": policies.may_write_letter(request.actor, letter),
        "refill": policies.may_write_letter(request.actor, letter),
        "revoke": policies.may_revoke_letter(request.actor, letter),
    }


def _act(request: HttpRequest, pk: int, verb: str, form_class: type[ActForm], service: Any) -> HttpResponse:
    letter = _find(request, pk)
    verdict = _verdicts(request, letter)[verb]
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, service, form, letter_id=pk)):
        return redirect(outcome.thing)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": letter})
