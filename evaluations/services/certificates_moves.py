"""How a certificate comes to be and moves: the locks, the serial, the history. Used by every service that writes one."""

from datetime import datetime
from functools import partial

from django.db import transaction

from core.actor import Actor
from core.lifecycle import Move
from core.waking import wake
from evaluations.models import Certificate, CertificateTransition, SerialCounter
from evaluations.notices.papers import CERTIFICATE_TOLD_ABOUT
from evaluations.services.certificates_facts import Facts
from evaluations.states import ISSUE_CERTIFICATE
from notifications.services.posting import tell
from placements.models import Placement
from placements.services.placements_moves import lock_placement

FILE_TASK = "evaluations.file_certificate"


def lock_certificate(certificate_id: int) -> Certificate:
    """The certificate with its row locked, its placement's row first. Three queries."""
    placement = lock_placement(Certificate.objects.values_list("placement_id", flat=True).get(pk=certificate_id))
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    certificate.placement = placement
    return certificate


def write_certificate(
    placement: Placement, facts: Facts, *, by: Actor, now: datetime, supersedes: Certificate | None = None
) -> Certificate:
    """The row with the next serial of the year, and its history; a worker is woken to make the PDF.

    The caller holds the placement's lock.
    """
    certificate = Certificate.objects.create(
        placement=placement,
        serial=_next_serial(placement.today(now).year),
        facts=facts,
        issued_at=now,
        issued_by_id=by.user_id,
        supersedes=supersedes,
    )
    CertificateTransition.write(certificate, ISSUE_CERTIFICATE, by=by, now=now, was="")
    transaction.on_commit(partial(wake, FILE_TASK, certificate.pk))
    return certificate


def end_certificate(certificate: Certificate, move: Move, *, by: Actor, now: datetime, reason: str) -> Certificate:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(certificate.state, label=certificate.get_state_display())
    was, certificate.state, certificate.reason = certificate.state, move.target, reason
    certificate.save(update_fields=["state", "reason"])
    row = CertificateTransition.write(certificate, move, by=by, now=now, was=was, note=reason)
    tell(CERTIFICATE_TOLD_ABOUT, certificate, move, row, now=now)
    return certificate


def _next_serial(year: int) -> str:
    """The counter's row is held to the end of the transaction: an issue that fails gives its number back, so there are no gaps."""
    SerialCounter.objects.get_or_create(year=year)
    counter = SerialCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"WB-{year}-{counter.last:06}"
