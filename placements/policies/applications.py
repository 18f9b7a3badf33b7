"""What may be done with an application before there is an offer, by whom. Rules that need the present moment take it as `now`."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.actor import Actor, Role
from core.errors import Words
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from core.words import when
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.models import Application, Slot
from placements.policies.blind import decides_openly
from placements.policies.completeness import Check, names_no_patient
from placements.policies.stays import days_are_free
from placements.states import (
    COUNTED,
    REJECT,
    REOPEN,
    REVIEW,
    SHORTLIST,
    SUBMIT,
    TAKE_BACK,
    WAITLIST,
    WITHDRAW,
    ApplicationState,
    SlotState,
)
from students.models import DocumentKind, Student

STATEMENT_AT_LEAST = 100  # characters
STATEMENT_AT_MOST = 4000  # characters

# An agreement that was begun is a route: it may be signed before or after a student is accepted.
ROUTES = (
    AgreementState.DRAFT,
    AgreementState.WITH_PARTNER,
    AgreementState.RETURNED,
    AgreementState.SIGNED,
    AgreementState.RENEWED,
)


def is_own(actor: Actor, application: Application) -> bool:
    """True for the student whose application it is, acting as a student of that institute."""
    mine = actor.acts_as(Role.STUDENT) and actor.institute_id == application.institute_id
    return mine and actor.user_id == application.student.user_id


def is_lead(actor: Actor, application: Application) -> bool:
    """True for a placement lead of the partner that it was sent to; never for the student under another hat."""
    theirs = actor.acts_as(Role.LEAD) and actor.partner_id == application.slot.partner_id
    return theirs and actor.user_id != application.student.user_id


def as_lead(actor: Actor, application: Application, otherwise: Words) -> Verdict:
    """Yes to a lead who may decide on it; `otherwise` is said to everybody else, but for the applicant who leads there, too."""
    if is_lead(actor, application):
        return YES
    if actor.acts_as(Role.LEAD) and actor.user_id == application.student.user_id:
        return never(_("This is your own application: somebody else decides on it."))
    return never(otherwise)


def has_route(student: Student, slot: Slot) -> bool:
    """True when an agreement of the student's institute, signed or begun, covers the stay, or the slot says that one follows.

    No query for a slot of `policies.slots.with_reach`; the same for `_is_kept_for`.
    """
    if slot.agreement_follows:
        return True
    if hasattr(slot, "routed"):
        return bool(slot.routed)
    pair = Agreement.objects.filter(institute_id=student.institute_id, partner_id=slot.partner_id, state__in=ROUTES)
    taking = pair.filter(programmes=student.programme_id).taking(department=slot.department_id, kind=slot.kind)
    return bool(taking.holding_days(slot.starts_on, slot.ends_on).exists())


def _open_to(student: Student, slot: Slot, now: datetime) -> Verdict:
    """Whether the slot takes applications from this student at all. At most two queries."""
    if slot.state == SlotState.PAUSED:
        return no(_("This internship takes no applications for now."), _("Save it and look again in a few days."))
    if slot.state != SlotState.PUBLISHED or slot.apply_by is None or slot.starts_on is None or slot.ends_on is None:
        return no(_("This internship takes no applications any more."), _("Look for another one."))
    if now > slot.apply_by:
        return no(_("Applications closed on %(when)s.") % {"when": when(slot.apply_by)}, _("Look for another one."))
    if slot.places <= slot.allotted and not _is_kept_for(student, slot):
        return no(_("All its places are kept for students of other institutes."), _("Look for another one."))
    if not has_route(student, slot):
        return no(
            _("Your institute has no agreement with %(partner)s for your programme on these dates.")
            % {"partner": slot.partner},
            _("Ask your placement office whether they can begin one."),
        )
    return YES


def _is_kept_for(student: Student, slot: Slot) -> bool:
    """True when places of the slot are kept for the student's institute."""
    if hasattr(slot, "kept_for_us"):
        return bool(slot.kept_for_us)
    return slot.allotments.filter(institute_id=student.institute_id).exists()


def student_of(actor: Actor) -> Student | None:
    """The student whom the acting membership is. One query."""
    if not actor.acts_as(Role.STUDENT):
        return None
    return (
        Student.objects.filter(user_id=actor.user_id, institute_id=actor.institute_id)
        .select_related("user", "programme")
        .first()
    )


def may_apply(actor: Actor, slot: Slot, now: datetime, student: Student | None = None) -> Verdict:
    """A student, while the slot is open to them and nothing was sent for it.

    At most four queries; none when `student`, the acting one, is given with a slot that knows (`with_my_application`, `with_reach`).
    """
    student = student or student_of(actor)
    if student is None:
        return never(_("Only students apply."), _("Sign in as a student."))
    earlier = _earlier(student, slot) or ApplicationState.DRAFT
    if earlier != ApplicationState.DRAFT and not REOPEN.allowed_from(earlier):
        return no(_("You have applied already."), _("Your applications show where it stands."))
    return _open_to(student, slot, now)


def _earlier(student: Student, slot: Slot) -> str | None:
    """Where the student's application for the slot stands; None without one."""
    if hasattr(slot, "applied"):
        return slot.applied
    return student.applications.filter(slot=slot).values_list("state", flat=True).first()


def may_edit(actor: Actor, application: Application) -> Verdict:
    """The student, until it is sent."""
    if not is_own(actor, application):
        return never(_("Only the student writes the application."))
    if not SUBMIT.allowed_from(application.state):
        return no(_("What was sent does not change."), _("Its page shows what you may still do with it."))
    return YES


def may_begin_again(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The student, of what was taken back or not endorsed, while the internship takes applications: the words are still there.

    At most three queries; what it lacks to be sent, but for the internship and the days, is asked once it is a draft.
    """
    if not (is_own(actor, application) and REOPEN.allowed_from(application.state) and application.slot.is_open(now)):
        return never("")
    return _open_to(application.student, application.slot, now) and days_are_free(application)


def checks(application: Application, now: datetime) -> Iterator[Check]:
    """All that makes an application complete, and what it lacks of it. At most eight queries."""
    student, slot = application.student, application.slot
    yield Check(
        _("Your profile"),
        YES
        if student.profile_done_at
        else no(_("Your profile is not complete."), _("Fill in what is missing on your profile.")),
        "student_profile",
    )
    yield Check(
        _("Your CV"),
        YES if student.cv_id else no(_("You have no CV here yet."), _("Add it on your profile.")),
        "student_profile",
    )
    yield Check(_("Your statement"), _written(application), "application_start", slot.pk)
    if slot.documents_asked:
        held = set(student.documents.values_list("kind", flat=True))
        for kind in slot.documents_asked:
            label = DocumentKind(kind).label
            lacks = no(_("%(document)s is asked for.") % {"document": label}, _("Add it to your package."))
            yield Check(label, YES if kind in held else lacks, "package_document_set", kind)
    if slot.references_asked:
        yield Check(_("References"), references_asked(application), "application_references", application.pk)
    if not (verdict := _open_to(student, slot, now) and days_are_free(application)):
        yield Check(_("The internship"), verdict)


def references_asked(application: Application) -> Verdict:
    """Whether enough people have been asked to write; what they write may come later. One query at most.

    After it was sent, too: the slot may ask for more since.
    """
    if not application.slot.references_asked:
        return YES
    wanted = application.slot.references_asked
    lacks = wanted - application.references.filter(state__in=COUNTED).count()
    if lacks <= 0:
        return YES
    words = ngettext("%(n)d reference is still to be asked for.", "%(n)d references are still to be asked for.", lacks)
    return no(words % {"n": lacks}, _("Ask somebody who knows your work; they may write until later."))


def _written(application: Application) -> Verdict:
    """Whether the statement is long enough, and names no patient."""
    short = STATEMENT_AT_LEAST - len(application.statement.strip())
    if short == STATEMENT_AT_LEAST:
        return no(_("You have not written why you apply."), _("Write a few sentences in your statement."))
    if short > 0:
        return no(
            _("Your statement is very short."),
            _("Write at least %(count)d characters.") % {"count": STATEMENT_AT_LEAST},
        )
    return names_no_patient(application.statement)


def missing(application: Application, now: datetime) -> Iterator[Verdict]:
    """What stands between a draft and sending it, each with what to do."""
    return (check.verdict for check in checks(application, now) if not check.verdict)


def may_submit(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The student, when nothing is missing."""
    if not (verdict := may_edit(actor, application)):
        if may_take_back(actor, application, now):
            until = {"when": when(application.slot.apply_by)}
            return no(verdict.reason, _("Until %(when)s you may take it back, change it and send it again.") % until)
        return verdict
    return next(missing(application, now), YES)


def may_take_back(actor: Actor, application: Application, now: datetime) -> Verdict:
    """The student, until the deadline and until the partner has decided something."""
    if not is_own(actor, application):
        return never(_("Only the student changes what was sent."))
    if not (verdict := stands(application, TAKE_BACK)):
        return verdict
    if not application.slot.is_open(now):
        return no(_("The deadline has passed, so what was sent stays."), _("You may still withdraw it."))
    return YES


def may_withdraw(actor: Actor, application: Application) -> Verdict:
    """The student, until there is an offer: an offer is declined, a placement cancelled."""
    if not is_own(actor, application):
        return never(_("Only the student withdraws an application."))
    if application.state == ApplicationState.OFFERED:
        return no(_("You have an offer now."), _("Decline it if you do not want it."))
    if application.state == ApplicationState.ACCEPTED:
        return no(_("You have accepted this place."), _("Ask your placement office to cancel the placement."))
    return stands(application, WITHDRAW)


def stands(application: Application, move: Move) -> Verdict:
    """Whether the move may start where the application stands."""
    if move.allowed_from(application.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": application.get_state_display()}
    return no(words, _("Its history shows what happened."))


def _decides(actor: Actor, application: Application, move: Move) -> Verdict:
    if not (verdict := as_lead(actor, application, _("Only the partner’s placement lead decides on applications."))):
        return verdict
    if move is not REJECT and not (verdict := endorsed(application)):
        return verdict
    return stands(application, move)


def endorsed(application: Application) -> Verdict:
    """Whether the institute has given its word, where the slot asks for it."""
    if application.slot.asks_for_endorsement and application.state == ApplicationState.SUBMITTED:
        words = _("%(institute)s has not endorsed it yet.") % {"institute": application.institute}
        return no(
            _("Its institute has not endorsed it yet.") if application.is_veiled else words,
            _("Their placement office is asked; you are told of its answer."),
        )
    return YES


def may_review(actor: Actor, application: Application) -> Verdict:
    """The lead, when it has just come in."""
    return _decides(actor, application, REVIEW)


def may_shortlist(actor: Actor, application: Application) -> Verdict:
    """The lead, before the shortlist."""
    return _decides(actor, application, SHORTLIST)


def may_waitlist(actor: Actor, application: Application) -> Verdict:
    """The lead, before an offer; of a blind review only with the others."""
    return _decides(actor, application, WAITLIST) and decides_openly(application)


def may_reject(actor: Actor, application: Application) -> Verdict:
    """The lead, before an offer; of a blind review only with the others."""
    return _decides(actor, application, REJECT) and decides_openly(application)
