"""Certificates and recommendation letters: what they state is frozen in the row, the signed PDF beside it."""

import secrets
from itertools import pairwise
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.models import Stamped, Transition, Versioned
from core.paths import path_of
from evaluations.states import ISSUE_CERTIFICATE, CertificateState, LetterState
from placements.models import Placement

# Crockford's alphabet: no I, L, O, U, so that a code survives being read aloud or typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26  # 5 bits each: 130 random bits
# What a reader may have typed otherwise than it stands there; and NUL, at which the database would stumble.
AS_PRINTED = str.maketrans("OIL", "011", " -\u2011\0")


def new_code() -> str:
    """A public code that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates, by the placement's people or by their public code."""

    def visible_to(self, actor: Actor) -> Self:
        """Whoever sees the placement."""
        return self.filter(placement__in=Placement.objects.visible_to(actor))

    def live(self) -> Self:
        """Neither replaced nor revoked."""
        return self.filter(state=CertificateState.ISSUED)

    def for_list(self) -> Self:
        """With the placement's people and places: one query for any number of rows."""
        return self.select_related(
            "placement__student__user",
            "placement__student__programme",
            "placement__slot",
            "placement__partner",
            "placement__department",
        )

    def without_file(self) -> Self:
        """Issued or signed, the PDF not made yet."""
        return self.filter(file=None)

    def by_code(self, code: str) -> Self:
        """The one with this code, however it was typed: case, spaces and dashes do not matter; O is 0, I and L are 1."""
        typed = code.upper().translate(AS_PRINTED)
        return self.filter(code=typed)


# What was issued or signed never changes under whoever holds the paper: not by the admin, not by a raw UPDATE.
CERTIFICATE_STAYS = pgtrigger.ReadOnly(
    name="what_a_certificate_states_stays", exclude=["state", "reason", "file", "updated_at"]
)
CERTIFICATE_ENDS_ONCE = pgtrigger.Protect(
    name="a_certificate_ends_once",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.state <> 'issued' AND ROW(OLD.state, OLD.reason) IS DISTINCT FROM ROW(NEW.state, NEW.reason)"
    ),
)
CERTIFICATE_IS_KEPT = pgtrigger.Protect(name="a_certificate_is_kept", operation=pgtrigger.Delete)
SIGNED_LETTER_STAYS = pgtrigger.Protect(
    name="a_signed_letter_stays",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.signed_at IS NOT NULL AND ROW(OLD.placement_id, OLD.writer_id, OLD.purpose, OLD.blocks, OLD.facts, OLD.signed_at)"
        " IS DISTINCT FROM ROW(NEW.placement_id, NEW.writer_id, NEW.purpose, NEW.blocks, NEW.facts, NEW.signed_at)"
    ),
)
SIGNED_LETTER_IS_KEPT = pgtrigger.Protect(
    name="a_signed_letter_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__signed_at__isnull=False)
)


def filed_once() -> pgtrigger.Protect:
    """The sealed PDF is written once, and stays the one."""
    return pgtrigger.Protect(
        name="one_sealed_file_for_ever",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.file_id IS NOT NULL AND OLD.file_id IS DISTINCT FROM NEW.file_id"),
    )


@pghistory.track()
class Certificate(Stamped):
    """One certificate of completion, or statement of experience where the placement ended early. `facts` is everything it prints; it never
    changes.
    """

    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="certificates")
    serial = models.CharField(max_length=30, unique=True, help_text=_("For reading aloud: WB-2027-000318."))
    code = models.CharField(max_length=26, unique=True, default=new_code, editable=False)
    facts = models.JSONField()
    state = models.CharField(max_length=20, choices=CertificateState, default=CertificateState.ISSUED)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text=_("Why it was revoked or replaced; shown to whoever checks it."))
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = CertificateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state="issued"), name="one_live_certificate_a_placement"
            ),
            models.CheckConstraint(
                name="a_certificate_that_ended_says_why", condition=Q(state="issued") | ~Q(reason="")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["issued_at"], name="certificate_to_file", condition=Q(file=None))]
        triggers: ClassVar = [CERTIFICATE_STAYS, CERTIFICATE_ENDS_ONCE, CERTIFICATE_IS_KEPT, filed_once()]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return path_of("certificate_detail", self.pk)

    @property
    def is_statement(self) -> bool:
        """True where the placement ended early: it states what was done, and certifies no completion."""
        return bool(self.facts.get("ended_early"))

    @property
    def heading(self) -> str:
        """What the paper is called."""
        return (
            gettext("Statement of experience") if self.is_statement else gettext("Certificate of internship completion")
        )

    @property
    def holds(self) -> bool:
        """Neither replaced nor revoked."""
        return self.state == CertificateState.ISSUED

    @property
    def is_replaced(self) -> bool:
        """A newer one stands in its place."""
        return self.state == CertificateState.SUPERSEDED

    @property
    def public_path(self) -> str:
        """Where anyone checks it."""
        return reverse("verify_detail", args=[self.grouped_code])

    @property
    def grouped_code(self) -> str:
        """The code as paper prints it: groups of four or five, joined by dashes."""
        cuts = (0, 4, 8, 13, 17, 21, 26)
        return "-".join(self.code[a:b] for a, b in pairwise(cuts))


class SerialCounter(models.Model):
    """The last serial number given in a year; its row is the lock that keeps serials unique and without gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CertificateTransition(Transition):
    """A move of a certificate."""

    thing = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="transitions")

    @property
    def label(self) -> str:
        """What happened: a certificate that holds is called genuine, but what was done is that it was issued."""
        return gettext("Issued") if self.move == ISSUE_CERTIFICATE.name else super().label


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, between two people. Who may read the text is `policies.papers.may_read_letter`."""

    def visible_to(self, actor: Actor) -> Self:
        """The writer and the student; nobody else, not even an administrator who looks through the eyes of one of them."""
        if actor.via != Via.PERSON or actor.viewed_by is not None:
            return self.none()
        if actor.acts_as(Role.STUDENT):
            return self.filter(placement__student__user_id=actor.user_id, placement__institute_id=actor.institute_id)
        if actor.acts_as(Role.SUPERVISOR):
            return self.filter(writer_id=actor.membership_id)
        return self.none()

    def for_list(self) -> Self:
        """With writer, student and place: one query for any number of rows."""
        return self.select_related("writer__user", "placement__student__user", "placement__slot", "placement__partner")

    def without_file(self) -> Self:
        """Signed, the PDF not made yet."""
        return self.filter(state=LetterState.SIGNED, file=None)


@pghistory.track(exclude=["blocks", "facts"])
class Letter(Stamped, Versioned):
    """A recommendation letter built on the record of one placement."""

    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="letters")
    writer = models.ForeignKey("institutions.Membership", on_delete=models.PROTECT, related_name="letters")
    state = models.CharField(max_length=20, choices=LetterState, default=LetterState.REQUESTED)
    purpose = models.CharField(max_length=200, blank=True, help_text=_("What it is for: a residency in radiology."))
    needed_by = models.DateField(null=True, blank=True)
    blocks = models.JSONField(default=list, help_text="Paragraphs: [{key, text, filled, sources: [{label, path}]}].")
    facts = models.JSONField(default=dict, help_text="Who signed, for whom, how identified: frozen at the signature.")
    signed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey("accounts.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["placement", "writer"],
                condition=Q(state__in=["requested", "drafted", "signed", "released"]),
                name="one_live_letter_per_writer",
            ),
            models.CheckConstraint(
                name="a_signed_letter_says_when",
                condition=Q(state__in=["requested", "drafted", "declined"]) | Q(signed_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["signed_at"], name="letter_to_file", condition=Q(file=None, state="signed"))
        ]
        triggers: ClassVar = [SIGNED_LETTER_STAYS, SIGNED_LETTER_IS_KEPT, filed_once()]

    def __str__(self) -> str:
        return f"Letter {self.pk}"

    def get_absolute_url(self) -> str:
        return path_of("letter_detail", self.pk)


class LetterTransition(Transition):
    """A move of a letter."""

    thing = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="transitions")
