"""A mentor, and everybody who might look."""

from dataclasses import replace
from typing import Any

from core.actor import Actor
from institutions.models import Membership
from placements.models import Mentorship
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory, membership_of
from tests.placements.ward import Ward


def a_mentor(ward: Ward, **fields: Any) -> Membership:
    """A mentor of the ward's institute."""
    return MembershipFactory(mentor=True, institute=ward.placement.institute, **fields)


def parties(ward: Ward, mentorship: Mentorship) -> dict[str, Actor]:
    """Everybody who might look, by who they are."""
    mentor = mentorship.mentor.as_actor()
    administrator = MembershipFactory(administrator=True).as_actor()
    return {
        "mentor": mentor,
        "intern": ward.intern,
        "office": ward.office,
        "viewer": MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor(),
        "administrator": administrator,
        "doctor": ward.doctor,
        "host": ward.host,
        "other mentor": a_mentor(ward).as_actor(),
        "other student": membership_of(StudentFactory(institute=ward.placement.institute)).as_actor(),
        "other office": MembershipFactory(coordinator=True).as_actor(),
        "through the mentor’s eyes": replace(mentor, viewed_by=administrator.user_id),
        "through the intern’s eyes": replace(ward.intern, viewed_by=administrator.user_id),
    }
