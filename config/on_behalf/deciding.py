"""Acts of a partner’s lead on agreements, applications and slots."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Act, OwnPage, Waiting
from config.on_behalf.people import leads_asked, leads_of, leads_of_slot
from core import clock
from core.actor import Actor, Role
from core.forms import ActForm
from core.words import when
from institutions.forms.agreements import ReturnForm
from institutions.models import Agreement
from institutions.policies import agreements as agreeing
from institutions.policies.recordings import Parties
from institutions.services import agreements
from placements.forms.applications import OfferForm, RejectForm
from placements.models import Application, Slot
from placements.policies import applications as deciding
from placements.policies import offers as offering
from placements.policies import slots as publishing
from placements.policies.veil import hidden_name
from placements.services import decisions, offers
from placements.services import slots as slot_services

HELD_FOR = timedelta(days=7)  # suggested for an offer


# Agreements: the partner's lead answers.


def _agreement(actor: Actor, pk: int) -> Agreement | None:
    return Agreement.objects.visible_to(actor).select_related("institute", "partner").filter(pk=pk).first()


_ON_AGREEMENT: dict[str, Any] = {
    "noun": "agreement",
    "find": _agreement,
    "about": str,
    "parties": lambda agreement, _actor: Parties(agreement.institute_id, agreement.partner_id),
    "people": leads_asked,
}
AGREEMENT_ACTS: tuple[Waiting, ...] = (
    # Both signatures, their day and the scan: more than a partner's word (ADR 20).
    OwnPage(
        name="agreement-sign",
        title=gettext_lazy("Agreement signed"),
        verdict=lambda by, agreement, now: agreeing.may_sign(by, agreement, agreement.institute_today(now)),
        route="agreement_paper",
        paper="agreement",
        **_ON_AGREEMENT,
    ),
    Act(
        name="agreement-return",
        title=gettext_lazy("Agreement returned"),
        verdict=lambda by, agreement, _now: agreeing.may_return(by, agreement),
        form=lambda data, _agreement, _by: ReturnForm(data),
        service=agreements.return_agreement,
        key="agreement_id",
        words=lambda _agreement, form: [form.cleaned_data["reason"]],
        unprinted=gettext_lazy(
            "What should change is written beside its clause, on the signature page that comes back unsigned."
        ),
        **_ON_AGREEMENT,
    ),
)


# Applications: the partner's lead decides.


def _application(actor: Actor, pk: int) -> Application | None:
    return Application.objects.visible_to(actor).for_list().filter(pk=pk).first()


def _whose(application: Application) -> str:
    """What is recorded and printed is read at the partner too: without the name while the review is blind."""
    return hidden_name(application) if application.is_veiled else str(application.student)


def _offer_form(data: Any, application: Application, _by: Actor) -> OfferForm:
    zone = application.institute.zone
    last = min(clock.today(zone) + HELD_FOR, application.slot.starts_on - timedelta(days=1))
    return OfferForm(data, suggested=datetime.combine(last, time(17, 0), tzinfo=zone))


def _on_application(name: str, title: Any, **rest: Any) -> Act:
    defaults: dict[str, Any] = {
        "form": lambda data, _application, _by: ActForm(data),
        "words": lambda application, _form: [f"{_whose(application)}: {application.slot}"],
    }
    return Act(
        name=name,
        noun="application",
        title=title,
        find=_application,
        about=_whose,
        parties=lambda application, _actor: Parties(
            application.institute_id, application.slot.partner_id, application.student.user_id
        ),
        people=leads_of_slot,
        key="application_id",
        **defaults | rest,
    )


APPLICATION_ACTS = (
    _on_application(
        "application-review",
        gettext_lazy("Review begun"),
        verdict=lambda by, application, _now: deciding.may_review(by, application),
        service=decisions.begin_review,
        unprinted=gettext_lazy("That somebody reads it is said on the phone; there is nothing to sign."),
    ),
    _on_application(
        "application-shortlist",
        gettext_lazy("Put on the shortlist"),
        verdict=lambda by, application, _now: deciding.may_shortlist(by, application),
        service=decisions.shortlist_application,
        paper="decision",
    ),
    _on_application(
        "application-waitlist",
        gettext_lazy("Put on the waiting list"),
        verdict=lambda by, application, _now: deciding.may_waitlist(by, application),
        service=decisions.waitlist_application,
        paper="decision",
    ),
    _on_application(
        "application-offer",
        gettext_lazy("Place offered"),
        verdict=offering.may_offer,
        form=_offer_form,
        service=offers.offer_place,
        paper="decision",
        words=lambda application, form: [
            f"{_whose(application)}: {application.slot}",
            _("The student answers by %(when)s.") % {"when": when(form.cleaned_data["answer_by"])},
        ],
    ),
    _on_application(
        "application-reject",
        gettext_lazy("Not chosen"),
        verdict=lambda by, application, _now: deciding.may_reject(by, application),
        form=lambda data, _application, _by: RejectForm(data),
        service=decisions.reject_application,
        paper="decision",
        words=lambda application, form: [
            f"{_whose(application)}: {application.slot}",
            form.cleaned_data["reason"],
        ],
    ),
)


# Slots: the partner says that one still stands, to an institute with which it has an agreement.


def _slot(actor: Actor, pk: int) -> Slot | None:
    return Slot.objects.visible_to(actor).select_related("partner").filter(pk=pk).first()


def _agreed(slot: Slot, actor: Actor) -> Parties:
    """With a coordinator whose institute has an agreement with the partner in force; with nobody else."""
    agreed = Agreement.objects.visible_to(actor).in_force(clock.today()).filter(partner=slot.partner_id)
    with_us = actor.acts_as(Role.COORDINATOR) and agreed.exists()
    return Parties((actor.institute_id or 0) if with_us else 0, slot.partner_id)


SLOT_ACTS = (
    Act(
        name="slot-confirm",
        noun="slot",
        title=gettext_lazy("Slot still stands"),
        find=_slot,
        about=str,
        parties=_agreed,
        people=leads_of,
        verdict=lambda by, slot, _now: publishing.may_confirm(by, slot),
        form=lambda data, _slot, _by: ActForm(data),
        service=slot_services.confirm_slot,
        key="slot_id",
        words=lambda slot, _form: [_("“%(slot)s” still stands.") % {"slot": slot}],
        unprinted=gettext_lazy("One yes on the phone."),
    ),
)
