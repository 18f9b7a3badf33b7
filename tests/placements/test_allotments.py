"""Kept places return: by the clock on their day, or given back before; what is held stays, and who waits is offered the rest."""

from functools import partial

import pytest
from django.urls import reverse

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from institutions.models import Institute
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Allotment, Application, Seat, Slot
from placements.services import slots_allotments as services
from placements.services.offers import offer_place
from placements.states import ApplicationState as A
from placements.sweeps.slots import sweep_allotments
from tests.factories.institutions import AgreementFactory, MembershipFactory, ProgrammeFactory, a_day
from tests.factories.placements import AllotmentFactory, ApplicationFactory
from tests.factories.students import StudentFactory
from tests.placements.stage import a_stage, in_days
from tests.races import race, refusals


def kept(stage, places=2, day=0):
    return AllotmentFactory(slot=stage.slot, institute=stage.institute, places=places, returns_on=a_day(day))


def counts(slot):
    slot = Slot.objects.get(pk=slot.pk)
    return slot.held, slot.open_held, slot.allotted


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("reader__name", "subject"))


@pytest.mark.django_db
class TestReturning:
    def test_on_their_day_unused_places_are_open_to_all_and_held_ones_stay(self):
        stage = a_stage(places=3)
        kept(stage, places=3)
        mine = stage.application(offered=True)
        assert (sweep_allotments(), Allotment.objects.count(), counts(stage.slot)) == (1, 0, (1, 1, 0))
        mine.refresh_from_db()
        assert (mine.state, Seat.objects.filter(application=mine).count()) == (A.OFFERED, 1)
        assert told("slot.places_returned") == [
            (stage.coordinator.user.name, f"2 places at {stage.slot.partner} are open to every institute now")
        ]

    def test_before_their_day_and_when_all_are_used_nothing_happens(self):
        stage = a_stage()
        early = kept(stage, places=1, day=1)
        assert sweep_allotments() == 0
        with pytest.raises(Refusal, match="day has not come"):
            services.return_places(allotment_id=early.pk, by=CLOCK, now=clock.now())
        stage.application(offered=True)
        with pytest.raises(Refusal, match="All of them are used"):
            services.return_places(allotment_id=early.pk, by=CLOCK, now=in_days(2))
        assert (Allotment.objects.count(), told("slot.places_returned")) == (1, [])

    def test_places_without_a_day_stay_kept(self):
        stage = a_stage()
        AllotmentFactory(slot=stage.slot, institute=stage.institute)
        assert (sweep_allotments(), Allotment.objects.count()) == (0, 1)

    def test_nobody_but_the_clock_returns_them(self):
        stage = a_stage()
        with pytest.raises(NotAllowed):
            services.return_places(allotment_id=kept(stage).pk, by=stage.lead.as_actor(), now=clock.now())

    def test_who_waits_for_an_open_place_is_offered_what_returns(self):
        stage = a_stage(places=2)
        kept(stage)
        waiting = ApplicationFactory(slot=stage.slot, waitlisted=True)
        sweep_allotments()
        waiting.refresh_from_db()
        assert (waiting.state, counts(stage.slot)) == (A.OFFERED, (1, 1, 0))

    def test_a_lead_who_opens_places_offers_them_to_who_waits_too(self):
        stage = a_stage(places=2)
        allotment = kept(stage)
        waiting = ApplicationFactory(slot=stage.slot, waitlisted=True)
        services.open_places(
            slot_id=stage.slot.pk, allotment_id=allotment.pk, by=stage.lead.as_actor(), now=clock.now()
        )
        waiting.refresh_from_db()
        assert waiting.state == A.OFFERED

    def test_the_institute_is_reminded_a_week_before_and_once(self):
        stage = a_stage(places=3)
        kept(stage, places=3, day=7)
        stage.application(offered=True)
        rule = RULES["slot.places_returning"]
        assert [remind(now=clock.now(), rules=[rule]) for _ in range(2)] == [1, 0]
        ((name, subject),) = told("slot.places_returning")
        assert (name, subject.startswith(f"2 places kept for you at {stage.slot.partner} return on ")) == (
            stage.coordinator.user.name,
            True,
        )

    def test_nobody_is_reminded_of_a_day_that_is_far_or_of_places_that_are_used(self):
        far, used = a_stage(), a_stage()
        kept(far, day=8)
        kept(used, places=1, day=5)
        used.application(offered=True)
        assert remind(now=clock.now(), rules=[RULES["slot.places_returning"]]) == 0


@pytest.mark.django_db
class TestKeeping:
    def keep(self, stage, day):
        return services.keep_places(
            slot_id=stage.slot.pk,
            by=stage.lead.as_actor(),
            now=clock.now(),
            institute=stage.institute,
            places=1,
            returns_on=a_day(day),
        )

    def test_a_day_ahead_is_kept(self):
        assert self.keep(a_stage(), 20).returns_on == a_day(20)

    @pytest.mark.parametrize(("day", "words"), [(0, "not ahead"), (61, "has begun by then")])
    def test_a_day_that_is_past_or_after_the_first_is_refused(self, day, words):
        with pytest.raises(Refusal, match=words):
            self.keep(a_stage(), day)


@pytest.mark.django_db
class TestGivingBack:
    def give(self, stage, allotment, places, by=None):
        by = by or stage.coordinator
        services.give_back_places(allotment_id=allotment.pk, by=by.as_actor(), now=clock.now(), places=places)

    def test_some_are_given_back_and_the_rest_stays_kept(self):
        stage = a_stage(places=3)
        allotment = kept(stage, places=3, day=9)
        stage.application(offered=True)
        self.give(stage, allotment, 1)
        allotment.refresh_from_db()
        assert (allotment.places, allotment.held, counts(stage.slot)) == (2, 1, (1, 0, 2))
        assert told("slot.places_given_back") == [(stage.lead.user.name, f"{stage.institute} gives 1 place back")]

    def test_when_all_unused_ones_are_given_back_nothing_is_kept_any_more(self):
        stage = a_stage(places=3)
        allotment = kept(stage, places=3, day=9)
        stage.application(offered=True)
        self.give(stage, allotment, 2)
        assert (Allotment.objects.count(), counts(stage.slot)) == (0, (1, 1, 0))

    def test_no_more_than_are_unused(self):
        stage = a_stage(places=3)
        allotment = kept(stage, places=2, day=9)
        stage.application(offered=True)
        with pytest.raises(Refusal, match="1 place is unused"):
            self.give(stage, allotment, 2)

    def test_another_institute_gives_nothing_back(self):
        stage = a_stage()
        with pytest.raises(NotAllowed):
            self.give(stage, kept(stage), 1, by=MembershipFactory(coordinator=True))

    def test_its_pages_work_without_a_script(self, client):
        stage = a_stage(places=3)
        allotment = kept(stage, places=3, day=9)
        client.force_login(stage.coordinator.user)
        page = client.get(reverse("allotment_list"))
        address = reverse("allotment_give_back", args=[allotment.pk])
        assert (page.context["rows"], address in page.content.decode()) == ([allotment], True)
        assert client.get(address).context["form"].initial == {"places": 3}
        assert client.post(address, {"places": 1}).url == reverse("allotment_list")
        allotment.refresh_from_db()
        assert allotment.places == 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_three_queries(self, client, rows, django_assert_num_queries):
        coordinator = MembershipFactory(coordinator=True)
        for _ in range(rows):
            AllotmentFactory(slot=a_stage().slot, institute=coordinator.institute)
        client.force_login(coordinator.user)
        client.get(reverse("allotment_list"))
        with django_assert_num_queries(3):  # person, memberships, rows
            assert len(client.get(reverse("allotment_list")).context["rows"]) == rows


def _other_institute(stage) -> Institute:
    other = MembershipFactory(coordinator=True).institute
    programme = ProgrammeFactory(institute=other)
    AgreementFactory(signed=True, institute=other, partner=stage.slot.partner, programmes=[programme])
    return programme


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_return_against_offers_never_gives_one_place_twice(round_):
    """Two kept places, one of them wanted by its own institute, both by others, in the moment in which they return."""
    stage = a_stage(places=2)
    allotment = kept(stage, places=2)
    programme = _other_institute(stage)
    others = [
        stage.application(
            under_review=True, student=StudentFactory(institute=programme.institute, intake__programme=programme)
        )
        for _ in range(3)
    ]
    offers = [
        partial(
            offer_place,
            application_id=application.pk,
            by=stage.lead.as_actor(),
            now=clock.now(),
            answer_by=in_days(5),
        )
        for application in [*others, stage.application(under_review=True)]
    ]
    back = partial(services.return_places, allotment_id=allotment.pk, by=CLOCK, now=clock.now())
    refusals(race([back, *offers]), Refusal)
    holding = Application.objects.filter(slot=stage.slot).holding().count()
    held, open_held, allotted = counts(stage.slot)
    assert (Allotment.objects.count(), held, open_held, allotted) == (0, holding, holding, 0)
    assert holding in {0, 1, 2}
    assert Seat.objects.count() == holding
