"""Sites that students propose: proposed, taken back, refused; approved into partner, department and draft slot by the services of those."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from institutions.models import Department, Duty, Partner
from institutions.policies.register import may_keep
from institutions.services.memberships import invite_member
from institutions.services.partner_parts import keep_contact, keep_department, keep_site
from institutions.services.partners import lock_partner, register_partner
from notifications.services.posting import say, tell
from placements.models import SiteProposal, SiteProposalTransition, Slot
from placements.notices import proposals as notices
from placements.policies import proposals as policies
from placements.services.leads import refuse_students
from placements.services.screening import refuse_to_name_patients
from placements.services.slots import write_slot
from placements.states import APPROVE_PROPOSAL, REFUSE_PROPOSAL, WITHDRAW_PROPOSAL
from students.services.students import lock_student


@transaction.atomic
def propose_site(*, by: Actor, now: datetime, starts_on: date, ends_on: date, **words: str) -> SiteProposal:
    """Propose a site to one's placement office. Locks the student. Raises NotAllowed, Refusal."""
    require(policies.may_propose(by, now))
    student = policies.student_of(by)
    assert student is not None  # noqa: S101 - the verdict says so
    lock_student(student.pk)
    require(policies.may_propose(by, now))
    refuse_to_name_patients(why=words["why"])
    refuse_students(words.get("contact_email", ""), student.institute_id, field="contact_email")
    if words.get("contact_phone") and words["contact_phone"] == student.user.phone:
        raise Refusal(_("This is your own number."), instead=_("Give that of the department."), field="contact_phone")
    same = {f"{name}__iexact": words[name] for name in ("name", "city", "department")}
    if student.proposals.waiting().filter(**same).exists():
        raise Refusal(
            _("You have proposed this department already, and your office has not answered yet."),
            instead=_("Wait for its answer, or take that proposal back."),
            field="name",
        )
    proposal = SiteProposal.objects.create(
        student=student, starts_on=starts_on, ends_on=ends_on, created_at=now, **words
    )
    say(notices.proposed_to_office, proposal, key="new", now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, by: Actor, now: datetime) -> SiteProposal:
    """Take it back. Locks the proposal. Raises NotAllowed, Refusal."""
    proposal = _locked(proposal_id)
    require(policies.may_withdraw(by, proposal))
    return _move(proposal, WITHDRAW_PROPOSAL, by=by, now=now)


@transaction.atomic
def refuse_proposal(*, proposal_id: int, by: Actor, now: datetime, reason: str) -> SiteProposal:
    """Do not take it, with a reason that the student reads. Locks the proposal. Raises NotAllowed, Refusal."""
    proposal = _locked(proposal_id)
    require(policies.may_refuse(by, proposal))
    refuse_to_name_patients(reason=reason)
    return _move(proposal, REFUSE_PROPOSAL, by=by, now=now, note=reason)


@transaction.atomic
def approve_proposal(
    *,
    proposal_id: int,
    by: Actor,
    now: datetime,
    kind: str,
    title: str,
    places: int,
    how: str,
    partner: Partner | None = None,
    is_public: bool = False,
    invite: bool = False,
) -> SiteProposal:
    """Make a partner of it, on the public pages where `is_public`, or find it in `partner`; with the department, the contact, and a draft
    slot for its lead to publish.

    Where the partner has a lead of its own with whom nothing is signed, its entry and its slots are the lead's: nothing is drafted there.
    Locks the proposal, then the partner, so that of two proposals of one place the second finds what the first has made there.
    Raises NotAllowed, Refusal.
    """
    proposal = _locked(proposal_id)
    require(policies.may_approve(by, proposal))
    refuse_to_name_patients(how=how)
    if partner is None:
        name, city = proposal.name, proposal.city
        partner = register_partner(
            by=by, now=now, name=name, kind=kind, city=city, first_site=name, is_public=is_public
        )
    if may_keep(by, partner):
        proposal.slot = _draft(proposal, partner, by=by, now=now, title=title, places=places)
    if invite:
        _invite(proposal, partner, by=by, now=now)
    proposal.partner = partner
    return _move(proposal, APPROVE_PROPOSAL, by=by, now=now, note=how, changes=("partner", "slot"))


def _draft(proposal: SiteProposal, partner: Partner, *, by: Actor, now: datetime, title: str, places: int) -> Slot:
    """The draft slot, in the department of that name, which is added where there is none; the contact likewise. Strangers see it once
    its lead makes it public.
    """
    lock_partner(partner.pk)
    department = _department(proposal, partner, by=by, now=now)
    if not partner.contacts.filter(name=proposal.contact_name, department=department).exists():
        keep_contact(
            partner_id=partner.pk,
            by=by,
            now=now,
            duty=Duty.EDUCATION,
            name=proposal.contact_name,
            phone=proposal.contact_phone,
            email=proposal.contact_email,
            department=department,
        )
    return write_slot(
        by=by,
        now=now,
        department=department,
        title=title,
        city=department.site.city,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        places=places,
        agreement_follows=True,
        is_public=False,
    )


def _department(proposal: SiteProposal, partner: Partner, *, by: Actor, now: datetime) -> Department:
    there = Department.objects.filter(site__partner=partner, name__iexact=proposal.department).select_related("site")
    if department := there.order_by("pk").first():
        return department
    ids: dict[str, Any] = {"partner_id": partner.pk, "by": by, "now": now}
    site = partner.sites.order_by("pk").first() or keep_site(**ids, name=proposal.name, city=proposal.city)
    return keep_department(**ids, site=site, name=proposal.department, contact_email=proposal.contact_email)


def _invite(proposal: SiteProposal, partner: Partner, *, by: Actor, now: datetime) -> None:
    if not proposal.contact_email:
        raise Refusal(
            _("There is no e-mail address to invite."),
            instead=_("Leave it, and invite somebody later."),
            field="invite",
        )
    refuse_students(proposal.contact_email, proposal.student.institute_id, field="invite")
    if partner.memberships.filter(role=Role.LEAD, ended_at=None).exists():
        raise Refusal(_("This partner has a placement lead already."), instead=_("Leave it."), field="invite")
    invite_member(
        by=by, now=now, role=Role.LEAD, name=proposal.contact_name, email=proposal.contact_email, partner=partner
    )


def _locked(proposal_id: int) -> SiteProposal:
    return SiteProposal.objects.select_for_update(of=("self",)).for_list().get(pk=proposal_id)


def _move(
    proposal: SiteProposal, move: Move, *, by: Actor, now: datetime, note: str = "", changes: tuple[str, ...] = ()
) -> SiteProposal:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(proposal.state, label=proposal.get_state_display())
    was, proposal.state = proposal.state, move.target
    proposal.save(update_fields=["state", *changes])
    row = SiteProposalTransition.write(proposal, move, by=by, now=now, was=was, note=note)
    tell(notices.PROPOSAL_TOLD_ABOUT, proposal, move, row, now=now)
    return proposal
