"""Saved searches: the list, what is new in one, and what may be done with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor, Via
from core.forms import ActForm
from core.views import act_page
from placements.forms.searches import SearchNameForm
from placements.models import SavedSearch
from placements.policies import searches as policies
from placements.search.panel import named
from placements.services import searches as services
from placements.views.internships import with_cards

SHOWN = 50  # of what is new; the search itself has all
NAME_LENGTH = 80


def _find(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.actor), pk=pk)


@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    """One's own, by name."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Saved searches")})
    searches = SavedSearch.objects.visible_to(request.actor).order_by("name", "pk")
    rows = [(search, services.can_be_read(search.query, request.actor)) for search in searches]
    return render(request, "placements/search_list.html", {"searches": rows})


@require_http_methods(["GET", "POST"])
def search_add(request: HttpRequest) -> HttpResponse:
    """Keep the search that stands in the address."""
    verdict, query = policies.may_save(request.actor), request.GET.urlencode()
    name = named(request.actor, request.GET)[:NAME_LENGTH]
    form = SearchNameForm(request.POST or None, initial={"name": name})
    if verdict and form.is_valid() and attempt(request, services.save_search, form, query=query):
        messages.success(request, _("Kept. Once a day you are told what is new."))
        return redirect("search_list")
    says = _("This is what you look for: %(search)s. When something like it opens, you are told: once a day at most.")
    context = {"title": _("Keep this search"), "form": form, "button": _("Keep it"), "says": says % {"search": name}}
    return act_page(request, verdict, {**context, "back_url": f"/internships/?{query}"})


@require_safe
def search_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was last told of it: the internships that were new then and are open still."""
    search, now = _find(request, pk), clock.now()
    found = services.new_in(search, since=search.new_from, now=now).for_list()
    new = found.with_my_application(request.actor).order_by("-published_at", "-pk")[:SHOWN]
    return render(request, "placements/search_detail.html", {"search": search, "new": with_cards(new, now)})


@require_http_methods(["GET", "POST"])
def search_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name."""
    search = _find(request, pk)
    form = SearchNameForm(request.POST or None, initial={"name": search.name})
    if form.is_valid() and attempt(request, services.rename_search, form, search_id=pk):
        return redirect("search_list")
    context = {"title": _("Another name"), "form": form, "button": _("Keep it so"), "back_url": "../../"}
    return act_page(request, policies.may_change(request.actor, search), context)


@require_http_methods(["GET", "POST"])
def search_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear no more of it."""
    search = _find(request, pk)
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.stop_search, form, search_id=pk):
        messages.success(request, _("You hear no more of “%(name)s”.") % {"name": search.name})
        return redirect("search_list")
    says = _("You are told nothing more of “%(name)s”. It stays in your list.") % {"name": search.name}
    context = {"title": _("Stop telling me"), "form": form, "says": says, "back_url": "../../"}
    return act_page(request, policies.may_stop(request.actor, search), context)


@require_http_methods(["GET", "POST"])
def search_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear of it again."""
    search = _find(request, pk)
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.resume_search, form, search_id=pk):
        messages.success(request, _("From now on you are told again what is new."))
        return redirect("search_list")
    says = _("From now on you are told once a day what is new in “%(name)s”.") % {"name": search.name}
    context = {"title": _("Tell me again"), "form": form, "says": says, "back_url": "../../"}
    return act_page(request, policies.may_change(request.actor, search), context)


@require_http_methods(["GET", "POST"])
def search_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it."""
    search = _find(request, pk)
    form = ActForm(request.POST or None)
    if form.is_valid() and attempt(request, services.delete_search, form, search_id=pk):
        messages.success(request, _("“%(name)s” is deleted.") % {"name": search.name})
        return redirect("search_list")
    says = _("“%(name)s” is deleted, and you hear no more of it.") % {"name": search.name}
    context = {"title": _("Delete this search"), "form": form, "says": says, "danger": True, "back_url": "../../"}
    return act_page(request, policies.may_change(request.actor, search), context)


@require_http_methods(["GET", "POST"])
@login_not_required
def search_stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without signing in: one button. The link can do nothing else."""
    search = get_object_or_404(SavedSearch.objects.by_token(token))
    if request.method == "POST":
        services.stop_search(search_id=search.pk, by=Actor(via=Via.LINK), now=clock.now())
        search.tells = False
    return render(request, "placements/search_stop_by_link.html", {"search": search})
