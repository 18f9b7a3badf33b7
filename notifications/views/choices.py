"""How and when a person is told; and the one click of a mail that stops its kind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from notifications.forms import MailChoicesForm
from notifications.kinds import FAMILIES
from notifications.models import MailChoice, Preference
from notifications.services import inbox
from notifications.stopping import stopped_by
from notifications.texts import is_set_up


@require_http_methods(["GET", "POST"])
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Family by family: at once, once a day, or only here; quiet hours; the hour of the daily mail."""
    preference = Preference.objects.visible_to(request.actor).first() or Preference()
    chosen = {choice.family: choice for choice in MailChoice.objects.visible_to(request.actor)}
    form = MailChoicesForm(request.POST or None, chosen=chosen, preference=preference)
    zone = timezone.get_current_timezone_name()
    if form.is_valid() and attempt(request, inbox.choose_mail, form, time_zone=zone):
        messages.success(request, _("Your choices are kept."))
        return redirect("mail_choices")
    context = {"form": form, "preference": preference, "zone": zone, "texts": is_set_up()}
    return render(request, "notifications/mail_choices.html", context)


@csrf_exempt  # RFC 8058: the reader’s mailbox posts for them, and has no page of ours. The address itself is signed.
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def mail_stop_by_link(request: HttpRequest, stop_token: str) -> HttpResponse:
    """From the mail, without signing in: one button. The link can do nothing else."""
    stop = stopped_by(stop_token)
    if stop is None:
        raise Http404
    user_id, family = stop
    done = request.method == "POST" and inbox.stop_mail(user_id=user_id, family=family, now=clock.now())
    context = {"family": FAMILIES.get(family), "done": done}
    return render(request, "notifications/mail_stop_by_link.html", context)
