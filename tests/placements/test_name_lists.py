"""Lists of names: written, sent, taken back, and what stands against each name."""

import pytest
from django.db import IntegrityError

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import ListedName
from placements.policies.name_lists import concerns
from placements.services import name_lists as services
from placements.states import ApplicationState as A
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import (
    ApplicationFactory,
    ListedNameFactory,
    NameListFactory,
    PlacementFactory,
    SlotFactory,
)
from tests.factories.students import StudentFactory
from tests.placements.listing import YES, a_list, act, another_slot, answer, names, outcome
from tests.placements.stage import a_stage, in_days

pytestmark = pytest.mark.django_db


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("reader__name", "subject"))


class TestWriting:
    def test_a_coordinator_begins_one_and_adds_names_by_hand_and_by_roll_number(self):
        stage = a_stage()
        picked, pasted = stage.student(), stage.student(roll_no="2023-MIT-7")
        name_list = services.write_list(by=stage.coordinator.as_actor(), now=clock.now(), slot=stage.slot)
        act("add_names", stage, name_list, students=[picked], numbers=[("2023-mit-7", "wants nights")])
        act("add_names", stage, name_list, students=[picked])
        assert [(n.student, n.position, n.note, n.slot) for n in names(name_list)] == [
            (picked, 1, "", stage.slot),
            (pasted, 2, "wants nights", stage.slot),
        ]

    def test_an_unknown_roll_number_adds_nobody(self):
        stage = a_stage()
        StudentFactory(roll_no="OTHER-1")
        name_list = a_list(stage, 0, sent=False)
        numbers = [(stage.student().roll_no, ""), ("OTHER-1", ""), ("X", "")]
        with pytest.raises(Refusal, match="has the roll number OTHER-1, X"):
            act("add_names", stage, name_list, numbers=numbers)
        assert names(name_list) == []

    def test_a_coordinator_of_one_programme_reaches_no_other_by_roll_number(self):
        stage = a_stage()
        name_list = a_list(stage, 0, sent=False)
        other = StudentFactory(institute=stage.coordinator.institute, roll_no="2023-MIT-9")
        limited = MembershipFactory(
            coordinator=True, institute=other.institute, programme=stage.student().programme
        ).as_actor()
        with pytest.raises(Refusal, match="has the roll number 2023-MIT-9"):
            services.add_names(name_list_id=name_list.pk, by=limited, now=clock.now(), numbers=[("2023-MIT-9", "")])

    def test_another_institutes_student_is_refused(self):
        stage = a_stage()
        with pytest.raises(Refusal, match="another institute"):
            act("add_names", stage, a_list(stage, 0, sent=False), students=[StudentFactory()])

    def test_a_student_waits_once_for_a_slot(self):
        stage = a_stage()
        first = a_list(stage, 1)
        student = names(first)[0].student
        with pytest.raises(Refusal, match="waits for this slot on another list"):
            act("add_names", stage, a_list(stage, 0, sent=False), students=[student])

    def test_a_list_has_an_end(self, monkeypatch):
        monkeypatch.setattr(services, "MOST", 2)
        stage = a_stage()
        with pytest.raises(Refusal, match="at most 2 names"):
            act("add_names", stage, a_list(stage, 2, sent=False), students=[stage.student()])

    def test_a_name_is_taken_off_a_draft_and_no_longer_off_what_was_sent(self):
        stage = a_stage()
        draft, sent = a_list(stage, sent=False), a_list(stage)
        act("remove_name", stage, draft, name_id=names(draft)[0].pk)
        assert len(names(draft)) == 1
        with pytest.raises(Refusal, match="Waits for the partner"):
            act("remove_name", stage, sent, name_id=names(sent)[0].pk)

    def test_a_block_that_has_begun_or_was_never_published_takes_no_names(self):
        stage = a_stage()
        for slot in (another_slot(stage, draft=True), another_slot(stage, starts_on=a_day(0), ends_on=a_day(9))):
            with pytest.raises(Refusal, match=r"takes nobody|has begun"):
                services.write_list(by=stage.coordinator.as_actor(), now=clock.now(), slot=slot)

    def test_only_coordinators_write_and_only_their_own(self):
        stage = a_stage()
        with pytest.raises(NotAllowed):
            services.write_list(by=stage.lead.as_actor(), now=clock.now(), slot=stage.slot)
        stranger = MembershipFactory(coordinator=True).as_actor()
        for verb in ("send_list", "recall_list", "discard_list"):
            with pytest.raises(NotAllowed):
                getattr(services, verb)(name_list_id=a_list(stage, sent=False).pk, by=stranger, now=clock.now())


class TestMoving:
    def test_it_is_sent_to_the_leads_and_taken_back(self):
        stage = a_stage()
        name_list = a_list(stage, sent=False)
        act("send_list", stage, name_list)
        assert told("name_list.sent") == [(stage.lead.user.name, f"{stage.institute} sends 2 names")]
        act("recall_list", stage, name_list)
        assert (outcome(name_list)[0], len(told("name_list.recalled"))) == ("draft", 1)

    def test_an_empty_one_is_not_sent(self):
        stage = a_stage()
        with pytest.raises(Refusal, match="no name on it"):
            act("send_list", stage, a_list(stage, 0, sent=False))

    def test_one_that_the_partner_has_begun_to_answer_stays(self):
        stage = a_stage()
        name_list = a_list(stage)
        answer(stage, name_list, YES)
        with pytest.raises(Refusal, match="begun to answer"):
            act("recall_list", stage, name_list)

    def test_a_draft_that_is_thrown_away_frees_its_names(self):
        stage = a_stage()
        name_list = a_list(stage, 1, sent=False)
        student = names(name_list)[0].student
        act("discard_list", stage, name_list)
        act("add_names", stage, a_list(stage, 0, sent=False), students=[student])
        assert (outcome(name_list)[0], names(name_list)) == ("discarded", [])

    def test_the_leads_are_reminded_after_three_days_and_each_week(self):
        stage = a_stage()
        a_list(stage)
        a_list(stage, 1, sent=False, slot=another_slot(stage))
        rule = [RULES["name_list.waiting"]]
        assert [remind(now=in_days(day), rules=rule) for day in (2, 3, 9, 10, 16)] == [0, 1, 0, 1, 0]


class TestPromises:
    @pytest.mark.parametrize(
        ("changes", "promise"),
        [
            ({"answer": "accepted"}, "accepted_name_has_its_place"),
            ({"answer": "struck"}, "struck_name_has_its_reason"),
        ],
    )
    def test_the_database_keeps_answers_whole(self, changes, promise):
        name = names(a_list(a_stage(), 1))[0]
        with pytest.raises(IntegrityError, match=promise):
            ListedName.objects.filter(pk=name.pk).update(**changes)

    def test_the_database_keeps_a_student_once_on_a_list_and_once_waiting(self):
        name = names(a_list(a_stage(), 1))[0]
        ListedName.objects.filter(pk=name.pk).update(answer="struck", reason="x")
        with pytest.raises(IntegrityError, match="each_student_once_on_a_list"):
            ListedNameFactory(name_list=name.name_list, student=name.student)

    def test_the_database_keeps_who_waits_once_for_a_slot(self):
        name = names(a_list(a_stage(), 1))[0]
        other = NameListFactory(slot=name.slot, institute=name.student.institute)
        with pytest.raises(IntegrityError, match="a_student_waits_once_for_a_slot"):
            ListedNameFactory(name_list=other, student=name.student)

    def test_a_list_that_was_sent_knows_when(self):
        with pytest.raises(IntegrityError, match="sent_list_was_sent_at_some_moment"):
            NameListFactory(slot=SlotFactory(), institute=StudentFactory().institute, state="sent")


class TestConcerns:
    def test_each_name_is_told_what_stands_against_it(self):
        stage = a_stage()
        fits, busy, listed, refused = (stage.student() for _ in range(4))
        foreign = StudentFactory(institute=stage.institute)
        PlacementFactory(application__student=busy, confirmed=True, first=70, last=90)
        ListedNameFactory(name_list=a_list(stage, 0), student=listed)
        ApplicationFactory(slot=stage.slot, student=refused, submitted=True, state=A.DECLINED)
        said = concerns(stage.slot, [fits, busy, listed, refused, foreign])
        first = {pk: [str(v.reason).partition(" ")[0] for v in verdicts] for pk, verdicts in said.items()}
        assert first == {
            fits.pk: [],
            busy.pk: ["Is"],
            listed.pk: ["Stands"],
            refused.pk: ["The"],
            foreign.pk: ["No"],
        }

    def test_the_list_that_they_stand_on_is_no_concern(self):
        stage = a_stage()
        name_list = a_list(stage, 1)
        student = names(name_list)[0].student
        assert concerns(stage.slot, [student], but=name_list) == {student.pk: []}
