"""Enquiries from outside: the public form, and the office's list with its answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.forms import ActForm
from core.limits import Limit, too_often, visitor
from core.paging import page_of
from core.views import act_page
from institutions.forms.enquiries import EnquiryAnswerForm, EnquiryForm
from institutions.models import Enquiry, with_recordings
from institutions.policies import enquiries as policies
from institutions.services import enquiries as services

PAGE = 25
SENT = Limit("enquiries sent", most=10, seconds=3600)


@require_http_methods(["GET", "POST"])
@login_not_required
def enquiry_ask(request: HttpRequest) -> HttpResponse:
    """Ask an institute something, or to be sponsored. `?kind=graduate` begins the form so."""
    if request.method == "POST" and not SENT.spend(visitor(request)):
        return too_often(request, SENT)
    form = EnquiryForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if form.is_valid() and (form.is_from_a_machine or attempt(request, services.send_enquiry, form)):
        return redirect("enquiry_sent")
    return render(request, "institutions/enquiry_ask.html", {"form": form})


@require_safe
@login_not_required
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """It is on its way, and what happens next."""
    return render(request, "institutions/enquiry_sent.html")


@require_safe
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """The office's: what waits first, the longest first."""
    if not (verdict := policies.may_list(request.actor)):
        return act_page(request, verdict, {"title": _("Enquiries")})
    page = page_of(request, Enquiry.objects.visible_to(request.actor).for_list(), PAGE)
    return render(request, "institutions/enquiry_list.html", {"page": page})


@require_safe
def enquiry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One enquiry, its answer, and what may be done."""
    enquiry, actor = _find(request, pk), request.actor
    context = {
        "enquiry": enquiry,
        "history": with_recordings(enquiry.transitions, actor),
        "may_answer": policies.may_answer(actor, enquiry),
        "may_sponsor": policies.may_sponsor(actor, enquiry),
        "may_close": policies.may_close(actor, enquiry),
    }
    return render(request, "institutions/enquiry_detail.html", context)


@require_http_methods(["GET", "POST"])
def enquiry_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer by mail."""
    enquiry, form = _find(request, pk), EnquiryAnswerForm(request.POST or None)
    verdict = policies.may_answer(request.actor, enquiry)
    if verdict and form.is_valid() and attempt(request, services.answer_enquiry, form, enquiry_id=pk):
        messages.success(request, _("Your answer is on its way to %(email)s.") % {"email": enquiry.email})
        return redirect("enquiry_list")
    context = {"title": _("Answer %(name)s") % {"name": enquiry.name}, "says": enquiry.text, "form": form}
    return act_page(request, verdict, {**context, "button": _("Send the answer"), "back": enquiry})


@require_http_methods(["GET", "POST"])
def enquiry_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away."""
    enquiry, form = _find(request, pk), ActForm(request.POST or None)
    verdict = policies.may_close(request.actor, enquiry)
    if verdict and form.is_valid() and attempt(request, services.close_enquiry, form, enquiry_id=pk):
        return redirect("enquiry_list")
    says = _("%(name)s hears nothing. For what needs no answer: advertising, the same once more.") % {
        "name": enquiry.name
    }
    context = {"title": _("Put it away without an answer"), "says": says, "form": form, "button": _("Put it away")}
    return act_page(request, verdict, {**context, "back": enquiry})


def _find(request: HttpRequest, pk: int) -> Enquiry:
    return get_object_or_404(Enquiry.objects.visible_to(request.actor).select_related("institute"), pk=pk)
