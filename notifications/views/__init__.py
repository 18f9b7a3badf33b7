"""The inbox, and which messages come as mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from core import clock
from core.paging import page_of
from notifications.forms import MailChoicesForm
from notifications.kinds import FAMILIES
from notifications.models import MailChoice, Notification
from notifications.services import inbox

PAGE = 30


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first; sign-in mail is not repeated here."""
    mine = Notification.objects.visible_to(request.actor).exclude(kind="account.sign_in").order_by("-pk")
    page = page_of(request, mine, PAGE)
    return render(request, "notifications/notification_list.html", {"page": page})


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read, and go where it leads."""
    row = get_object_or_404(Notification.objects.visible_to(request.actor), pk=pk)
    inbox.open_notification(notification_id=row.pk, by=request.actor, now=clock.now())
    return redirect(row.path or "notification_list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    inbox.read_all(by=request.actor, now=clock.now())
    return redirect("notification_list")


@require_http_methods(["GET", "POST"])
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Which families of messages come as mail."""
    stopped = set(MailChoice.objects.visible_to(request.actor).values_list("family", flat=True))
    form = MailChoicesForm(request.POST or None, stopped=stopped)
    if form.is_valid() and attempt(request, inbox.choose_mail, form):
        messages.success(request, _("Your choices are kept."))
        return redirect("mail_choices")
    always = [family.label for family in FAMILIES.values() if not family.stoppable]
    return render(request, "notifications/mail_choices.html", {"form": form, "always": always})
