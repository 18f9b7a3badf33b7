"""What the portal sent, read on the same machine. Local mode only: in production these addresses do not exist."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config import mail


@require_safe
@login_not_required
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest two hundred messages, to everybody."""
    return render(request, "pages/mail_list.html", {"messages_sent": mail.sent()})


@require_safe
@login_not_required
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One message, as text."""
    found = mail.by_name(name)
    if found is None:
        raise Http404(_("There is no such message."))
    return render(request, "pages/mail_detail.html", {"mail": found})
