"""Signing in by a code: asked for, sent, printed, used once. What a stranger could learn from an answer is the same for every name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor
from core.errors import Refusal
from core.phones import plain_phone
from core.verdict import require
from core.waking import wake
from notifications.texts import GatewayAway, gateway
from students.models import CodeRequest, SignInCode, Student
from students.models.codes import named_by, who_may_use_codes
from students.policies import codes as policies

log = structlog.get_logger(__name__)

SLIP_LASTS = timedelta(days=14)
SENT_LASTS = timedelta(minutes=10)
MOST_TRIES = {SignInCode.Kind.SLIP: 20, SignInCode.Kind.SENT: 5}  # wrong ones until it opens nothing any more
MOST_SLIPS = 200
SEND_TRIES = 5
TAKEN_LASTS = timedelta(minutes=1)  # who has not come back from the gateway by then has died on the way
KEPT = timedelta(days=1)  # a request, after which nobody asks any more


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one student. The code is nowhere else afterwards."""

    student: Student
    code: str
    expires_at: datetime

    @property
    def spaced(self) -> str:
        """In two halves, to be typed."""
        return f"{self.code[:5]} {self.code[5:]}"


@transaction.atomic
def print_slips(*, by: Actor, now: datetime, students: Iterable[Student]) -> list[Slip]:
    """A code for each student whom the actor sees; earlier slips open nothing any more. Says in the table who printed it.

    Raises NotAllowed, Refusal (nobody, too many, or only people who are staff besides).
    """
    require(policies.may_print(by))
    mine = Student.objects.visible_to(by).filter(pk__in=[student.pk for student in students])
    fit = mine.filter(user__in=who_may_use_codes()).select_related("user", "programme", "intake", "institute")
    found = list(fit.order_by("user__name", "pk").select_for_update(of=("self",), no_key=True)[: MOST_SLIPS + 1])
    if not found:
        raise Refusal(
            _("There is nobody to print a slip for."), instead=_("Tick a student who has no other role here.")
        )
    if len(found) > MOST_SLIPS:
        raise Refusal(
            _("That is more than %(most)d slips at once.") % {"most": MOST_SLIPS}, instead=_("Print one intake first.")
        )
    _end([student.user_id for student in found], SignInCode.Kind.SLIP, now)
    until = now + SLIP_LASTS
    rows, slips = [], []
    for student in found:
        row, code = SignInCode.make(user_id=student.user_id, kind=SignInCode.Kind.SLIP, now=now, expires_at=until)
        row.printed_by_id, row.membership_id = by.user_id, by.membership_id
        rows.append(row)
        slips.append(Slip(student, code, until))
    SignInCode.objects.bulk_create(rows)
    return slips


def _end(user_ids: Sequence[int], kind: SignInCode.Kind, now: datetime) -> None:
    SignInCode.objects.filter(user__in=user_ids, kind=kind, used_at=None, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def ask_for_code(*, typed: str, now: datetime, institute_id: int | None = None) -> CodeRequest:
    """Write down that a code is wanted; a worker finds out for whom, and sends it. Known or not, the same is done here.

    A roll number that two institutes use names one student with `institute_id`, and nobody without.
    """
    request = CodeRequest.objects.create(typed=typed, institute_id=institute_id, at=now)
    transaction.on_commit(lambda: wake("students.send_code", request.pk))
    return request


def send_code(*, request_id: int, now: datetime) -> bool:
    """Send a new code to the one student whom the request names, if there is one with a mobile. True when one has left.

    The code is written and committed first; then the gateway is asked, while nothing is locked and no text can speak of a code that was
    rolled back. Where the gateway is away, or the worker dies on the way, it is tried again while a code would still be of use.
    """
    ready = _write_code(request_id, now)
    if ready is None:
        return False
    row, code = ready
    sent = _hand_over(row.user, code)
    _settle(request_id, row, sent=sent, now=now)
    return sent


@transaction.atomic
def _write_code(request_id: int, now: datetime) -> tuple[SignInCode, str] | None:
    """Take the request, so that two workers send one code, and write the code. None where there is nothing to send."""
    open_ones = CodeRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id, done_at=None)
    request = open_ones.filter(Q(taken_at=None) | Q(taken_at__lt=now - TAKEN_LASTS)).first()
    if request is None:
        return None
    people = list(people_named(request.typed, request.institute_id)[:2])
    if len(people) != 1 or not people[0].phone or now - request.at >= SENT_LASTS:
        _done(request, now)
        return None
    user = people[0]
    request.tries, request.taken_at = request.tries + 1, now
    request.save(update_fields=["tries", "taken_at"])
    _end([user.pk], SignInCode.Kind.SENT, now)
    row, code = SignInCode.make(user_id=user.pk, kind=SignInCode.Kind.SENT, now=now, expires_at=now + SENT_LASTS)
    row.user = user
    row.save()
    return row, code


def _hand_over(user: User, code: str) -> bool:
    """Give the text to the gateway. False where it is away."""
    with translation.override(user.language):
        words = _("%(code)s is your Wardbridge code. It holds for ten minutes. Nobody else needs it.") % {"code": code}
    try:
        gateway().send(user.phone, words)
    except GatewayAway:
        log.warning("text_gateway_away")
        return False
    return True


@transaction.atomic
def _settle(request_id: int, row: SignInCode, *, sent: bool, now: datetime) -> None:
    """Sent is done; otherwise the code that nobody has goes, and the request is free to be tried again, a few times."""
    request = CodeRequest.objects.select_for_update().filter(pk=request_id, done_at=None).first()
    if not sent:
        SignInCode.objects.filter(pk=row.pk, used_at=None).delete()
    if request is None:
        return
    if sent or request.tries >= SEND_TRIES:
        _done(request, now)
        return
    request.taken_at = None
    request.save(update_fields=["taken_at"])


def _done(request: CodeRequest, now: datetime) -> None:
    """Nothing more is done for it, and what was typed is forgotten. The caller holds its lock."""
    request.done_at, request.typed, request.institute_id = now, "", None
    request.save(update_fields=["done_at", "typed", "institute"])


def send_waiting(*, now: datetime) -> int:
    """Send every code that waits; what was asked for a day ago is forgotten. Returns how many have left."""
    CodeRequest.objects.filter(at__lt=now - KEPT).delete()
    waiting = CodeRequest.objects.filter(done_at=None).order_by("at").values_list("pk", flat=True)
    return sum(send_code(request_id=pk, now=now) for pk in list(waiting[:MOST_SLIPS]))


def people_named(typed: str, institute_id: int | None = None) -> QuerySet[User]:
    """The students whom a roll number or a mobile names, as it was typed; of one institute, where it was said."""
    try:
        phone = plain_phone(typed) if any(ch.isdigit() for ch in typed) else ""
    except ValidationError:
        phone = ""
    return named_by(typed.strip()[:40], phone, institute_id).order_by("pk")


@transaction.atomic
def use_code(*, typed: str, code: str, now: datetime, institute_id: int | None = None) -> User | None:
    """The person whom name and code open; None for every other pair, after the same work. Locks the codes, so that each opens once.

    A first sign-in makes the account theirs: the slip was handed over in person, or the mobile is in their hand.
    """
    live = SignInCode.objects.live(now).filter(user__in=people_named(typed, institute_id).order_by().values("pk"))
    codes = list(live.select_for_update(of=("self",)).order_by("pk"))
    opened = next((row for row in codes if row.is_opened_by(code)), None)
    wrong = [] if opened else codes
    SignInCode.objects.filter(pk__in=[0, *(row.pk for row in wrong)]).update(tries=F("tries") + 1)
    spent = [row.pk for row in wrong if row.tries + 1 >= MOST_TRIES[SignInCode.Kind(row.kind)]]
    SignInCode.objects.filter(pk__in=[0, *spent]).update(revoked_at=now)
    if opened is None:
        return None
    opened.used_at = now
    opened.save(update_fields=["used_at"])
    user = User.objects.select_for_update(of=("self",)).get(pk=opened.user_id)
    if user.claimed_at is None:
        user.claimed_at = now
        user.save(update_fields=["claimed_at"])
    return user
