"""What this app does when something happens elsewhere. Connected in `apps.py`."""

from typing import Any

from django.http import HttpRequest

from core import clock
from institutions.services.viewing import end_view


def end_view_on_sign_out(*, request: HttpRequest | None, **_sent: Any) -> None:
    """An administrator who signs out looks through nobody's eyes any more."""
    viewing = getattr(request, "viewing", None)
    if viewing is not None:
        end_view(view_id=viewing.pk, now=clock.now())
