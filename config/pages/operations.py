"""/operations/: how the portal does, and the acts upon its mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.models import Intervention
from config.bad_day import mail, policies
from config.operations import charts
from config.operations.checks import of_portal
from config.operations.figures import figures_now
from config.operations.first_day import of_first_day
from config.operations.forms import ReplayForm, WhyForm
from config.operations.tallies import slowest_pages
from config.pages.acting import Act, do
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import require
from core.views import act_page

PAGE = 25
SHOWN = 20


@require_safe
def operations_home(request: HttpRequest) -> HttpResponse:
    """What is well, what is to be done, and where to act."""
    require(policies.may_operate(request.actor))
    now = clock.now()
    figures = figures_now(now)
    context = {
        "figures": figures,
        "checks": of_portal(figures, now),
        "first_day": of_first_day(figures),
        "pages": slowest_pages(),
        "chart": charts.mail_of_the_day(),
    }
    return render(request, "pages/operations_home.html", context)


@require_safe
def operations_history(request: HttpRequest) -> HttpResponse:
    """What administrators did, the latest first."""
    require(policies.may_operate(request.actor))
    page = page_of(request, Intervention.objects.visible_to(request.actor).for_list(), PAGE)
    return render(request, "pages/operations_history.html", {"page": page})


@require_http_methods(["GET", "POST"])
def operations_test_mail(request: HttpRequest) -> HttpResponse:
    """One message to oneself says whether mail leaves."""
    verdict, form = policies.may_operate(request.actor), ActForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, mail.send_test_mail, form)):
        if outcome.thing.ok:
            messages.success(request, _("It left. Look into your mailbox."))
        else:
            words = _("The mail server did not take it: %(said)s. “manage.py doctor” says more.")
            messages.error(request, words % {"said": outcome.thing.note})
        return redirect("operations_home")
    says = _("A message goes to %(address)s at once, past the outbox.") % {"address": request.user.email}
    context = {"title": _("Send a test mail"), "says": says, "form": form, "back_url": reverse("operations_home")}
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def operations_resend(request: HttpRequest) -> HttpResponse:
    """Everything that came back, once more."""
    rows = mail.refused(clock.now())
    count = rows.count()
    says = ngettext(
        "%(n)d message that a mailbox refused leaves again. Correct the address in the administration first, or it comes back.",
        "%(n)d messages that mailboxes refused leave again. Correct the addresses in the administration first, or they come back.",
        count,
    )
    lines = [
        f"{row.reader}: {row.subject}. {row.error}" for row in rows.select_related("reader").order_by("-pk")[:SHOWN]
    ]
    if count > SHOWN:
        lines.append(_("and more"))
    act = Act(
        title=_("Send again what came back"), says=says % {"n": count}, done=_("It is on its way."), lines=tuple(lines)
    )
    return do(request, act, policies.may_operate(request.actor), WhyForm(request.POST or None), mail.resend_refused)


@require_http_methods(["GET", "POST"])
def operations_replay(request: HttpRequest) -> HttpResponse:
    """What left since a time, once more: for a mail server that lost it."""
    says = _(
        "Mail that left since then leaves once more, for a mail server that lost it. Each message keeps its number, so a mailbox "
        "that has it already drops the second. Links that change a password are left out."
    )
    act = Act(title=_("Send the outbox again"), says=says, done=_("It is on its way."), danger=True)
    return do(request, act, policies.may_operate(request.actor), ReplayForm(request.POST or None), mail.replay_outbox)
