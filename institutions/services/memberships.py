"""Naming people: a membership, and the invitation that makes the account theirs."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.invitations import make_invitation, make_invitations
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Department, Institute, Membership, Partner
from institutions.notices import people as notices
from institutions.policies import people as policies
from notifications.services.posting import Notice, post, post_many


@transaction.atomic
def invite_member(
    *,
    by: Actor,
    now: datetime,
    role: Role,
    name: str,
    email: str,
    institute: Institute | None = None,
    partner: Partner | None = None,
    department: Department | None = None,
    title: str = "",
    licence_no: str = "",
) -> Membership:
    """Name a person in a role; a new person gets an invitation, a known one is told.

    Leads and coordinators invite into their own organisation whatever `institute` and `partner` say; only an administrator chooses,
    and a coordinator for a partner's lead. Raises NotAllowed, Refusal.
    """
    require(policies.may_invite(by, role))
    if by.acts_as(Role.LEAD):
        institute, partner = None, Partner.objects.get(pk=by.partner_id)
    elif by.acts_as(Role.COORDINATOR) and role != Role.LEAD:
        institute, partner = Institute.objects.get(pk=by.institute_id), None
    user = User.unclaimed(email=email, name=name)
    membership = Membership(
        user=user,
        role=role,
        institute=institute,
        partner=partner,
        department=department,
        title=title,
        licence_no=licence_no,
        started_at=now,
    )
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise Refusal(_("This person has this role already."), field="email") from error
    announce(membership, by=by, now=now)
    return membership


def announce(membership: Membership, *, by: Actor, now: datetime) -> None:
    """Send the invitation, or tell a person who has an account of the new role. Who has no address comes in with a printed slip."""
    user = membership.user
    if user.is_claimed:
        message = partial(notices.new_role, membership)
        post(reader=user, message=message, dedupe_key=f"account.role:{membership.pk}", now=now)
        return
    if not user.email:
        return
    link = make_invitation(user=user, by=by, now=now)
    post(
        reader=user,
        message=partial(notices.invitation, membership, link),
        dedupe_key=f"account.invited:{link.pk}",
        now=now,
    )


def announce_many(memberships: Sequence[Membership], *, by: Actor, now: datetime) -> None:
    """The same for many memberships, loaded with person and organisation, in a fixed number of queries."""
    reached = [m for m in memberships if m.user.is_claimed or m.user.email]
    links = make_invitations(users=[m.user for m in reached if not m.user.is_claimed], by=by, now=now)
    notices_of = []
    for membership in reached:
        link = links.get(membership.user_id)
        with translation.override(membership.user.language):
            message = notices.invitation(membership, link) if link else notices.new_role(membership)
        key = f"account.invited:{link.pk}" if link else f"account.role:{membership.pk}"
        notices_of.append(Notice(reader=membership.user, message=message, dedupe_key=key))
    post_many(notices_of, now=now)


@transaction.atomic
def describe_member(
    *, membership_id: int, by: Actor, now: datetime, department: Department | None, title: str, licence_no: str
) -> Membership:
    """Correct where a colleague works and what papers print of them. Raises NotAllowed, Refusal."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership_id)
    require(policies.may_describe(by, membership))
    if department is not None and department.site.partner_id != membership.partner_id:
        raise Refusal(_("This department belongs to another organisation."), field="department")
    membership.department, membership.title, membership.licence_no = department, title, licence_no
    membership.save(update_fields=["department", "title", "licence_no"])
    return membership


@transaction.atomic
def end_membership(*, membership_id: int, by: Actor, now: datetime) -> Membership:
    """Take a role away; it is gone with the person's next request. Raises NotAllowed, Refusal."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership_id)
    require(policies.may_end_membership(by, membership))
    membership.end(now)
    return membership
