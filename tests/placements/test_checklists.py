"""Checklists: a partner keeps its own, goes through them with each intern, and what is left stands against completion."""

from functools import partial

import pytest
from django.db import IntegrityError
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import ChecklistItem, ChecklistTick, Occasion
from placements.services import checklists as services
from placements.services.arrivals import record_arrival
from placements.services.completion import what_is_missing
from tests.factories.institutions import MembershipFactory, PartnerFactory
from tests.factories.placements import ChecklistItemFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward
from tests.races import race, refusals


def items(ward, *, relieving=0, arrival=0):
    made = [ChecklistItemFactory(partner=ward.placement.partner) for _ in range(arrival)]
    return made + [
        ChecklistItemFactory(partner=ward.placement.partner, occasion=Occasion.RELIEVING) for _ in range(relieving)
    ]


def tick(ward, *ticked, by=None, shown=()):
    said = {"arrival": [item.pk for item in ticked], "shown": shown}
    return services.tick_checklist(placement_id=ward.pk, by=by or ward.host, now=clock.now(), **said)


def current(ward):
    return set(ChecklistTick.objects.current().filter(placement=ward.pk).values_list("item_id", flat=True))


@pytest.mark.django_db
class TestKeeping:
    def add(self, lead, text="Badge", occasion=Occasion.ARRIVAL):
        return services.add_item(by=lead.as_actor(), now=clock.now(), occasion=occasion, text=text)

    def test_items_stand_in_the_order_in_which_they_were_added(self):
        lead = MembershipFactory(lead=True)
        made = [self.add(lead, text) for text in ("Badge", "Keys")]
        assert list(ChecklistItem.objects.visible_to(lead.as_actor()).current()) == made

    def test_one_thing_stands_once_on_a_list_until_it_is_taken_off(self):
        lead = MembershipFactory(lead=True)
        item = self.add(lead)
        self.add(lead, occasion=Occasion.RELIEVING)
        with pytest.raises(Refusal, match="on this list already"):
            self.add(lead)
        services.retire_item(item_id=item.pk, by=lead.as_actor(), now=clock.now())
        with pytest.raises(Refusal, match="off the list already"):
            services.retire_item(item_id=item.pk, by=lead.as_actor(), now=clock.now())
        assert self.add(lead).pk != item.pk

    def test_the_database_keeps_each_item_once(self):
        item = ChecklistItemFactory(partner=PartnerFactory())
        with pytest.raises(IntegrityError, match="each_item_once_on_a_checklist"):
            ChecklistItemFactory(partner=item.partner, text=item.text)

    def test_a_list_has_an_end(self):
        lead = MembershipFactory(lead=True)
        ChecklistItemFactory.create_batch(services.MOST, partner=lead.partner)
        with pytest.raises(Refusal, match="at most 20"):
            self.add(lead)

    def test_the_usual_items_are_put_on_both_lists_and_once(self):
        lead = MembershipFactory(lead=True)
        for _ in range(2):
            services.begin_checklists(by=lead.as_actor(), now=clock.now())
        kept = list(ChecklistItem.objects.values_list("occasion", flat=True))
        assert (kept.count("arrival"), kept.count("relieving")) == (5, 5)

    def test_nobody_else_keeps_them(self):
        item = ChecklistItemFactory(partner=PartnerFactory())
        for trait in ("coordinator", "supervisor"):
            with pytest.raises(NotAllowed):
                services.begin_checklists(by=MembershipFactory(**{trait: True}).as_actor(), now=clock.now())
        with pytest.raises(NotAllowed):
            services.retire_item(item_id=item.pk, by=MembershipFactory(lead=True).as_actor(), now=clock.now())


@pytest.mark.django_db
class TestTicking:
    def test_what_is_named_is_ticked_by_whom_and_what_was_shown_besides_is_taken_back(self):
        ward = a_ward()
        badge, keys = items(ward, arrival=2)
        tick(ward, badge, keys)
        tick(ward, keys, by=ward.doctor, shown=[badge.pk, keys.pk])
        assert current(ward) == {keys.pk}
        rows = [(tick.item, tick.by, bool(tick.undone_at)) for tick in ChecklistTick.objects.order_by("item_id")]
        assert rows == [(badge, ward.lead.user, True), (keys, ward.lead.user, False)]

    def test_two_who_tick_from_the_same_page_take_nothing_of_each_other_back(self, client):
        ward = a_ward()
        badge, keys = items(ward, arrival=2)
        address = reverse("placement_checklist", args=[ward.pk])
        for person, item in ((ward.lead, badge), (ward.supervisor, keys)):
            client.force_login(person.user)
            assert client.post(address, {"arrival": [item.pk]}).status_code == 302
        assert current(ward) == {badge.pk, keys.pk}
        form = client.get(address).context["form"]
        assert sorted(form["shown"].value()) == [badge.pk, keys.pk]
        client.post(address, {"shown": [badge.pk, keys.pk], "arrival": [keys.pk]})
        assert current(ward) == {keys.pk}

    def test_another_partners_items_and_retired_ones_are_left_alone(self):
        ward = a_ward()
        (badge,) = items(ward, arrival=1)
        tick(ward, badge, ChecklistItemFactory(partner=PartnerFactory()))
        services.retire_item(item_id=badge.pk, by=ward.host, now=clock.now())
        tick(ward)
        assert current(ward) == {badge.pk}

    def test_the_arrival_brings_its_ticks(self):
        ward = a_ward(confirmed=True, first=0)
        badge, _keys = items(ward, arrival=2)
        day = ward.placement.starts_on
        record_arrival(placement_id=ward.pk, by=ward.doctor, now=ward.at(day, 9), arrived_on=day, items=[badge.pk])
        assert current(ward) == {badge.pk}

    def test_only_who_receives_the_intern_ticks_and_while_they_are_there(self):
        ward, over = a_ward(), a_ward(completed=True)
        for by in (ward.intern, ward.office):
            with pytest.raises(NotAllowed):
                tick(ward, by=by)
        with pytest.raises(Refusal, match="not on placement"):
            tick(over)

    def test_the_database_keeps_one_tick_an_item(self):
        ward = a_ward()
        (badge,) = items(ward, arrival=1)
        tick(ward, badge)
        with pytest.raises(IntegrityError, match="each_item_ticked_once"):
            ChecklistTick.objects.create(placement=ward.placement, item=badge, by=ward.lead.user, at=clock.now())

    def test_what_is_left_of_the_last_days_list_stands_against_completion(self):
        ward = a_ward(required_minutes=0)
        badge, work, _arrival = *items(ward, relieving=2), *items(ward, arrival=1)
        words = "Before leaving, this is still to be gone through"
        assert [w for w in what_is_missing(ward.fresh()) if w.startswith(words)] == [f"{words}: {badge}, {work}."]
        tick(ward, badge, work)
        assert [w for w in what_is_missing(ward.fresh()) if w.startswith(words)] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_ticks_ten_times_at_once_are_one():
    ward = a_ward()
    made = items(ward, arrival=2)
    assert refusals(race([partial(tick, ward, *made)] * 10), Refusal) == []
    assert ChecklistTick.objects.count() == 2


@pytest.mark.django_db
class TestPages:
    def test_a_lead_begins_adds_and_takes_off_without_a_script(self, client):
        lead = MembershipFactory(lead=True)
        sign_in(client, lead)
        address = reverse("checklist_list")
        assert reverse("checklist_begin") in client.get(address).content.decode()
        assert client.post(reverse("checklist_begin"), SENT).url == address
        assert client.post(address, {"occasion": "arrival", "text": "Parking card"}).url == address
        item = ChecklistItem.objects.get(text="Parking card")
        assert client.post(reverse("checklist_item_remove", args=[item.pk]), SENT).url == address
        assert "Parking card" not in client.get(address).content.decode()

    def test_a_supervisor_ticks_and_the_student_reads(self, client):
        ward = a_ward()
        badge, handover = *items(ward, arrival=1), *items(ward, relieving=1)
        address = page("placement_checklist", ward)
        sent = {"arrival": [badge.pk], "relieving": [handover.pk]}
        assert sign_in(client, ward.supervisor).post(address, sent).url == address
        assert current(ward) == {badge.pk, handover.pk}
        seen = sign_in(client, ward.student).get(address)
        assert (badge.text in seen.content.decode(), b"<form method" in seen.content) == (True, True)
        assert client.post(address, sent).status_code == 403

    def test_the_page_of_an_arrival_shows_the_list(self, client):
        ward = a_ward(confirmed=True, first=0)
        (badge,) = items(ward, arrival=1)
        address = page("placement_arrive", ward)
        assert badge.text in sign_in(client, ward.lead).get(address).content.decode()
        client.post(address, {"arrived_on": f"{ward.placement.starts_on}", "items": [badge.pk]})
        assert current(ward) == {badge.pk}

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_placements_lists_take_five_queries(self, client, rows, django_assert_num_queries):
        ward = a_ward()
        tick(ward, *items(ward, arrival=rows))
        sign_in(client, ward.lead).get(page("placement_checklist", ward))
        with django_assert_num_queries(5):  # person, memberships, placement, ticks, items
            client.get(page("placement_checklist", ward))
