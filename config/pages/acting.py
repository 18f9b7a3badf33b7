"""The frame of the acts of an administrator: the password again, one page that says what will happen, then the act and a word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.acting import Service, attempt
from accounts.reauthentication import ask_again
from core.errors import Words
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page


@dataclass(frozen=True, slots=True)
class Act:
    """What its page says. `back` is where it began; `lines` what is touched, `template` a page that has more to say."""

    title: Words
    says: Words
    done: Words | Callable[[Any], Words]  # said when it is done; may be made of what the service returned
    button: Words = ""
    danger: bool = False
    back: str = ""
    lines: tuple[Words, ...] = ()
    template: str = "pages/operations_act.html"


def do(request: HttpRequest, act: Act, verdict: Verdict, form: ActForm, service: Service, **ids: Any) -> HttpResponse:
    """Ask for the password, show the page, or act and go back."""
    if verdict and (again := ask_again(request)):
        return again
    back = act.back or reverse("operations_home")
    if verdict and form.is_valid() and (outcome := attempt(request, service, form, **ids)):
        messages.success(request, str(act.done(outcome.thing) if callable(act.done) else act.done))
        return redirect(back)
    context = {"title": act.title, "says": act.says, "lines": act.lines, "form": form, "button": act.button}
    return act_page(request, verdict, {**context, "danger": act.danger, "back_url": back}, act.template)
