"""The goals wizard: one question a page, kept as it is typed; what was said, and what fits it. Here because the words that may be
ticked stand on slots, and the answers with the student.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Actor, Role
from core.errors import Words
from core.verdict import never
from core.views import act_page
from core.words import listed
from institutions.cities import known_cities
from placements.fitting import best_for, goals_of, specialties_by_track, vocabulary
from placements.models import Slot
from placements.policies.slots import reachable
from placements.search.search import city_choices
from placements.views.internships import with_cards
from students.forms.goals import FORMS, QuestionForm
from students.models import Goals, Student
from students.policies.goals import QUESTIONS, after, first_open
from students.services.goals import answer_question

NO_STUDENT = never(gettext_lazy("Goals are set by students."), gettext_lazy("Sign in as a student."))
TITLE = gettext_lazy("What I look for")


@require_safe
def goals_detail(request: HttpRequest) -> HttpResponse:
    """Every answer with a way to change it, and the three open internships that fit best and were not applied for."""
    if (student := own_student(request.actor)) is None:
        return act_page(request, NO_STUDENT, {"title": TITLE})
    goals, now = getattr(student, "goals", None), clock.now()
    new = Slot.objects.visible_to(request.actor).with_my_application(request.actor).filter(applied=None)
    slots = reachable(new, student)
    context = {
        "goals": goals,
        "next": first_open(goals),
        "answers": list(_answers(goals)),
        "fitting": with_cards(best_for(slots, goals_of(student), now), now),
    }
    return render(request, "pages/goals_detail.html", context)


@require_http_methods(["GET", "POST"])
def goals_question(request: HttpRequest, question: str) -> HttpResponse:
    """One question; then the next one, or back to the answers."""
    student, form = _desk(request, question)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": TITLE})
    ids = {"student_id": student.pk, "question": question}
    if form.is_valid() and attempt(request, answer_question, form, **ids):
        onward = after(question) if "on" in request.POST else None
        if onward is None:
            messages.success(request, _("Kept. You can change it whenever you like."))
        return redirect("goals_question", onward) if onward else redirect("goals_detail")
    number = QUESTIONS.index(question)
    before = QUESTIONS[number - 1] if number else None
    context = {"form": form, "question": question, "number": number + 1, "count": len(QUESTIONS), "before": before}
    return render(request, "pages/goals_question.html", {**context, "is_last": after(question) is None})


@require_POST
def goals_autosave(request: HttpRequest, question: str) -> HttpResponse:
    """Keep the answer while it is typed; answers with the words to show."""
    student, form = _desk(request, question)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": TITLE})
    ids = {"student_id": student.pk, "question": question, "is_final": False}
    if form.is_valid() and (outcome := attempt(request, answer_question, form, **ids)):
        return JsonResponse({"text": _("Kept"), "version": outcome.thing.mark_of(form.answers)})
    text = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if form.says_now:
        text = _("Another window has kept another answer. Press a button below to see both.")
    return JsonResponse({"text": text, "refused": True})


def own_student(actor: Actor) -> Student | None:
    """The acting student with goals. One query."""
    if not actor.acts_as(Role.STUDENT):
        return None
    return Student.objects.visible_to(actor).select_related("goals", "user", "programme", "institute").first()


def choices() -> dict[str, list[Any]]:
    """What may be chosen, by the name of the field, the specialties under their tracks; the cities are kept for a minute."""
    names = {*known_cities(), *(city for city, _label in city_choices())}
    cities = [("", _("It does not matter")), *((name, name) for name in sorted(names))]
    specialties = [(name or _("Others"), group) for name, group in specialties_by_track()]
    return {**vocabulary(), "specialties": specialties, "city": cities}


def _answers(goals: Goals | None) -> Iterator[dict[str, Any]]:
    """Each question with what was answered, in words."""
    names = {name: dict(pairs) for name, pairs in vocabulary().items()}
    for question in QUESTIONS:
        said = listed(said_of(question, goals, names)) if goals else ""
        is_open = goals is None or question not in goals.answered
        yield {"question": question, "title": FORMS[question].title, "said": said, "is_open": is_open}


def said_of(question: str, goals: Goals, names: dict[str, dict[str, Words]]) -> list[Words]:
    """The answer to one question, in words; empty where it was left open."""
    if question in {"field", "setting"}:
        fields = ("tracks", "specialties") if question == "field" else ("settings",)
        return [
            names[field][slug] for field in fields for slug in getattr(goals, field) if slug in names.get(field, {})
        ]
    if question == "skills":
        return list(goals.skill_list)
    measured: dict[str, list[tuple[Words, Any]]] = {
        "place": [("%s", goals.city), (_("%s km at most"), goals.km_at_most)],
        "length": [(_("%s weeks at least"), goals.weeks_at_least), (_("%s weeks at most"), goals.weeks_at_most)],
        "balance": [(_("%s hours a week at most"), goals.hours_at_most), (_("no night shifts"), goals.no_nights)],
        "pay": [("%s", goals.get_pay_display())],
    }
    return [str(words).replace("%s", str(value)) for words, value in measured[question] if value]


def _desk(request: HttpRequest, question: str) -> tuple[Student | None, QuestionForm]:
    """The acting student and the question's form; 404 for a question that is none."""
    if question not in FORMS:
        raise Http404
    student = own_student(request.actor)
    goals: Goals | None = getattr(student, "goals", None)
    initial = {"city": student.city} if student and (goals is None or "place" not in goals.answered) else {}
    return student, FORMS[question](request.POST or None, goals=goals, choices=choices(), initial=initial)
