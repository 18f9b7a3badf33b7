"""People of the actor's organisation; choosing in which membership to act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from accounts.services.invitations import last_invitation
from core.actor import Role
from core.forms import ActForm
from core.verdict import YES, Verdict, never
from core.views import act_page, posted
from institutions.forms.people import AgainForm, InviteForm
from institutions.middleware import SESSION_KEY
from institutions.models import Membership
from institutions.policies import people as policies
from institutions.services import memberships as services
from institutions.services.inviting_again import invite_again

STAFF = (Role.LEAD, Role.SUPERVISOR, Role.COORDINATOR, Role.MENTOR, Role.VIEWER)


def may_see_people(request: HttpRequest) -> Verdict:
    """Leads and coordinators see the people of their organisation."""
    if request.actor.acts_as(Role.LEAD, Role.COORDINATOR):
        return YES
    return never(_("Only leads and coordinators see this list."))


@require_POST
def membership_switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own memberships."""
    chosen = request.POST.get("membership_id", "")
    mine = {str(membership.pk): membership.pk for membership in request.memberships}
    if chosen in mine:
        request.session[SESSION_KEY] = mine[chosen]
    return redirect("home")


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Who acts for the actor's organisation."""
    if not (verdict := may_see_people(request)):
        return act_page(request, verdict, {"title": _("People")})
    people = (
        Membership.objects.visible_to(request.actor)
        .current()
        .filter(role__in=STAFF)
        .select_related("user", "department")
        .order_by("user__name", "pk")
    )
    return render(request, "institutions/people_list.html", {"people": people})


@require_http_methods(["GET", "POST"])
def people_invite(request: HttpRequest) -> HttpResponse:
    """Name a colleague."""
    if not (verdict := may_see_people(request)):
        return act_page(request, verdict, {"title": _("Invite a person")})
    form = InviteForm(request.POST or None, actor=request.actor)
    if form.is_valid() and attempt(request, services.invite_member, form):
        return redirect("people_list")
    return render(request, "institutions/people_invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def people_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again."""
    membership = get_object_or_404(Membership.objects.visible_to(request.actor).current().select_related("user"), pk=pk)
    verdict = policies.may_invite_again(request.actor, membership)
    form = AgainForm(posted(request), user=membership.user, last=last_invitation(membership.user))
    if verdict and form.is_valid() and attempt(request, invite_again, form, membership_id=pk):
        say_sent(request, form)
        return redirect("people_list")
    says = _("%(name)s gets a new link by e-mail; the earlier one stops working.") % {"name": membership.user.name}
    context = {
        "title": _("Invite again"),
        "says": says,
        "form": form,
        "button": _("Send the invitation"),
        "back_url": "../../",
    }
    return act_page(request, verdict, context)


def say_sent(request: HttpRequest, form: AgainForm) -> None:
    """Where the new invitation goes."""
    messages.success(request, _("A new invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})


@require_http_methods(["GET", "POST"])
def people_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    membership = get_object_or_404(Membership.objects.visible_to(request.actor).current().select_related("user"), pk=pk)
    verdict = policies.may_end_membership(request.actor, membership)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.end_membership, form, membership_id=pk):
        return redirect("people_list")
    says = _("%(name)s can no longer act as %(label)s. What they did stays in the history.") % {
        "name": membership.user.name,
        "label": membership.label,
    }
    context = {
        "title": _("End this role"),
        "says": says,
        "form": form,
        "button": _("End it"),
        "danger": True,
        "back_url": "../../",
    }
    return act_page(request, verdict, context)
