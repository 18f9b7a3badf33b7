"""Which agreement a placement stands on, and in words why none does (PRODUCT rule 2)."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.words import day
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.models import Placement

HELD = (AgreementState.SIGNED, AgreementState.RENEWED)


def agreement_covering(placement: Placement) -> Agreement | None:
    """The signed agreement of the pair that names the programme and holds from first to last day. One query."""
    return (
        Agreement.objects.covering(
            institute_id=placement.institute_id,
            partner_id=placement.partner_id,
            programme_id=placement.student.programme_id,
            starts_on=placement.starts_on,
            ends_on=placement.ends_on,
        )
        .order_by("pk")
        .first()
    )


def why_uncovered(placement: Placement) -> Refusal:
    """The refusal that says what stands between the placement and its confirmation: signature, programme or dates."""
    pair = Agreement.objects.filter(
        institute_id=placement.institute_id, partner_id=placement.partner_id, state__in=HELD
    )
    named = pair.filter(programmes=placement.student.programme_id).order_by("-ends_on")
    words = {
        "institute": placement.institute,
        "partner": placement.partner,
        "programme": placement.student.programme,
        "first": day(placement.starts_on),
        "last": day(placement.ends_on),
    }
    if not pair.exists():
        return Refusal(
            _("%(institute)s and %(partner)s have not signed an agreement yet.") % words,
            instead=_("The placement is confirmed by itself when both have signed one that covers it."),
        )
    if (nearest := named.first()) is None:
        return Refusal(
            _("The agreement does not cover %(programme)s.") % words,
            instead=_("Agree on the programme first; the placement is confirmed by itself then."),
        )
    return Refusal(
        _("The agreement holds from %(from)s to %(until)s; the placement runs from %(first)s to %(last)s.")
        % {**words, "from": day(nearest.starts_on), "until": day(nearest.ends_on)},
        instead=_("Renew the agreement so that it covers the last day; the placement is confirmed by itself then."),
    )
