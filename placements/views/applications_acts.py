"""What is done with an application: each act on a page of its own, which says what will happen, or why it may not."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
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
from core.views import act_page, posted
from placements.forms.applications import AcceptForm, DeclineForm, OfferForm, RejectForm, WithdrawForm
from placements.models import Application, Reference
from placements.policies import applications as policies
from placements.policies import applying, offers
from placements.policies.selection import selection_of
from placements.services import applications as services
from placements.services import decisions
from placements.services import offers as offer_services
from placements.states import OFFER

HELD_FOR = timedelta(days=7)  # suggested for an offer made by hand

# What each act is called, and what it will do, in the words of its page. In the order of their buttons; the first allowed stands out,
# unless it ends or undoes something.
ACTS: dict[str, dict[str, Any]] = {
    "accept": {
        "title": _("Accept the offer"),
        "button": _("Accept the place"),
    },
    "decline": {
        "title": _("Decline the offer"),
        "says": _("You give the place back, and it goes to the next on the waiting list. This cannot be taken back."),
        "button": _("Decline"),
        "danger": True,
    },
    "submit": {
        "title": _("Send the application"),
        "button": _("Send"),
    },
    "answer": {
        "title": _("Answer the question"),
        "button": _("Send the answer"),
    },
    "take_back": {
        "title": _("Change what you sent"),
        "quiet": True,
        "button": _("Make it a draft again"),
    },
    "endorse": {
        "title": _("Endorse the application"),
        "says": _("The institute stands behind it. The partner is told and decides from here on."),
        "button": _("Endorse it"),
    },
    "review": {
        "title": _("Begin the review"),
        "says": _("The student sees that somebody is reading the application."),
        "button": _("Begin"),
    },
    "offer": {
        "title": _("Offer a place"),
        "says": _("The place is held for the student, who is told at once and may accept or decline."),
        "button": _("Offer the place"),
    },
    "shortlist": {
        "title": _("Put on the shortlist"),
        "says": _("The student is told. A place is not held yet."),
        "button": _("Shortlist"),
    },
    "waitlist": {
        "title": _("Put on the waiting list"),
        "says": _(
            "The student is told and sees the position. When an offer is declined or lapses, the next on the list gets it by itself."
        ),
        "button": _("Put on the list"),
    },
    "ask": {
        "title": _("Ask for more information"),
        "says": _("It goes back to the student with your question, and returns to you with the answer."),
        "button": _("Send the question"),
    },
    "refuse": {
        "title": _("Do not endorse"),
        "says": _(
            "The student is told and reads your reason. Until the deadline they may change it and send it again."
        ),
        "button": _("Send the answer"),
        "danger": True,
    },
    "reject": {
        "title": _("Do not choose"),
        "says": _("The student is told and reads your reason."),
        "button": _("Send the answer"),
        "danger": True,
    },
    "withdraw": {
        "title": _("Withdraw the application"),
        "says": _(
            "Plans change, and nobody holds it against you. Whoever has it is told. What you wrote is kept: "
            "while the internship is open you may begin again."
        ),
        "button": _("Withdraw"),
        "danger": True,
    },
}


def find_application(request: HttpRequest, pk: int) -> Application:
    """The application with its people and places, if the actor sees it; else 404. One query."""
    rows = Application.objects.visible_to(request.actor).for_list().select_related("student__cv", "placement")
    return get_object_or_404(rows, pk=pk)


TIMED: dict[str, Callable[[Actor, Application, datetime], Verdict]] = {
    "submit": policies.may_submit,
    "take_back": policies.may_take_back,
    "offer": offers.may_offer,
    "accept": offers.may_accept,
}
UNTIMED: dict[str, Callable[[Actor, Application], Verdict]] = {
    "withdraw": policies.may_withdraw,
    "answer": applying.may_answer,
    "endorse": applying.may_endorse,
    "refuse": applying.may_refuse,
    "ask": applying.may_ask,
    "review": policies.may_review,
    "shortlist": policies.may_shortlist,
    "waitlist": policies.may_waitlist,
    "reject": policies.may_reject,
    "decline": offers.may_decline,
}


def verdict_on(request: HttpRequest, application: Application, verb: str) -> Verdict:
    """Whether the actor may do this now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if verb in TIMED:
        return TIMED[verb](actor, application, clock.now())
    return UNTIMED[verb](actor, application)


def verdicts_on(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What a page of the application needs: `acts` that are allowed, in order, and `withheld`, why no place can be offered now."""
    verdicts = {verb: verdict_on(request, application, verb) for verb in ACTS}
    offer = verdicts["offer"]
    return {
        "acts": [
            {
                "route": f"application_{verb}",
                "label": ACTS[verb]["title"],
                "is_next": not {"danger", "quiet"} & ACTS[verb].keys(),
            }
            for verb, verdict in verdicts.items()
            if verdict
        ],
        "withheld": None if offer or offer.personal or not OFFER.allowed_from(application.state) else offer,
    }


@require_http_methods(["GET", "POST"])
def application_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it."""
    application = find_application(request, pk)
    checks = list(policies.checks(application, clock.now())) if application.is_draft else []
    references = Reference.objects.visible_to(request.actor).standing().filter(applications=pk).for_list()
    template = "placements/application_submit.html"
    how = selection_of(application.slot)
    becomes_public = application.institute.asks_for_merit or (how is not None and how.shows_merit)
    more = {"checks": checks, "references": references.order_by("pk"), "becomes_public": becomes_public}
    form = ActForm(posted(request), version=application.version)
    return act(request, application, "submit", form, services.submit_application, template, **more)


@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return act(
        request, find_application(request, pk), "withdraw", WithdrawForm(posted(request)), services.withdraw_application
    )


@require_http_methods(["GET", "POST"])
def application_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to read it."""
    return act(request, find_application(request, pk), "review", ActForm(posted(request)), decisions.begin_review)


@require_http_methods(["GET", "POST"])
def application_shortlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the student on the shortlist."""
    return act(
        request, find_application(request, pk), "shortlist", ActForm(posted(request)), decisions.shortlist_application
    )


@require_http_methods(["GET", "POST"])
def application_waitlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the student on the waiting list."""
    return act(
        request, find_application(request, pk), "waitlist", ActForm(posted(request)), decisions.waitlist_application
    )


@require_http_methods(["GET", "POST"])
def application_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    return act(
        request, find_application(request, pk), "reject", RejectForm(posted(request)), decisions.reject_application
    )


@require_http_methods(["GET", "POST"])
def application_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a place."""
    application = find_application(request, pk)
    form = OfferForm(posted(request), suggested=_suggested_deadline(application))
    return act(request, application, "offer", form, offer_services.offer_place, "placements/application_offer.html")


@require_http_methods(["GET", "POST"])
def application_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the place, and choose what becomes of offers on the same days."""
    application = find_application(request, pk)
    others, hopes = list(offers.overlapping_offers(application)), list(offers.overlapping_hopes(application))
    form = AcceptForm(posted(request), others=others, hopes=hopes)
    return act(
        request,
        application,
        "accept",
        form,
        offer_services.accept_offer,
        "placements/application_accept.html",
        others=others,
        hopes=hopes,
    )


@require_http_methods(["GET", "POST"])
def application_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the place back."""
    return act(
        request, find_application(request, pk), "decline", DeclineForm(posted(request)), offer_services.decline_offer
    )


def act(
    request: HttpRequest,
    application: Application,
    verb: str,
    form: ActForm,
    service: Any,
    template: str = "layouts/act.html",
    **context: Any,
) -> HttpResponse:
    """One act on the application: the page that says what will happen or why not, and the act itself."""
    verdict = verdict_on(request, application, verb)
    if verdict and form.is_valid() and attempt(request, service, form, application_id=application.pk):
        return redirect(application)
    return act_page(
        request,
        verdict,
        {**ACTS[verb], "form": form, "back": application, "application": application, **context},
        template,
    )


def _suggested_deadline(application: Application) -> datetime:
    """A week from today at 17:00, or the evening before the internship begins."""
    zone = application.institute.zone
    last = min(clock.today(zone) + HELD_FOR, application.slot.starts_on - timedelta(days=1))
    return datetime.combine(last, time(17, 0), tzinfo=zone)
