"""What to do about a placement that no agreement covers, said to whoever reads it, and on which page. Reads, never writes."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from institutions.models import Agreement, SlotKind
from institutions.policies import agreements as policies
from institutions.states import OPEN, AgreementState
from placements.models import Placement


@dataclass(frozen=True, slots=True)
class Way:
    """What to do, in words, and where: an address and what stands on its link. Both are empty for who cannot act."""

    words: str = ""
    url: str = ""
    action: str = ""
    wants: tuple[tuple[str, str], ...] = ()

    def wanting(self, what: str) -> "Way":
        """The same way, with the words for one thing that is missing."""
        return replace(self, words=dict(self.wants).get(what, self.words))


def way_to_one(placement: Placement, pair: list[Agreement], by: Actor) -> Way:
    """Towards a signed agreement, where there is none: the one that was begun, the one that ended, or a new one."""
    words = {"institute": placement.institute, "partner": placement.partner}
    begun = next((agreement for agreement in pair if agreement.state in OPEN), None)
    if begun is not None:
        return _on_with(begun, words, by)
    ended = next((agreement for agreement in pair if agreement.state == AgreementState.EXPIRED), None)
    if not _is_coordinator(by, placement):
        return Way(
            _(
                "Ask the placement office of %(institute)s for one; the placement is confirmed by itself when both have signed."
            )
            % words
        )
    if ended is not None and policies.may_renew(by, ended):
        return Way(
            _("Renew it; the placement is confirmed by itself when %(partner)s has signed.") % words,
            reverse("agreement_renew", args=[ended.pk]),
            _("Renew the agreement"),
        )
    return Way(
        _("Draft one; the placement is confirmed by itself when %(partner)s has signed.") % words,
        reverse("agreement_add"),
        _("Draft an agreement"),
    )


def way_to_another(placement: Placement, nearest: Agreement, pair: list[Agreement], by: Actor) -> Way:
    """Towards an agreement that reaches further than `nearest`: the one that was begun, or its renewal."""
    words = {
        "institute": placement.institute,
        "partner": placement.partner,
        "programme": placement.student.programme,
        "department": placement.department,
        "kind": SlotKind(placement.slot.kind).label,
    }
    begun = next((agreement for agreement in pair if agreement.state in OPEN), None)
    if begun is not None:
        return _on_with(begun, words, by)
    if _is_coordinator(by, placement):
        wants = {
            "programme": _("Renew the agreement with %(programme)s in it."),
            "department": _("Renew the agreement with %(department)s in it, or choose a department it covers."),
            "kind": _("Renew the agreement with “%(kind)s” in it, or choose another kind of stay."),
            "dates": _("Renew the agreement so that it covers every day; the placement is confirmed by itself then."),
        }
        address, action = reverse("agreement_renew", args=[nearest.pk]), _("Renew the agreement")
    else:
        wants = {
            "programme": _("Ask %(institute)s to add %(programme)s to the agreement."),
            "department": _(
                "Ask %(institute)s to add %(department)s to the agreement, or choose a department it covers."
            ),
            "kind": _("Ask %(institute)s to add “%(kind)s” to the agreement, or choose another kind of stay."),
            "dates": _(
                "Ask %(institute)s to renew the agreement so that it covers every day; the placement is confirmed by itself then."
            ),
        }
        address, action = _where(nearest, by), _("Open the agreement")
    return Way("", address, action if address else "", tuple((what, said % words) for what, said in wants.items()))


def _on_with(begun: Agreement, words: dict[str, Any], by: Actor) -> Way:
    """The agreement that was begun, with whoever it waits for."""
    words = {**words, "title": begun.title}
    if begun.state == AgreementState.WITH_PARTNER:
        said = (
            _("“%(title)s” waits for your signature, if it covers this stay.")
            if by.acts_as(Role.LEAD)
            else _("“%(title)s” waits for the signature of %(partner)s: ask its placement lead.")
        )
    elif by.acts_as(Role.COORDINATOR):
        said = _("See that “%(title)s” covers this stay, and send it to %(partner)s.")
    else:
        said = _("Ask the placement office of %(institute)s to send “%(title)s”.")
    address = _where(begun, by)
    return Way(said % words, address, _("Open the agreement") if address else "")


def _is_coordinator(by: Actor, placement: Placement) -> bool:
    return by.acts_as(Role.COORDINATOR) and by.institute_id == placement.institute_id


def _where(agreement: Agreement, by: Actor) -> str:
    """The agreement's page, for those who may open it."""
    ours = by.acts_as(Role.COORDINATOR, Role.VIEWER) and by.institute_id == agreement.institute_id
    theirs = by.acts_as(Role.LEAD) and by.partner_id == agreement.partner_id
    return agreement.get_absolute_url() if ours or (theirs and agreement.state != AgreementState.DRAFT) else ""
