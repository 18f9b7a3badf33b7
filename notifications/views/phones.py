"""The mobile to be told at: named, confirmed by the code that was sent to it, let go again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core.forms import ActForm
from core.limits import Limit, too_often
from core.verdict import YES, Verdict, no
from core.views import act_page
from notifications.forms import PhoneCodeForm, PhoneForm
from notifications.models import PhoneCode
from notifications.services import phones
from notifications.texts import is_set_up

CODES = Limit("phone-codes", most=5, seconds=3600)
TRIES = Limit("phone-code-tries", most=10, seconds=600)


@require_http_methods(["GET", "POST"])
def phone_add(request: HttpRequest) -> HttpResponse:
    """Name the number, and have a code sent to it."""
    form = PhoneForm(request.POST or None, initial={"mobile": request.user.phone})
    verdict = _possible()
    if verdict and form.is_valid():
        if not CODES.spend(str(request.user.pk)):
            return too_often(request, CODES)
        if attempt(request, phones.send_phone_code, form):
            return redirect("phone_confirm")
    says = _("A code is sent to it, which you type on the next page. Then you choose what is told there.")
    context = {"title": _("Be told on your mobile"), "says": says, "form": form, "button": _("Send me a code")}
    return act_page(request, verdict, {**context, "back_url": reverse("mail_choices")})


@require_http_methods(["GET", "POST"])
def phone_confirm(request: HttpRequest) -> HttpResponse:
    """Type what came."""
    form = PhoneCodeForm(request.POST or None)
    sent = PhoneCode.objects.visible_to(request.actor).first()
    verdict = YES if sent else no(_("No code waits for you."), _("Name your mobile, and one is sent."))
    if verdict and form.is_valid():
        if not TRIES.spend(str(request.user.pk)):
            return too_often(request, TRIES)
        if attempt(request, phones.confirm_phone, form):
            messages.success(request, _("Your mobile is confirmed. Tick what is told there."))
            return redirect("mail_choices")
    context = {
        "title": _("Confirm your mobile"),
        "form": form,
        "button": _("Confirm"),
        "back_url": reverse("phone_add"),
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def phone_remove(request: HttpRequest) -> HttpResponse:
    """Be told by mail alone again."""
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, phones.remove_phone, form):
        messages.success(request, _("No more texts are sent to you."))
        return redirect("mail_choices")
    says = _("No more texts are sent. Mail and inbox stay as they are.")
    context = {"title": _("No more texts"), "says": says, "form": form, "back_url": reverse("mail_choices")}
    return act_page(request, YES, context)


def _possible() -> Verdict:
    return YES if is_set_up() else no(_("This portal sends no texts."), _("You are told by mail and in your inbox."))
