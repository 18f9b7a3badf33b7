"""Taking a list away as CSV or XLSX: after the password, not too often, and never more than the list's own page shows."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.exporting import before_export
from core.exports import KINDS, table_response
from core.listings import listing_of
from core.views import act_page


@require_safe
def export_table(request: HttpRequest, noun: str, kind: str) -> HttpResponseBase:
    """The list with the filters of its page."""
    listing = listing_of(noun)
    if listing is None or kind not in KINDS:
        raise Http404
    if not (verdict := listing.may(request.actor)):
        return act_page(request, verdict, {"title": _("Take the list away")})
    if (instead := before_export(request)) is not None:
        return instead
    return table_response(listing.rows(request), listing.columns, name=noun, kind=kind)
