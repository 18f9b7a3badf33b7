"""Lists of names as the institute writes them: find, read, act, answer. The partner's page is in `name_lists_answers`."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from placements.crowding import Crowd, crowds
from placements.forms.name_lists import ListForm, NamesForm
from placements.models import ListedName, NameList
from placements.policies import name_lists as policies
from placements.readiness import clearances, stays_of_many
from placements.services import name_lists as services
from students.models import Student

PAGE, OFFERED = 25, 40


@require_safe
def name_list_list(request: HttpRequest) -> HttpResponse:
    """The actor's lists, those that wait first, then the latest."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Name lists")})
    lists = NameList.objects.visible_to(request.actor).for_list().with_counts()
    page = page_of(request, lists.order_by("-waiting", "-pk"), PAGE)
    context = {"page": page, "may_write": policies.may_write(request.actor)}
    return render(request, "placements/name_list_list.html", context)


@require_http_methods(["GET", "POST"])
def name_list_add(request: HttpRequest) -> HttpResponse:
    """Begin a list for a slot."""
    verdict = policies.may_write(request.actor)
    form = ListForm(request.POST or None, actor=request.actor, initial={"slot": request.GET.get("slot")})
    if verdict and form.is_valid() and (outcome := attempt(request, services.write_list, form)):
        return redirect(outcome.thing)
    says = _("Choose the block first; then pick the names, look at what stands against each, and send.")
    context = {"title": _("New list of names"), "says": says, "form": form, "button": _("Begin the list")}
    return act_page(request, verdict, {**context, "back_url": "../"})


@require_http_methods(["GET", "POST"])
def name_list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: as a draft with a form for names, later with the answers."""
    name_list = find_list(request, pk)
    names = clear_names(request.actor, name_list)
    verdicts = verdicts_on(request.actor, name_list)
    candidates = _candidates(request, names) if verdicts["edit"] else []
    against = _against(name_list, names, candidates)
    fitting = [candidate for candidate in candidates if not against[candidate.pk]]
    form = NamesForm(request.POST or None, actor=request.actor, candidates=fitting[:OFFERED])
    if verdicts["edit"] and form.is_valid() and attempt(request, services.add_names, form, name_list_id=pk):
        return redirect(name_list)
    context = {
        "name_list": name_list,
        "names": names,
        "form": form,
        "verdicts": verdicts,
        "q": request.GET.get("q", ""),
        "crowds": crowds_of(name_list, names),
    }
    room = policies.room_for_all(request.actor, name_list, len(names))
    return render(request, "placements/name_list_detail.html", {**context, "room": room})


def find_list(request: HttpRequest, pk: int) -> NameList:
    """The list with its names, if the actor sees it; else 404. Two queries."""
    lists = NameList.objects.visible_to(request.actor).for_list().with_places()
    names = ListedName.objects.visible_to(request.actor).for_list().with_busy()
    return get_object_or_404(lists.prefetch_related(Prefetch("names", names)), pk=pk)


def clear_names(actor: Actor, name_list: NameList) -> list[ListedName]:
    """The names, each with `clearance`: whether the student is clear for the slot that the name stands for. Four queries at most."""
    names = list(name_list.names.all())
    clear = clearances(stays_of_many((name.student, name.slot) for name in names), actor)
    for name in names:
        name.clearance = clear.get((name.student_id, name.slot_id))
    return names


def crowds_of(name_list: NameList, names: list[ListedName]) -> list[Crowd]:
    """What the names that wait would make of the department's own limit. One query, none without a limit."""
    return crowds([name_list.slot for name in names if name.answer == ListedName.Answer.WAITING])


def verdicts_on(actor: Actor, name_list: NameList) -> dict[str, Verdict]:
    """What the actor may do with it. None of them asks the database, once the names are read."""
    return {
        "edit": policies.may_edit(actor, name_list),
        "send": policies.may_send(actor, name_list, clock.now()),
        "recall": policies.may_recall(actor, name_list),
        "discard": policies.may_discard(actor, name_list),
        "answer": policies.may_answer(actor, name_list),
    }


def _candidates(request: HttpRequest, names: list[ListedName]) -> list[Student]:
    """Students who are not on the list, by the words typed. One query."""
    students = Student.objects.visible_to(request.actor).for_list()
    if words := request.GET.get("q", "").strip():
        by_programme = Q(programme__name__icontains=words) | Q(intake__name__icontains=words)
        students = students.filter(Q(user__name__icontains=words) | Q(roll_no__icontains=words) | by_programme)
    there = [name.student_id for name in names]
    return list(students.exclude(pk__in=there).order_by("roll_no", "pk")[: OFFERED * 2])


def _against(name_list: NameList, names: list[ListedName], candidates: list[Student]) -> dict[int, list[Verdict]]:
    """What stands against each, which the names carry as `against`; asked only while the list may still change."""
    students = [*(name.student for name in names), *candidates]
    against = policies.concerns(name_list.slot, students, but=name_list) if name_list.is_draft else {}
    for name in names:
        name.against = against.get(name.student_id, [])
    return against


@require_http_methods(["GET", "POST"])
def name_list_name_remove(request: HttpRequest, pk: int, name_pk: int) -> HttpResponse:
    """Take a name off a draft."""
    names = ListedName.objects.visible_to(request.actor).select_related("name_list__slot", "student__user")
    name = get_object_or_404(names, pk=name_pk, name_list=pk)
    verdict = policies.may_edit(request.actor, name.name_list)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.remove_name, form, name_list_id=pk, name_id=name_pk):
        return redirect("name_list_detail", pk)
    context = {"title": _("Take the name off"), "says": str(name.student), "form": form, "button": _("Take it off")}
    return act_page(request, verdict, {**context, "danger": True, "back_url": "../../../"})


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "send": {
        "title": _("Send the list"),
        "says": _(
            "The partner’s placement lead accepts, strikes or swaps each name. Who is accepted is placed at once and told."
        ),
        "button": _("Send it"),
    },
    "recall": {
        "title": _("Take the list back"),
        "says": _("It is a draft again. The partner is told that nothing is asked of them."),
        "button": _("Take it back"),
    },
    "discard": {
        "title": _("Throw the draft away"),
        "says": _("Its names are free for other lists. The partner never saw it."),
        "button": _("Throw it away"),
        "danger": True,
    },
}


def _act(request: HttpRequest, pk: int, verb: str, service: Any) -> HttpResponse:
    name_list = find_list(request, pk)
    verdict = verdicts_on(request.actor, name_list)[verb]
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, service, form, name_list_id=pk):
        return redirect(name_list)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": name_list})


@require_http_methods(["GET", "POST"])
def name_list_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to the partner."""
    return _act(request, pk, "send", services.send_list)


@require_http_methods(["GET", "POST"])
def name_list_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _act(request, pk, "recall", services.recall_list)


@require_http_methods(["GET", "POST"])
def name_list_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    return _act(request, pk, "discard", services.discard_list)
