"""Students for tests: valid and boring. Traits name situations."""

from typing import Any

import factory
from django.core.files.base import ContentFile

from accounts.models import StoredFile
from core import clock
from core.actor import Role
from institutions.models import Membership
from students.models import Student
from tests.factories.accounts import UserFactory
from tests.factories.institutions import IntakeFactory

PDF = b"%PDF-1.4 a CV for tests"


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A file that was taken in; really on the disk."""

    class Meta:
        model = StoredFile

    kind = "cv"
    name = "cv.pdf"
    media_type = "application/pdf"
    size = len(PDF)
    sha256 = "0" * 64
    file = factory.LazyFunction(lambda: ContentFile(PDF, name="cv.pdf"))


class StudentFactory(factory.django.DjangoModelFactory[Student]):
    """A student who has accepted and completed the profile, with the membership to act in (`student.membership`).

    Give it `intake`, `institute` or both; `bare=True` for a profile not yet written, `user__unclaimed=True` for one not yet accepted.
    """

    class Meta:
        model = Student
        skip_postgeneration_save = True

    class Params:
        bare = factory.Trait(
            cv=None, profile_done_at=None, about="", emergency_name="", emergency_phone="", user__phone=""
        )

    user = factory.SubFactory(UserFactory)
    user__phone = "+923001234567"
    intake = factory.SubFactory(IntakeFactory, programme__institute=factory.SelfAttribute("...institute"))
    institute = factory.SubFactory("tests.factories.institutions.InstituteFactory")
    programme = factory.SelfAttribute("intake.programme")
    roll_no = factory.Sequence(lambda n: f"R-{n}")
    father_name = "Nadeem Khan"
    relation = "daughter"
    city = "Karachi"
    about = "I study imaging and like to learn how a busy department works."
    emergency_name = "Nadeem Khan"
    emergency_phone = "+923007654321"
    cv = factory.SubFactory(StoredFileFactory, owner=factory.SelfAttribute("..user"))
    profile_done_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def membership(self: Student, create: bool, _extracted: Any, **_kwargs: Any) -> None:
        if create:
            self.membership = Membership.objects.create(user=self.user, role=Role.STUDENT, institute=self.institute)


def membership_of(student: Student) -> Membership:
    """The membership in which the student acts."""
    return Membership.objects.select_related("user", "institute").get(
        user=student.user, institute=student.institute, role=Role.STUDENT
    )
