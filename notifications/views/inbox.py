"""The inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.paging import page_of
from notifications.models import Notification
from notifications.services import inbox

PAGE = 30


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first."""
    mine = Notification.objects.visible_to(request.actor).in_inbox().order_by("-pk")
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
