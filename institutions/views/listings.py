"""Lists of partners, departments, agreements and people as tables to keep."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.listings import Listing, declare, of_sheet
from core.verdict import YES, Verdict, never
from institutions.filters.agreements import AgreementFilter
from institutions.filters.partners import RegisterFilter
from institutions.models import Agreement, Department, Membership, Partner
from institutions.policies import register as policies
from institutions.services.agreements_sheet import AGREEMENTS
from institutions.services.departments_sheet import DEPARTMENTS
from institutions.services.partners_sheet import PARTNERS
from institutions.services.people_sheet import SUPERVISORS
from institutions.views.memberships import STAFF


def _may_agreements(actor: Actor) -> Verdict:
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.LEAD, Role.ADMINISTRATOR):
        return YES
    return never(_("Agreements are open to the two parties alone."))


def _may_departments(actor: Actor) -> Verdict:
    return YES if actor.acts_as(Role.LEAD) else policies.may_register(actor)


def _may_people(actor: Actor) -> Verdict:
    return YES if actor.acts_as(Role.LEAD, Role.COORDINATOR) else never(_("Only leads and coordinators see this list."))


def _partners(request: HttpRequest) -> QuerySet[Partner]:
    mine = Partner.objects.visible_to(request.actor).for_register(request.actor).defer("plain_name")
    return RegisterFilter(request.GET, mine.order_by("name"), request=request).qs


def _departments(request: HttpRequest) -> QuerySet[Department]:
    mine = Department.objects.visible_to(request.actor).select_related("site__partner")
    return mine.order_by("site__partner__name", "site__name", "name")


def _agreements(request: HttpRequest) -> QuerySet[Agreement]:
    seen = Agreement.objects.visible_to(request.actor).select_related("partner")
    mine = seen.prefetch_related("programmes", "departments__site")
    return AgreementFilter(request.GET, mine.order_by("ends_on", "pk"), request=request).qs


def _people(request: HttpRequest) -> QuerySet[Membership]:
    here = Membership.objects.visible_to(request.actor).current().filter(role__in=STAFF)
    return here.select_related("user", "department__site").order_by("user__name", "pk")


def _supervisors(request: HttpRequest) -> QuerySet[Membership]:
    return _people(request).filter(role=Role.SUPERVISOR)


of_sheet(PARTNERS, may=policies.may_register, found=_partners)
of_sheet(DEPARTMENTS, may=_may_departments, found=_departments)
of_sheet(AGREEMENTS, may=_may_agreements, found=_agreements)
of_sheet(SUPERVISORS, may=_may_people, found=_supervisors)
declare(
    Listing(
        noun="people",
        may=_may_people,
        found=_people,
        columns=("Name", "E-mail", "Role", "Position", "In use since"),
        row=lambda person: (
            person.user.name, person.user.email, person.get_role_display(), person.title, person.user.claimed_at,
        ),
    )
)  # fmt: skip
