"""Who keeps the register: who adds a partner, who writes its profile, who reads what stands behind it."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Agreement, ContactEntry, Membership, Partner


def may_register(actor: Actor) -> Verdict:
    """Coordinators and administrators add partners, and read the list of them."""
    if actor.acts_as(Role.COORDINATOR, Role.ADMINISTRATOR):
        return YES
    return never(
        _("The register is kept by the institutes’ placement offices."),
        _("The public list of partners is open to everybody."),
    )


def may_see_desk(actor: Actor, partner: Partner) -> Verdict:
    """Contacts and evidence: coordinators, administrators, and the partner's own leads."""
    if actor.acts_as(Role.COORDINATOR, Role.ADMINISTRATOR) or _own(actor, partner):
        return YES
    return never(_("Names and numbers of a partner are for those who arrange placements."))


def may_keep(actor: Actor, partner: Partner) -> Verdict:
    """The partner's lead and administrators; a coordinator where there is no lead, or the institute has signed with the partner.

    Up to two queries, for coordinators alone.
    """
    if actor.acts_as(Role.ADMINISTRATOR) or _own(actor, partner):
        return YES
    if not actor.acts_as(Role.COORDINATOR):
        return never(_("The partner’s placement lead keeps this profile."))
    signed = Agreement.objects.filter(institute_id=actor.institute_id, partner=partner, signed_at__isnull=False)
    if signed.exists() or not Membership.objects.leads_of(partner.pk).exists():
        return YES
    return never(
        _("This partner’s own placement lead keeps the profile."),
        _("Tell them what is wrong; once your institute has signed an agreement with them, you may correct it too."),
    )


def may_show(actor: Actor, partner: Partner) -> Verdict:
    """Put an entry on the public pages: whoever keeps it; its own lead once an institute has signed with it. Three queries at most.

    A lead may have been invited with a site that a student found: somebody of an institute looks at it first.
    """
    if not _own(actor, partner) or Agreement.objects.filter(partner=partner, signed_at__isnull=False).exists():
        return may_keep(actor, partner)
    return no(
        _("The public pages show you once an institute has signed an agreement with you."),
        _("Or ask a placement office to show you before."),
    )


def may_set_cap(actor: Actor, partner: Partner) -> Verdict:
    """How many interns a partner takes at once is the partner's to say."""
    if actor.acts_as(Role.ADMINISTRATOR) or _own(actor, partner):
        return YES
    return never(_("The partner says how many interns it takes at once."))


def may_log(actor: Actor) -> Verdict:
    """Coordinators write down what they and a partner said."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("The contact log belongs to an institute’s placement office."))


def may_edit_entry(actor: Actor, entry: ContactEntry) -> Verdict:
    """The office that wrote it."""
    if actor.acts_as(Role.COORDINATOR) and actor.institute_id == entry.institute_id:
        return YES
    return never(_("Only the office that wrote it corrects it."))


def _own(actor: Actor, partner: Partner) -> bool:
    return actor.acts_as(Role.LEAD) and actor.partner_id == partner.pk
