"""Sending the page that records on behalf, for tests."""

from datetime import timedelta

from django.urls import reverse

from core import clock
from tests.evaluations.clinic import signed_in
from tests.files import a_picture, upload


def address(act, pk):
    return reverse("on_behalf", args=[act, pk])


def sent(act, thing, by, person, *, phone=False, scan=None, **said):
    """What came of sending the form of `act` as `by` for `person`."""
    data = {"recording-person": person.pk, "recording-source": "phone" if phone else "paper", **said}
    if phone:
        called = clock.now() - timedelta(hours=1)
        data |= {"recording-caller": "Dr Mirza", "recording-called_at": f"{called:%Y-%m-%dT%H:%M}"}
    else:
        data["recording-scan"] = scan or upload(a_picture(), "sheet.jpg")
    return signed_in(by).post(address(act, thing.pk), data)


def errors(page):
    """What is wrong, by field: of the recording, then of the act."""
    form = page.context["form"]
    return dict(form.errors), dict(form.act_form.errors)
