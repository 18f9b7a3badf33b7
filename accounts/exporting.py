"""What stands before every table that leaves the portal, whichever page it leaves from: the password, and one limit for all of them."""

from django.http import HttpRequest, HttpResponse

from accounts.reauthentication import ask_again
from core.limits import Limit, too_often

EXPORTS = Limit("lists taken away", most=60, seconds=600)


def before_export(request: HttpRequest) -> HttpResponse | None:
    """What to answer instead of the file: the question for the password, or that it is too often; None when it may go."""
    if (again := ask_again(request)) is not None:
        return again
    if not EXPORTS.spend(str(request.actor.user_id)):  # type: ignore[attr-defined]
        return too_often(request, EXPORTS)
    return None
