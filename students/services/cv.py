"""The CV that is built from the profile: its entries, and the PDF."""

import io
from datetime import date, datetime
from functools import partial

import pikepdf
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core import pdf
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.waking import wake
from students.documents import LAYOUTS, CvFacts, cv_paper, cv_title
from students.models import CvEntry, Student
from students.policies import students as policies
from students.services.profiles import CV, check_words, settle
from students.services.students import lock_student

CV_TASK = "students.make_cv"
ENTRIES_AT_MOST = 8  # in one section: two pages hold them
PAGES_AT_MOST = 2
LANGUAGE = "en"
MEDIA_TYPE = "application/pdf"


@transaction.atomic
def keep_entry(
    *,
    student_id: int,
    by: Actor,
    now: datetime,
    section: str,
    title: str,
    entry_id: int | None = None,
    place: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    text: str = "",
    link: str = "",
) -> CvEntry:
    """Add an entry, or change the one of `entry_id`. Locks the student. Raises NotAllowed, Refusal."""
    student = lock_student(student_id)
    require(policies.may_edit_profile(by, student))
    check_words(title=title, place=place, text=text)
    entry = (
        CvEntry.objects.get(pk=entry_id, student=student)
        if entry_id
        else CvEntry(student=student, section=section, created_at=now)
    )
    if entry_id is None and student.cv_entries.filter(section=section).count() >= ENTRIES_AT_MOST:
        raise Refusal(
            _("A CV of two pages holds %(n)d of these.") % {"n": ENTRIES_AT_MOST},
            instead=_("Change or remove one that says less about you."),
        )
    entry.title, entry.place, entry.text, entry.link = title, place, text, link
    entry.starts_on, entry.ends_on = starts_on, ends_on
    entry.save()
    return entry


@transaction.atomic
def remove_entry(*, entry_id: int, by: Actor, now: datetime) -> Student:
    """Take an entry out. Locks the student. Raises NotAllowed."""
    student = lock_student(CvEntry.objects.values_list("student_id", flat=True).get(pk=entry_id))
    require(policies.may_edit_profile(by, student))
    CvEntry.objects.filter(pk=entry_id, student=student).delete()
    return student


@transaction.atomic
def order_cv(*, student_id: int, by: Actor, now: datetime) -> Student:
    """Have a CV made from the profile; a worker is woken after the commit. Locks the student. Raises NotAllowed, Refusal."""
    student = lock_student(student_id)
    require(policies.may_order_cv(by, student))
    student.cv_ordered_at = now
    student.save(update_fields=["cv_ordered_at"])
    transaction.on_commit(partial(wake, CV_TASK, student.pk))
    return student


@transaction.atomic
def file_cv(*, student_id: int, now: datetime) -> Student | None:
    """Lay the CV out and put it on the profile. None when that was done, or another worker is at it.

    Locks the student for as long as that takes, a second or three; whoever comes second goes on without waiting.
    """
    rows = Student.objects.waiting_for_cv().select_for_update(skip_locked=True, no_key=True, of=("self",))
    student = rows.for_list().select_related("institute").filter(pk=student_id).first()
    if student is None:
        return None
    student.cv = store_file(
        kind=CV,
        content=draw_cv(student),
        name=f"{_('CV')} {student.user.name}.pdf",
        media_type=MEDIA_TYPE,
        owner_id=student.user_id,
    )
    student.cv_ordered_at, student.cv_facts = None, CvFacts.of(student).hash
    student.version += 1
    return settle(student, now)


def draw_cv(student: Student) -> bytes:
    """The PDF in the roomiest layout that keeps to two pages."""
    facts = CvFacts.of(student)
    for layout in LAYOUTS:
        drawn = pdf.render("pdf/cv.html", cv_paper(facts, layout), title=cv_title(student), lang=LANGUAGE)
        with pikepdf.open(io.BytesIO(drawn)) as opened:
            if len(opened.pages) <= PAGES_AT_MOST:
                break
    return drawn
