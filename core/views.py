"""What every app's views share: what was sent, and the page of a consequential act."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from core.verdict import Verdict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is made from: what was sent, even if that is nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def act_page(
    request: HttpRequest, verdict: Verdict, context: dict[str, Any], template: str = "layouts/act.html"
) -> HttpResponse:
    """The first of an act's two requests: what will happen and a form, or why it may not be and what to do instead.

    `context` holds `title`, and as fit `says`, `form`, `button`, `danger`, `back` (a thing with an address) and `back_url`.
    A thing that has a title or a name is named above the heading. `instead` is the thing that a refusal speaks of: it is linked there.
    """
    back = context.get("back")
    if back is not None and "back_url" not in context:
        named = getattr(back, "title", "") or getattr(back, "name", "")
        context = {"back_name": named, **context, "back_url": back.get_absolute_url()}
    return render(request, template, {"verdict": verdict, **context}, status=verdict.status)
