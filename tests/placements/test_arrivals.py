"""Who arrives in a week: the sheet, and the message on the Thursday before."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from core import clock
from institutions.models import Requirement
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import weeks
from placements.services.placements import cancel_placement
from tests.factories.institutions import BlackoutFactory, MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.requirements import RequirementFactory, WaiverFactory
from tests.placements.pages import sign_in
from tests.placements.ward import a_ward, told

MONDAY = date(2027, 1, 4)


class TestWeeks:
    def test_a_week_runs_from_monday_to_sunday(self):
        assert {weeks.monday_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
        assert weeks.last_of(MONDAY) == date(2027, 1, 10)

    @pytest.mark.parametrize(("days", "coming"), [(0, 0), (2, 0), (3, 7), (6, 7)])
    def test_from_thursday_on_people_prepare_for_the_next(self, days, coming):
        assert weeks.coming(MONDAY + timedelta(days=days)) == MONDAY + timedelta(days=coming)

    @pytest.mark.parametrize("text", ["", "soon", "2027-13-40"])
    def test_an_address_that_names_no_day_means_the_default(self, text):
        assert weeks.parsed(text, MONDAY + timedelta(days=4)) == MONDAY
        assert weeks.parsed("2027-01-13", MONDAY) == date(2027, 1, 11)


def sheet(client, membership, day):
    return sign_in(client, membership).get(reverse("arrival_list"), {"week": day.isoformat()})


@pytest.mark.django_db
class TestSheet:
    def test_each_reads_their_own_arrivals_of_the_week(self, client):
        ward = a_ward(confirmed=True)
        day = ward.placement.starts_on
        PlacementFactory(confirmed=True)
        PlacementFactory(confirmed=True, first=40, application__slot__partner=ward.placement.partner)
        for membership in (ward.lead, ward.coordinator, ward.supervisor):
            assert sheet(client, membership, day).context["rows"] == [ward.placement], membership.role

    def test_it_says_where_and_to_whom(self, client):
        ward = a_ward(confirmed=True, application__slot__report_to="Education office, 08:00")
        words = sheet(client, ward.lead, ward.placement.starts_on).content.decode()
        for said in ("Education office, 08:00", ward.supervisor.user.name, ward.student.user.name, "Confirmed"):
            assert said in words

    def test_who_was_cancelled_is_not_expected(self, client):
        ward = a_ward(confirmed=True)
        cancel_placement(placement_id=ward.pk, by=ward.host, now=clock.now(), reason="Rebuilding.")
        assert sheet(client, ward.lead, ward.placement.starts_on).context["rows"] == []

    def test_a_first_day_on_blackout_dates_is_marked(self, client):
        ward = a_ward(confirmed=True)
        day = ward.placement.starts_on
        BlackoutFactory(partner=ward.placement.partner, starts_on=day, ends_on=day)
        assert "Eid holidays" in sheet(client, ward.lead, day).content.decode()

    def test_it_says_who_is_clear_and_to_the_office_what_is_open(self, client):
        ward = a_ward(confirmed=True)
        day = ward.placement.starts_on
        RequirementFactory(partner=ward.placement.partner, kind__name="Fit test")
        for membership, open_ones in ((ward.coordinator, ["Fit test"]), (ward.lead, []), (ward.supervisor, [])):
            (row,) = sheet(client, membership, day).context["rows"]
            assert (row.clearance.is_clear, row.clearance.wants) == (False, open_ones), membership.role
        WaiverFactory(student=ward.placement.student, requirement=Requirement.objects.get())
        assert ">Clear</span>" in sheet(client, ward.lead, day).content.decode()

    def test_students_read_why_it_is_not_theirs(self, client):
        ward = a_ward(confirmed=True)
        assert sheet(client, ward.student, ward.placement.starts_on).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_takes_six_queries(self, client, rows, django_assert_num_queries):
        ward = a_ward(confirmed=True)
        for _ in range(rows - 1):
            PlacementFactory(confirmed=True, application__slot__partner=ward.placement.partner)
        sheet(client, ward.lead, ward.placement.starts_on)
        RequirementFactory(partner=ward.placement.partner)
        # person, memberships, placements, blackouts; requirements, records, waivers
        with django_assert_num_queries(6):
            page = client.get(reverse("arrival_list"), {"week": ward.placement.starts_on.isoformat()})
        assert len(page.context["rows"]) == rows


def noon(day):
    return datetime.combine(day, time(12), tzinfo=clock.now().tzinfo)


@pytest.mark.django_db
class TestThursday:
    def remind(self, now, settings):
        settings.CLOCK_SHIFT += now - clock.now()
        return remind(now=now, rules=[RULES["placement.arrivals"]])

    def test_each_lead_is_told_once_who_comes_next_week(self, settings):
        ward = a_ward(confirmed=True)
        PlacementFactory(
            confirmed=True, application__slot__partner=ward.placement.partner
        )  # on the same day: one message for both
        other = MembershipFactory(lead=True, partner=ward.placement.partner)
        thursday = weeks.monday_of(ward.placement.starts_on) - timedelta(days=4)
        assert self.remind(noon(thursday), settings) == 2
        assert self.remind(noon(thursday + timedelta(days=1)), settings) == 0
        assert told("placement.arrivals") == sorted([ward.lead.user.name, other.user.name])
        message = Notification.objects.filter(kind="placement.arrivals").first()
        assert (message.subject.startswith("2 interns arrive in the week of Monday"), message.path) == (
            True,
            f"/placements/arrivals/?week={weeks.monday_of(ward.placement.starts_on)}",
        )

    def test_nobody_is_told_before_thursday_or_when_nobody_comes(self, settings):
        ward = a_ward(confirmed=True)
        MembershipFactory(lead=True)
        monday = weeks.monday_of(ward.placement.starts_on)
        assert self.remind(noon(monday - timedelta(days=5)), settings) == 0
        cancel_placement(placement_id=ward.pk, by=ward.host, now=clock.now(), reason="Rebuilding.")
        assert self.remind(noon(monday - timedelta(days=4)), settings) == 0
