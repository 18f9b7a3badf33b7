"""Whose package it is."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.verdict import YES, Verdict, never
from students.models import Student
from students.policies.students import is_own

STATEMENT_AT_MOST = 4000  # characters


def may_keep_package(actor: Actor, student: Student) -> Verdict:
    """The student alone."""
    return YES if is_own(actor, student) else never(_("A package is kept by the student whose it is."))
