"""What an agreement covers: programme, department, kind, days with its successor, places at once and a year."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core import clock
from core.errors import Refusal
from institutions.models import Agreement
from institutions.models.agreements_sets import chain
from placements.models import AgreementSeat, AgreementYear, Seat
from placements.policies.applications import has_route
from placements.policies.slots import reachable
from placements.services.offers import decline_offer, offer_place
from placements.services.placements import confirm_placement, end_placement_early
from placements.services.placements_cover import obstacles
from placements.services.seats import AgreementYearExhausted
from placements.states import PlacementState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, a_day, a_scan
from tests.factories.placements import PlacementFactory
from tests.placements.stage import a_stage, acting, in_days
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def offer(stage, application):
    return offer_place(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now(), answer_by=in_days(5))


def waiting(**agreement):
    """A planned placement of days 20 to 110, and a signed agreement of its pair as described."""
    ward = a_ward(planned=True)
    placement = ward.placement
    departments = agreement.pop("departments", [])
    made = AgreementFactory(
        signed=True,
        institute=placement.institute,
        partner=placement.partner,
        programmes=agreement.pop("programmes", [placement.student.programme]),
        **agreement,
    )
    made.departments.set(departments)
    return ward, made


# scope


def test_an_agreement_without_scope_takes_every_department_and_kind():
    ward, agreement = waiting()
    confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())
    assert ward.fresh().agreement == agreement


@pytest.mark.parametrize(
    ("scope", "what", "words"),
    [
        ({"programmes": []}, "programme", "The agreement does not cover BSc Imaging"),
        ({"elsewhere": True}, "department", "The agreement does not cover the department Radiology"),
        ({"kinds": ["observership"]}, "kind", "The agreement does not cover stays of the kind “Internship”"),
        ({"ends_on": a_day(50)}, "dates", "The agreement holds from"),
    ],
)
def test_a_placement_outside_the_scope_is_refused_and_told_which_and_where_to_act(scope, what, words):
    elsewhere = scope.pop("elsewhere", False)
    ward, agreement = waiting(**scope)
    if elsewhere:
        agreement.departments.add(DepartmentFactory(site__partner=agreement.partner))
    with pytest.raises(Refusal, match=words):
        confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())
    assert ward.fresh().state == PlacementState.PLANNED
    (for_office,), (for_host,) = obstacles(ward.placement, ward.office), obstacles(ward.placement, ward.host)
    assert (for_office.what, for_host.what) == (what, what)
    assert for_office.way.url == reverse("agreement_renew", args=[agreement.pk])
    assert for_host.way.url == agreement.get_absolute_url()
    assert f"Ask {ward.placement.institute} to" in for_host.way.words


def test_all_that_stands_against_a_placement_is_said_at_once():
    ward, _agreement = waiting(programmes=[], kinds=["research"], ends_on=a_day(50))
    assert [obstacle.what for obstacle in obstacles(ward.placement, ward.office)] == ["programme", "kind", "dates"]


def test_a_disputed_signature_covers_nothing_until_it_is_settled():
    ward, agreement = waiting()
    Agreement.objects.filter(pk=agreement.pk).update(
        signed_on_paper=True,
        objected_at=clock.now(),
        signed_on=a_day(-1),
        institute_signatory="A",
        partner_signatory="B",
        scan=a_scan(agreement),
    )
    (obstacle,) = obstacles(ward.placement, ward.office)
    assert (obstacle.what, "objects to the signature on paper" in obstacle.reason) == ("signature", True)


def test_the_search_and_the_apply_button_agree_on_department_and_kind():
    stage = a_stage()
    student, slot = stage.student(), stage.slot
    slots = type(slot).objects.filter(pk=slot.pk)

    def both():
        return (has_route(student, slot), reachable(slots, student).exists())

    found = [both()]
    stage.agreement.departments.set([DepartmentFactory(site__partner=slot.partner)])
    found.append(both())
    stage.agreement.departments.add(slot.department)
    found.append(both())
    Agreement.objects.update(kinds=["research"])
    found.append(both())
    Agreement.objects.update(kinds=["research", "internship"])
    found.append(both())
    assert found == [(True, True), (False, False), (True, True), (False, False), (True, True)]


# a stay that goes on under the successor


def renewed(ward, agreement, *, first, last, **fields):
    """The signed successor of an agreement."""
    return AgreementFactory(
        signed=True,
        institute=agreement.institute,
        partner=agreement.partner,
        programmes=[ward.placement.student.programme],
        predecessor=agreement,
        starts_on=a_day(first),
        ends_on=a_day(last),
        **fields,
    )


def test_a_placement_spans_an_agreement_and_its_successor_and_counts_under_both():
    ward, old = waiting(ends_on=a_day(60), places_a_year=9)
    new = renewed(ward, old, first=61, last=300, places_a_year=9)
    confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())
    pieces = [
        (piece.agreement, piece.during.lower, piece.during.upper, piece.year)
        for piece in AgreementSeat.objects.order_by("during")
    ]
    assert pieces == [(old, a_day(20), a_day(61), 0), (new, a_day(61), a_day(111), None)]
    assert ward.fresh().agreement == old
    assert list(AgreementYear.objects.values_list("agreement", "taken")) == [(old.pk, 1)]


def test_a_day_between_two_agreements_is_a_gap():
    ward, old = waiting(ends_on=a_day(60))
    renewed(ward, old, first=62, last=300)
    (obstacle,) = obstacles(ward.placement, ward.office)
    assert obstacle.what == "dates"
    with pytest.raises(Refusal, match="The agreement holds from"):
        confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())


def test_a_full_successor_refuses_the_whole_stay_and_leaves_the_seat_as_it_was():
    ward, old = waiting(ends_on=a_day(60))
    placement = ward.placement
    new = renewed(ward, old, first=61, last=300, places=1)
    PlacementFactory(
        confirmed=True,
        first=70,
        last=90,
        application__student__institute=placement.institute,
        application__student__programme=placement.student.programme,
        application__slot__partner=placement.partner,
    )
    with pytest.raises(Refusal, match="The 1 place of the agreement"):
        confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())
    assert (ward.fresh().state, Seat.objects.get(application=placement.application).under.count()) == ("planned", 0)
    (obstacle,) = obstacles(placement, ward.office)
    assert (obstacle.what, obstacle.way.url) == ("places", new.get_absolute_url())


def test_a_placement_that_ends_early_frees_the_place_under_the_successor():
    ward, old = waiting(ends_on=a_day(60))
    renewed(ward, old, first=61, last=300)
    confirm_placement(placement_id=ward.pk, by=ward.office, now=clock.now())
    type(ward.placement).objects.filter(pk=ward.pk).update(state=PlacementState.ACTIVE, arrived_on=a_day(20))
    end_placement_early(placement_id=ward.pk, by=ward.office, now=in_days(40), last_day=a_day(40), reason="Moves away.")
    piece = AgreementSeat.objects.get()
    assert (piece.agreement, piece.during.upper) == (old, a_day(41))


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([(0, 10)], True),
        ([(0, 4), (5, 12)], True),
        ([(0, 4), (6, 12)], False),
        ([(1, 12)], False),
        ([(-9, -1), (0, 12)], True),
        ([(0, 9)], False),
        ([], False),
    ],
)
def test_a_chain_holds_every_day_or_is_none(spans, whole):
    agreements = [Agreement(starts_on=a_day(first), ends_on=a_day(last)) for first, last in spans]
    assert bool(chain(reversed(agreements), a_day(0), a_day(10))) is whole


# places a year


def test_a_person_counts_in_the_year_of_the_agreement_in_which_the_stay_begins():
    stage = a_stage(agreement_places=50)
    Agreement.objects.update(starts_on=a_day(60 - 365 * 2), places_a_year=1)
    stage.agreement.refresh_from_db()
    seat = offer(stage, stage.application(under_review=True)).seat
    assert seat.under.get().year == stage.agreement.year_of(stage.slot.starts_on)
    with pytest.raises(AgreementYearExhausted, match="takes 1 intern a year"):
        offer(stage, stage.application(under_review=True))


def test_python_and_the_database_count_years_alike_around_a_leap_day():
    stage = a_stage(places=9)
    agreement = stage.agreement
    for first in ("2024-02-29", "2024-02-28", "2024-03-01"):
        for day in ("2025-02-27", "2025-02-28", "2025-03-01", "2028-02-28", "2028-02-29", "2028-03-01"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT extract(year FROM age(%s::date, %s::date))::int", [day, first])
                (counted,) = cursor.fetchone()
            agreement.starts_on = date.fromisoformat(first)
            assert agreement.year_of(date.fromisoformat(day)) == counted, (first, day)


def test_a_place_given_back_is_free_for_somebody_else_of_the_year():
    stage = a_stage(places=9)
    Agreement.objects.update(places_a_year=1)
    application = offer(stage, stage.application(under_review=True))
    decline_offer(application_id=application.pk, by=acting(application), now=clock.now())
    assert AgreementYear.objects.get().taken == 0
    assert offer(stage, stage.application(under_review=True)).seat.under.count() == 1


def test_the_database_refuses_a_seat_past_the_places_of_the_year():
    stage = a_stage(places=9)
    first, second = stage.application(offered=True), stage.application(offered=True)
    AgreementSeat.objects.filter(seat=second.seat).delete()
    Agreement.objects.update(places_a_year=1)
    raw = """INSERT INTO placements_agreementseat (seat_id, agreement_id, number, during, year)
             SELECT id, %s, 2, during, NULL FROM placements_seat WHERE id = %s"""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raw, [stage.agreement.pk, second.seat.pk])
    assert caught.value.__cause__.diag.constraint_name == "agreement_year_never_over_its_places"
    assert first.seat.under.get().year == 0


@pytest.mark.parametrize(
    ("statement", "promise"),
    [
        ("UPDATE institutions_agreement SET places_a_year = 1", "agreement_year_never_over_its_places"),
        ("UPDATE institutions_agreement SET starts_on = starts_on - 1", "agreement_with_people_keeps_its_first_day"),
    ],
)
def test_the_limits_of_an_agreement_do_not_move_from_under_its_people(statement, promise):
    stage = a_stage(places=9)
    stage.application(offered=True)
    stage.application(offered=True)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert caught.value.__cause__.diag.constraint_name == promise


def test_a_count_of_a_year_that_is_written_by_hand_is_overwritten_with_the_truth():
    stage = a_stage(places=9)
    Agreement.objects.update(places_a_year=2)
    stage.application(offered=True)
    AgreementYear.objects.update(taken=0, places=99)
    assert list(AgreementYear.objects.values_list("taken", "places")) == [(1, 2)]
