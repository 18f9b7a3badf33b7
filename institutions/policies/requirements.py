"""Who asks what, and who may change it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never
from institutions.models import Agreement, Department, Partner, Programme, Requirement
from institutions.policies import agreements

Asker = Partner | Department | Programme | Agreement


def may_list(actor: Actor) -> Verdict:
    """Those who ask and those who send; a student reads it with the internship, and under “What partners ask”."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(
        _("This list is kept by placement offices and partners."), _("What a partner asks stands with its internships.")
    )


def may_begin(actor: Actor) -> Verdict:
    """A lead or a coordinator; for whom, the form offers."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR):
        return YES
    return never(_("Requirements are written by the partner that asks them, or by the institute’s office."))


def may_ask(actor: Actor, asker: Asker) -> Verdict:
    """A lead for the partner and its departments, a coordinator for programmes; an agreement's stand in its text, and change with it:
    by the institute's coordinator, until it is signed.
    """
    if isinstance(asker, Agreement):
        return agreements.may_edit(actor, asker)
    if isinstance(asker, Programme):
        ours = actor.acts_as(Role.COORDINATOR) and asker.institute_id == actor.institute_id
        if ours and actor.programme_id in {None, asker.pk}:
            return YES
        return never(_("A programme’s requirements are kept by its own placement office."))
    partner_id = asker.site.partner_id if isinstance(asker, Department) else asker.pk
    if actor.acts_as(Role.LEAD) and actor.partner_id == partner_id:
        return YES
    return never(_("What a partner asks is written by its placement lead."), _("Ask them to change it."))


def may_change(actor: Actor, requirement: Requirement) -> Verdict:
    """Whoever may ask it. Expects who asks loaded (`for_list`)."""
    return may_ask(actor, requirement.asker)


def askers_of(actor: Actor) -> dict[str, Any]:
    """In whose name the actor may ask, as querysets by field. None evaluated."""
    if actor.acts_as(Role.LEAD):
        return {
            "partner": Partner.objects.visible_to(actor).filter(pk=actor.partner_id),
            "department": Department.objects.visible_to(actor).select_related("site").order_by("name"),
        }
    if actor.acts_as(Role.COORDINATOR):
        drafts = Agreement.objects.visible_to(actor).filter(state__in=agreements.EDITABLE)
        return {
            "programme": Programme.objects.visible_to(actor).order_by("name"),
            "agreement": drafts.select_related("partner").order_by("title"),
        }
    return {}
