"""Taking a list away as CSV or XLSX: after the password, not too often, and never more than the list's own page shows."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.reauthentication import ask_again
from core.exports import KINDS, table_response
from core.limits import Limit, too_often
from core.listings import listing_of
from core.views import act_page

EXPORTS = Limit("lists taken away", most=60, seconds=600)


@require_safe
def export_table(request: HttpRequest, noun: str, kind: str) -> HttpResponseBase:
    """The list with the filters of its page."""
    listing = listing_of(noun)
    if listing is None or kind not in KINDS:
        raise Http404
    if not (verdict := listing.may(request.actor)):
        return act_page(request, verdict, {"title": _("Take the list away")})
    if (again := ask_again(request)) is not None:
        return again
    if not EXPORTS.spend(str(request.actor.user_id)):
        return too_often(request, EXPORTS)
    return table_response(listing.rows(request), listing.columns, name=noun, kind=kind)
