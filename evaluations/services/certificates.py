"""Certificates: issued, corrected, revoked, one by one. Cohorts are `evaluations.jobs`, the PDF `certificates_files`."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.errors import Refusal
from core.verdict import Verdict, no, require
from evaluations.models import Certificate
from evaluations.policies import papers as policies
from evaluations.services.certificates_facts import changes, facts_of
from evaluations.services.certificates_moves import end_certificate, lock_certificate, write_certificate
from evaluations.states import REVOKE_CERTIFICATE, SUPERSEDE_CERTIFICATE
from placements.services.placements_moves import lock_placement


@transaction.atomic
def issue_certificate(*, placement_id: int, by: Actor, now: datetime) -> Certificate:
    """Issue the certificate of a completed placement; its facts are frozen now, its PDF is made moments later.

    Locks the placement, so that one that is issued by two people at once is issued once. Raises NotAllowed, Refusal.
    """
    placement = lock_placement(placement_id)
    require(policies.may_issue(by, placement))
    return write_certificate(placement, facts_of(placement, now=now), by=by, now=now)


@transaction.atomic
def revoke_certificate(*, certificate_id: int, by: Actor, now: datetime, reason: str) -> Certificate:
    """From now on its code says that it is revoked, and why. Locks placement, certificate. Raises NotAllowed, Refusal, IllegalMove."""
    certificate = lock_certificate(certificate_id)
    require(policies.may_revoke(by, certificate))
    return end_certificate(certificate, REVOKE_CERTIFICATE, by=by, now=now, reason=reason)


@transaction.atomic
def reissue_certificate(*, certificate_id: int, by: Actor, now: datetime, reason: str) -> Certificate:
    """Replace it by one with the facts as the record has them now. The old code leads to the new certificate.

    Locks placement, certificate. Raises NotAllowed, Refusal (also when the record has not changed), IllegalMove.
    """
    old = lock_certificate(certificate_id)
    facts = facts_of(old.placement, now=now)
    require(policies.may_reissue(by, old, changes(old.facts, facts)))
    end_certificate(old, SUPERSEDE_CERTIFICATE, by=by, now=now, reason=reason)
    return write_certificate(old.placement, facts, by=by, now=now, supersedes=old)


def what_changed(certificate: Certificate, *, now: datetime) -> dict[str, tuple[str, str]]:
    """What a correction would change, for the page that offers it. Raises Refusal where the record bears no certificate out."""
    return changes(certificate.facts, facts_of(certificate.placement, now=now))


def may_reissue(actor: Actor, certificate: Certificate, *, now: datetime) -> Verdict:
    """`policies.may_reissue` with the record read, which only somebody who may act at all is worth. Seven queries at most."""
    if not (verdict := policies.may_revoke(actor, certificate)):
        return verdict
    try:
        return policies.may_reissue(actor, certificate, what_changed(certificate, now=now))
    except Refusal as refusal:
        return no(refusal.reason, refusal.instead)
