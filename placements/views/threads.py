"""What is said about an application: the list of threads, one thread, a file that came with it."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.actor import Actor, Role
from core.limits import Limit, too_often
from core.paging import page_of
from core.views import act_page
from placements.forms.threads import DraftForm, MessageForm
from placements.models import Application, Thread, ThreadDraft, ThreadFile, ThreadMessage, ThreadReading
from placements.policies import threads as policies
from placements.policies.veil import may_read_papers
from placements.services import threads as services
from placements.views.applications_acts import find_application
from placements.views.find import find_placement

PAGE = 25
SENDINGS = Limit("messages sent", most=60, seconds=600)


@require_safe
def thread_list(request: HttpRequest) -> HttpResponse:
    """The actor's threads, those with something unread first, then the latest."""
    if not (verdict := policies.may_open(request.actor)):
        return act_page(request, verdict, {"title": _("Messages")})
    mine = Thread.objects.visible_to(request.actor).for_list().with_unread(request.actor)
    latest = mine.filter(last_at__isnull=False).order_by(F("unread").desc(), F("last_at").desc(), "-pk")
    page = page_of(request, latest, PAGE)
    rows = [(thread, thread.application, policies.shown_name(request.actor, thread.application)) for thread in page]
    begin = reverse("placement_list" if request.actor.acts_as(Role.SUPERVISOR) else "application_list")
    return render(request, "placements/thread_list.html", {"page": page, "rows": rows, "begin": begin})


@require_http_methods(["GET", "POST"])
def thread_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One thread; showing it is reading it."""
    thread = get_object_or_404(Thread.objects.visible_to(request.actor).for_list(), pk=pk)
    return _page(request, thread.application, thread)


@require_http_methods(["GET", "POST"])
def application_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread of an application; before anything was said, the form that begins it."""
    application = find_application(request, pk)
    thread = Thread.objects.visible_to(request.actor).filter(application=application).first()
    if thread is not None and request.method == "GET":
        return redirect(thread)
    return _page(request, application, thread)


@require_http_methods(["GET", "POST"])
def placement_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The same thread, gone on with the placement; its supervisor reads along from here."""
    placement = find_placement(request, pk)
    thread = Thread.objects.visible_to(request.actor).filter(application=placement.application_id).first()
    if thread is not None and request.method == "GET":
        return redirect(thread)
    return _page(request, placement.application, thread)


@require_safe
def thread_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that came with a message; its reading is written down."""
    files = ThreadFile.objects.visible_to(request.actor).select_related("file", "message__thread")
    attached = get_object_or_404(files, pk=pk)
    thread = attached.message.thread
    if not (verdict := may_read_papers(request.actor, thread.application)):
        return act_page(request, verdict, {"title": _("A file"), "back": thread})
    return file_response(attached.file, by=request.actor, now=clock.now())


def _page(request: HttpRequest, application: Application, thread: Thread | None) -> HttpResponse:
    context: dict[str, Any] = {"application": application, "name": policies.shown_name(request.actor, application)}
    context["may_read_papers"] = may_read_papers(request.actor, application)
    context["placement"] = getattr(application, "placement", None)
    if not (verdict := policies.may_speak(request.actor, application)):
        return act_page(request, verdict, {"title": _("Messages"), "back": application})
    if request.method == "POST" and not SENDINGS.spend(str(request.actor.user_id)):
        return too_often(request, SENDINGS)
    draft = ThreadDraft.objects.visible_to(request.actor).filter(thread=thread).first() if thread else None
    form = MessageForm(request.POST or None, request.FILES or None, initial={"text": draft.text if draft else ""})
    if form.is_valid() and (sent := attempt(request, services.write_message, form, application_id=application.pk)):
        return redirect(sent.thing.thread)
    if form.is_bound:
        _keep(request, application)
    context |= {"form": form, "thread": thread, "rows": _rows(request.actor, application, thread) if thread else []}
    if thread is not None:
        services.note_read(thread=thread, by=request.actor, now=clock.now())
    return render(request, "placements/thread_detail.html", context)


def _keep(request: HttpRequest, application: Application) -> None:
    """Keep the words that could not be sent."""
    draft = DraftForm(request.POST)
    if draft.is_valid() and draft.cleaned_data["text"]:
        attempt(request, services.keep_draft, draft, application_id=application.pk)


def _rows(actor: Actor, application: Application, thread: Thread) -> list[dict[str, Any]]:
    """Each message with its author and who has read it, as this reader may know them. Three queries."""
    readings = list(ThreadReading.objects.visible_to(actor).filter(thread=thread).select_related("user"))
    rows = []
    for message in ThreadMessage.objects.visible_to(actor).filter(thread=thread).for_page():
        name, label = policies.shown_author(actor, message, application)
        read_by = [
            policies.shown_person(actor, row.user, application)
            for row in readings
            if row.last_read >= message.pk and row.user_id not in {message.author_id, actor.user_id}
        ]
        mine = message.author_id == actor.user_id
        text = policies.shown_text(actor, message, application)
        said = {"message": message, "text": text, "name": name, "label": label}
        rows.append({**said, "read_by": read_by, "mine": mine})
    return rows
