"""What a partner answers to a list: each name accepted, struck or swapped, by rules that hold for offers too; and objections."""

import pytest

from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Application, ListedName, NameList, Placement, Seat
from placements.services.name_lists_answers import Answer, object_to_placement
from placements.states import ApplicationState as A
from placements.states import PlacementState as P
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import (
    AllotmentFactory,
    PlacementFactory,
    SlotFactory,
)
from tests.factories.students import membership_of
from tests.placements.listing import YES, a_list, another_slot, answer, names, no, outcome
from tests.placements.stage import a_stage, in_days

pytestmark = pytest.mark.django_db


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("reader__name", "subject"))


class TestAnswering:
    def test_who_is_accepted_is_placed_at_once_and_both_sides_are_told(self):
        stage = a_stage()
        name_list = a_list(stage)
        answer(stage, name_list, YES, no())
        assert outcome(name_list) == ("answered", ["accepted", "struck"], 1, 1)
        accepted = names(name_list)[0]
        placement = Placement.objects.get()
        assert (placement.student, placement.state, placement.supervisor) == (accepted.student, P.CONFIRMED, None)
        assert (accepted.application.state, accepted.application.transitions.get().move) == (A.ACCEPTED, "nominate")
        assert Seat.objects.filter(application=accepted.application).count() == 1
        assert [name for name, _subject in told("application.nominated")] == [accepted.student.user.name]
        assert told("name_list.answered") == [
            (stage.coordinator.user.name, f"{stage.slot.partner} answered your list: 1 accepted, 1 struck")
        ]
        assert "We need nights." in Notification.objects.get(kind="name_list.answered").body

    def test_without_a_signed_agreement_the_place_is_held_and_not_yet_confirmed(self):
        stage = a_stage(agreement_places=None, agreement_follows=True)
        answer(stage, a_list(stage, 1), YES)
        assert Placement.objects.get().state == P.PLANNED

    def test_a_name_is_swapped_to_another_block_with_another_supervisor(self):
        stage = a_stage()
        other = another_slot(stage)
        supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
        name_list = a_list(stage, 1)
        answer(stage, name_list, Answer(accept=True, slot_id=other.pk, supervisor=supervisor))
        (name,) = names(name_list)
        assert (name.slot, name.is_swapped, Placement.objects.get().slot) == (other, True, other)
        assert Placement.objects.get().supervisor == supervisor
        assert NameList.objects.with_counts().values_list("accepted", "swapped", "struck").get() == (1, 1, 0)

    def test_who_does_not_fit_waits_with_the_reason_beside_the_name_and_keeps_nobody_from_a_place(self):
        stage = a_stage(places=1)
        name_list = a_list(stage, 3)
        answer(stage, name_list, YES, YES, no())
        assert outcome(name_list) == ("sent", ["accepted", "waiting", "struck"], 1, 1)
        assert names(name_list)[1].refusal.startswith("Its 1 place is taken.")
        answer(stage, name_list, YES, no(), no())
        assert outcome(name_list) == ("answered", ["accepted", "struck", "struck"], 1, 1)
        assert [name.refusal for name in names(name_list)] == ["", "", ""]

    @pytest.mark.parametrize(
        ("trait", "words"),
        [
            ("offered", "has an offer for it"),
            ("accepted", "has this place already"),
            ("withdrawn", "said no to this slot"),
            ("declined", "said no to this slot"),
            ("released", "was given back"),
        ],
    )
    def test_it_overrules_no_answer_that_stands(self, trait, words):
        stage = a_stage(places=3)
        name_list = a_list(stage, 1)
        student = names(name_list)[0].student
        if trait in {"offered", "accepted"}:
            stage.application(student=student, **{trait: True})
        elif trait == "released":
            application = stage.application(student=student, accepted=True)
            Seat.objects.filter(application=application).delete()
            Application.objects.filter(pk=application.pk).update(released_at=clock.now())
        else:
            stage.application(student=student, submitted=True, state=trait)
        answer(stage, name_list, YES)
        assert words in names(name_list)[0].refusal

    def test_an_application_that_waits_is_the_one_that_is_accepted(self):
        stage = a_stage()
        name_list = a_list(stage, 1)
        application = stage.application(student=names(name_list)[0].student, under_review=True)
        answer(stage, name_list, YES)
        application.refresh_from_db()
        assert (application.state, application.receipt) == (A.ACCEPTED, {"number": "A-0"})

    def test_overlap_cap_agreement_and_allotment_hold_as_for_offers(self):
        busy, capped, agreed, kept = a_stage(), a_stage(people_cap=1), a_stage(agreement_places=1), a_stage()
        lists = [a_list(stage) for stage in (busy, capped, agreed, kept)]
        first = names(lists[0])[0].student
        PlacementFactory(application__student=first, confirmed=True, first=70, last=90)
        AllotmentFactory(slot=kept.slot, institute=kept.institute, places=1)
        for stage, name_list in zip((busy, capped, agreed, kept), lists, strict=True):
            answer(stage, name_list, YES, YES)
        refusals = [[name.refusal.partition(".")[0] for name in names(each) if name.refusal] for each in lists]
        assert [len(each) for each in refusals] == [1, 1, 1, 1]
        said = [each[0] for each in refusals]
        assert "has taken a placement until" in said[0]
        assert "takes 1 intern at once" in said[1]
        assert "place of the agreement" in said[2]
        assert "1 place kept for" in said[3]

    def test_a_block_of_another_partner_or_a_stranger_as_supervisor_is_refused(self):
        stage = a_stage()
        name_list = a_list(stage)
        stranger = MembershipFactory(supervisor=True)
        answer(
            stage, name_list, Answer(accept=True, slot_id=SlotFactory().pk), Answer(accept=True, supervisor=stranger)
        )
        assert [name.refusal.partition(".")[0] for name in names(name_list)] == [
            "This slot belongs to another partner",
            "This person cannot supervise here",
        ]
        assert (Placement.objects.count(), Application.objects.count()) == (0, 0)

    def test_striking_needs_a_reason(self):
        stage = a_stage()
        name_list = a_list(stage, 1)
        answer(stage, name_list, no(" "))
        assert (outcome(name_list)[0], names(name_list)[0].refusal) == (
            "sent",
            "Say in a few words why the name is struck.",
        )

    def test_only_the_partners_lead_answers_and_only_what_was_sent(self):
        stage = a_stage()
        for by in (stage.coordinator, MembershipFactory(lead=True)):
            with pytest.raises(NotAllowed):
                answer(stage, a_list(stage, 1), YES, by=by)
        with pytest.raises(Refusal, match="Draft"):
            answer(stage, a_list(stage, 1, sent=False), YES)

    def test_what_was_answered_is_not_answered_again(self):
        stage = a_stage()
        name_list = a_list(stage, 2)
        answer(stage, name_list, YES)
        answer(stage, name_list, no(), no())
        assert outcome(name_list) == ("answered", ["accepted", "struck"], 1, 1)
        with pytest.raises((Refusal, IllegalMove), match="Answered"):
            answer(stage, name_list, no())


class TestObjecting:
    def placed(self, **slot):
        stage = a_stage(**slot)
        answer(stage, a_list(stage, 1), YES)
        placement = Placement.objects.get()
        return stage, placement, membership_of(placement.student).as_actor()

    def object(self, placement, by, day=0):
        return object_to_placement(placement_id=placement.pk, by=by, now=in_days(day), reason="It is 300 km away.")

    def test_both_offices_read_it_and_the_place_is_held(self):
        stage, placement, student = self.placed()
        self.object(placement, student)
        readers = [name for name, _subject in told("name_list.objected")]
        assert sorted(readers) == sorted([stage.coordinator.user.name, stage.lead.user.name])
        placement.refresh_from_db()
        assert (placement.state, ListedName.objects.get().objection) == (P.CONFIRMED, "It is 300 km away.")
        with pytest.raises(Refusal, match="You have objected"):
            self.object(placement, student)

    def test_for_a_week_and_before_the_first_day(self):
        _stage, placement, student = self.placed()
        with pytest.raises(Refusal, match="time to object is over"):
            self.object(placement, student, day=9)

    def test_nobody_else_objects_and_to_nothing_else(self):
        stage, placement, _student = self.placed()
        with pytest.raises(NotAllowed):
            self.object(placement, stage.coordinator.as_actor())
        own = PlacementFactory(confirmed=True)
        with pytest.raises(NotAllowed):
            self.object(own, membership_of(own.student).as_actor())
