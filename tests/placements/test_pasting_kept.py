"""A pasted grid where places are kept: who fits is placed at once, all or nobody; every other row goes to the partner."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from accounts.models import Job
from core.errors import Refusal
from notifications.models import Notification
from placements.jobs import paste_grid
from placements.models import NameList, Placement
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import AllotmentFactory, PlacementFactory, SlotFactory
from tests.placements.listing import another_slot
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage
from tests.placements.test_pasting import check, line, send
from tests.races import race, refusals


def kept(stage, places, slot=None):
    return AllotmentFactory(slot=slot or stage.slot, institute=stage.institute, places=places)


@pytest.mark.django_db
class TestKeptPlaces:
    def test_rows_in_kept_places_are_placed_at_once_and_the_others_go_to_the_partner(self):
        stage = a_stage(places=5)
        other = another_slot(
            stage, starts_on=stage.slot.ends_on + timedelta(days=1), ends_on=stage.slot.ends_on + timedelta(days=60)
        )
        allotment, supervisor = kept(stage, 2), MembershipFactory(supervisor=True, partner=stage.slot.partner)
        first, second, third = stage.student(), stage.student(), stage.student()
        lines = [
            line(first, stage.slot, supervisor=supervisor.user.name),
            line(second, stage.slot),
            line(third, other),
        ]
        assert [(row.fits, row.is_kept) for row in check(stage, *lines)] == [(True, True), (True, True), (True, False)]
        send(stage, *lines)
        placed = Placement.objects.order_by("pk").values_list("student", "state", "supervisor")
        assert list(placed) == [(first.pk, "confirmed", supervisor.pk), (second.pk, "confirmed", None)]
        allotment.refresh_from_db()
        assert (allotment.held, [each.state for each in NameList.objects.order_by("slot")]) == (2, ["answered", "sent"])
        (notice,) = Notification.objects.filter(kind="name_list.filled")
        assert "fills 2 places that you keep for it" in notice.subject

    def test_one_who_cannot_be_placed_after_all_keeps_everybody_back(self, monkeypatch):
        stage = a_stage(places=5)
        kept(stage, 3)
        busy = stage.student()
        lines = [line(stage.student(), stage.slot), line(busy, stage.slot)]
        seen = check(stage, *lines)
        PlacementFactory(application__student=busy, confirmed=True, first=70, last=90)
        monkeypatch.setattr("placements.services.pasting.check_paste", lambda **_said: seen)
        with pytest.raises(Refusal, match=r"lines 1, 2: .* has taken a placement until") as refused:
            send(stage, *lines)
        assert "Nobody was placed" in refused.value.instead
        assert (Placement.objects.count(), NameList.objects.count()) == (1, 0)

    def test_many_places_are_one_job_that_looks_once_more(self, monkeypatch):
        monkeypatch.setattr("placements.services.pasting.PLACED_IN_REQUEST", 1)
        stage = a_stage(places=5)
        kept(stage, 2)
        lines = [line(stage.student(), stage.slot) for _each in range(2)]
        jobs = [send(stage, *lines) for _each in range(2)]
        assert ({type(job) for job in jobs}, Placement.objects.count()) == ({Job}, 0)
        for job in jobs:
            paste_grid(job.pk)
            job.refresh_from_db()
        assert (Placement.objects.count(), jobs[0].problems, len(jobs[1].problems)) == (2, [], 1)
        told = Notification.objects.filter(kind="job.done").order_by("pk").values_list("reader", "subject")
        assert [(reader, subject.split(":")[0]) for reader, subject in told] == [
            (stage.coordinator.user_id, "Done"),
            (stage.coordinator.user_id, "The pasted grid needs correction"),
        ]

    def test_the_page_says_of_each_row_which_way_it_goes(self, client):
        stage = a_stage(places=5)
        other = another_slot(
            stage, starts_on=stage.slot.ends_on + timedelta(days=1), ends_on=stage.slot.ends_on + timedelta(days=60)
        )
        kept(stage, 2)
        sign_in(client, stage.coordinator)
        text = "\n".join([line(stage.student(), stage.slot), line(stage.student(), other)])
        page = client.post(
            reverse("placement_paste"), {"partner": stage.slot.partner.pk, "order": "dmy", "text": text, "check": "1"}
        ).text
        assert "Withdraw these applications" not in page
        said = ("Placed at once", "Partner is asked", "1 is placed at once", "Place and send 2 students")
        assert [words in page for words in said] == [True] * 4
        assert Placement.objects.count() == 0

    def test_the_page_says_what_a_place_would_withdraw_and_sending_withdraws_it(self, client):
        stage = a_stage(places=5)
        kept(stage, 2)
        student, free = stage.student(), stage.student()
        waiting = stage.application(student=student, slot=SlotFactory(), under_review=True)
        lines = [line(student, stage.slot), line(free, stage.slot)]
        sign_in(client, stage.coordinator)
        asked = {"partner": stage.slot.partner.pk, "order": "dmy", "text": "\n".join(lines), "check": "1"}
        page = client.post(reverse("placement_paste"), asked).text
        assert page.count("Withdraw these applications with the same act") == 1
        assert f"{waiting.slot.title}, {waiting.slot.partner}</a>" in page
        send(stage, *lines)
        waiting.refresh_from_db()
        assert waiting.state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_grids_for_the_last_kept_places_give_exactly_the_places():
    stage = a_stage(places=3)
    allotment = kept(stage, 3)
    calls = [partial(send, stage, *(line(stage.student(), stage.slot) for _each in range(2))) for _grid in range(3)]
    assert len(refusals(race(calls), Refusal)) == 2
    allotment.refresh_from_db()
    assert (allotment.held, Placement.objects.count(), NameList.objects.count()) == (2, 2, 1)
