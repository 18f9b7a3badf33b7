"""What stands before every table that leaves the portal, whichever page it leaves from: the password, and one limit for all of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.reauthentication import ask_again
from core.errors import NotAllowed
from core.limits import Limit, too_often

EXPORTS = Limit("lists taken away", most=60, seconds=600)


def before_export(request: HttpRequest) -> HttpResponse | None:
    """What to answer instead of the file: the question for the password, or that it is too often; None when it may go.

    Raises NotAllowed to whoever looks through somebody else's eyes (ADR 13): what leaves is kept, and a look keeps nothing.
    """
    if request.actor.viewed_by is not None:  # type: ignore[attr-defined]
        raise NotAllowed(
            _("Nothing leaves through somebody else’s eyes."), instead=_("Read it here, or stop looking first.")
        )
    if (again := ask_again(request)) is not None:
        return again
    if not EXPORTS.spend(str(request.actor.user_id)):  # type: ignore[attr-defined]
        return too_often(request, EXPORTS)
    return None
