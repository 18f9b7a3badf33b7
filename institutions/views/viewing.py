"""An administrator looks at the portal through somebody's eyes."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.reauthentication import ask_again
from core import clock
from core.actor import Role
from core.paging import page_of
from core.verdict import YES
from core.views import act_page
from institutions.forms.viewing import ViewAsForm
from institutions.middleware import VIEW_KEY
from institutions.models import Membership
from institutions.policies import viewing as policies
from institutions.services.viewing import begin_view, end_view

PAGE = 25
NAME_AT_LEAST = 2  # letters


@require_safe
def view_as_list(request: HttpRequest) -> HttpResponse:
    """Whose eyes: people by name or address."""
    if not (verdict := policies.may_view(request.actor)):
        return act_page(request, verdict, {"title": _("View as somebody")})
    words = request.GET.get("q", "").strip()
    people = Membership.objects.visible_to(request.actor).current().exclude(role=Role.ADMINISTRATOR)
    named = people.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words))
    rows = named.select_related("user", "institute", "partner").order_by("user__name", "pk")
    page = page_of(request, rows, PAGE)
    return render(request, "institutions/view_as_list.html", {"page": page, "words": words})


@require_http_methods(["GET", "POST"])
def view_as_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why, and begin."""
    people = Membership.objects.visible_to(request.actor).select_related("user", "institute", "partner")
    membership = get_object_or_404(people, pk=pk)
    verdict = policies.may_view_as(request.actor, membership)
    if verdict and (again := ask_again(request)):
        return again
    form = ViewAsForm(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, begin_view, form, membership_id=pk)):
        request.session[VIEW_KEY] = outcome.thing.pk
        return redirect("home")
    title = _("View as %(name)s") % {"name": membership.user.name}
    context = {"title": title, "membership": membership, "form": form, "button": _("Begin to look")}
    return act_page(request, verdict, {**context, "back_url": "../"}, "institutions/view_as_begin.html")


@require_http_methods(["GET", "POST"])
def view_as_stop(request: HttpRequest) -> HttpResponse:
    """See with one's own eyes again. Opened as an address, it shows the button; without a look there is nothing to stop."""
    if request.viewing is None and not (verdict := policies.may_view(request.actor)):
        return act_page(request, verdict, {"title": _("Stop looking")})
    if request.method == "GET" and request.viewing is not None:
        says = _("You look through the eyes of %(name)s.") % {"name": request.viewing.person}
        return act_page(request, YES, {"title": _("Stop looking"), "says": says, "back_url": reverse("home")})
    if request.viewing is not None:
        end_view(view_id=request.viewing.pk, now=clock.now())
    request.session.pop(VIEW_KEY, None)
    return redirect("view_as_list")
