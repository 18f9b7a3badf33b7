"""Mentors: listed, given, asked to be another, ended. The page of one is in config/pages/mentorship."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor, Role
from core.charts import bar_chart
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from placements.filters.mentorships import MentorshipFilter
from placements.forms.mentorships import AskAnotherForm, EndMentorshipForm, MentorForm
from placements.mentoring import kept_by_month, mentors_for, without_mentor
from placements.models import MentorAsk, Mentorship
from placements.policies import mentorships as policies
from placements.services import mentorships as services
from students.models import Student

PAGE = 25
SHOWN = 12  # students without a mentor


@require_safe
def mentorship_list(request: HttpRequest) -> HttpResponse:
    """Who guides whom: one’s own, or the institute’s with how often they met."""
    actor, today = request.actor, clock.today()
    if not (verdict := policies.may_list(actor)):
        return act_page(request, verdict, {"title": _("Mentors")})
    mine = Mentorship.objects.visible_to(actor).for_page().with_meetings(today).order_by("-begins_on", "-pk")
    found = MentorshipFilter(request.GET, mine, request=request)
    context = {"filter": found, "page": page_of(request, found.qs, PAGE), **_whose(actor)}
    if context["of_office"]:
        words = {"title": _("Meetings kept"), "label_head": _("Month"), "value_head": _("Meetings")}
        context["chart"] = bar_chart(kept_by_month(actor, today), **words)
    if actor.acts_as(Role.COORDINATOR):
        context["without"] = without_mentor(actor, today)[:SHOWN]
    return render(request, "placements/mentorship_list.html", context)


def _whose(actor: Actor) -> dict[str, Any]:
    """How the list reads to its reader."""
    is_mentor, is_student = actor.acts_as(Role.MENTOR), actor.acts_as(Role.STUDENT)
    title = _("Mentees") if is_mentor else _("My mentors") if is_student else _("Mentors")
    of_office = actor.acts_as(Role.COORDINATOR, Role.VIEWER)
    return {"title": title, "is_mentor": is_mentor, "is_student": is_student, "of_office": of_office}


@require_http_methods(["GET", "POST"])
def mentorship_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a student a mentor."""
    mine = Student.objects.visible_to(request.actor).select_related("user", "programme", "institute")
    student = get_object_or_404(mine, pk=pk)
    mentors = mentors_for(student)
    form = MentorForm(request.POST or None, mentors=mentors, today=clock.today())
    verdict = policies.may_give(request.actor, student)
    if verdict and form.is_valid() and (made := attempt(request, services.give_mentor, form, student_id=pk)):
        return redirect(made.thing)
    says = _(
        "Both are told. A mentor sees what the student looks for and the reflections they share, and nothing else."
    )
    context = {"title": _("Give %(name)s a mentor") % {"name": student.user.name}, "says": says, "form": form}
    context |= {"button": _("Give this mentor"), "back": student, "back_name": student.user.name}
    context["nobody"] = verdict and not mentors.exists()
    return act_page(request, verdict, context, "placements/mentorship_give.html")


@require_http_methods(["GET", "POST"])
def mentorship_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Either of the two asks for somebody else."""
    mentorship = find_mentorship(request, pk)
    today, has_asked = mentorship.today(clock.now()), asks_of(request, mentorship).exists()
    verdict = policies.may_ask_another(request.actor, mentorship, today, has_asked=has_asked)
    form = AskAnotherForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.ask_for_another, form, mentorship_id=pk):
        return redirect(mentorship)
    says = _("It is no complaint: people do not always fit. Your placement office is told; the other of you is not.")
    context = {"title": _("Ask for somebody else"), "says": says, "form": form, "button": _("Ask for it")}
    return act_page(request, verdict, {**context, **way_back(request, mentorship)})


@require_http_methods(["GET", "POST"])
def mentorship_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """All is well after all."""
    mentorship = find_mentorship(request, pk)
    has_asked = asks_of(request, mentorship).filter(by=request.user.pk).exists()
    verdict = policies.may_take_back(request.actor, mentorship, has_asked=has_asked)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.take_back_ask, form, mentorship_id=pk):
        return redirect(mentorship)
    says = _("Your placement office need not look for anybody.")
    context = {"title": _("Stay together after all"), "says": says, "form": form, "button": _("Take it back")}
    return act_page(request, verdict, {**context, **way_back(request, mentorship)})


@require_http_methods(["GET", "POST"])
def mentorship_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The placement office ends it."""
    mentorship = find_mentorship(request, pk)
    verdict = policies.may_end(request.actor, mentorship)
    form = EndMentorshipForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.end_mentorship, form, mentorship_id=pk):
        return redirect(mentorship)
    says = _("From now on the mentor sees nothing of the student. Meetings ahead are called off. Both read your word.")
    context = {"title": _("End this mentorship"), "says": says, "form": form, "button": _("End it"), "danger": True}
    return act_page(request, verdict, {**context, **way_back(request, mentorship)})


def find_mentorship(request: HttpRequest, pk: int) -> Mentorship:
    """The mentorship with its two people, if the actor sees it; else 404. One query."""
    return get_object_or_404(Mentorship.objects.visible_to(request.actor).for_page(), pk=pk)  # type: ignore[attr-defined]


def way_back(request: HttpRequest, mentorship: Mentorship) -> dict[str, Any]:
    """To the page of the mentorship, under the name of the other of the two."""
    is_mentor = policies.is_mentor(request.actor, mentorship)  # type: ignore[attr-defined]
    return {"back": mentorship, "back_name": (mentorship.student if is_mentor else mentorship.mentor).user.name}


def asks_of(request: HttpRequest, mentorship: Mentorship) -> Any:
    """What was asked of the office and stands, as far as the actor may know."""
    return MentorAsk.objects.visible_to(request.actor).standing().filter(mentorship=mentorship)  # type: ignore[attr-defined]
