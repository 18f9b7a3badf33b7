"""Hours on a phone with a slow line: forty shifts signed in one act; a shift entered where there is no line at all."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from placements.models import HoursEntry
from placements.states import HoursState
from tests.factories.institutions import a_day
from tests.factories.placements import HoursEntryFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.pages import page
from tests.placements.ward import Ward, a_ward

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 25_000,
}  # ms, bytes a second
SHIFTS = 40


def on_a_slow_line(person: Person) -> None:
    line = person.page.context.new_cdp_session(person.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)


@both_ways
def test_a_supervisor_signs_forty_shifts_in_one_act(stage: Stage, java_script: bool) -> None:
    ward = a_ward(first=-60)
    HoursEntryFactory(placement=ward.placement, minutes=780)  # thirteen hours, with the reason
    HoursEntryFactory.create_batch(SHIFTS - 1, placement=ward.placement)
    minutes = 780 + (SHIFTS - 1) * 480
    supervisor = stage.signed_in(ward.supervisor)
    on_a_slow_line(supervisor)
    supervisor.goes_to("Today")
    supervisor.follows(f"Look closer: Sign hours of {ward.student.user.name}")
    supervisor.sees(f"{SHIFTS} shifts, {minutes // 60} h", "The night team was short of one.")
    boxes = supervisor.page.get_by_role("checkbox")
    assert (boxes.count(), supervisor.page.get_by_role("checkbox", checked=False).count()) == (SHIFTS, 1)
    supervisor.page.get_by_role("checkbox", checked=False).check()
    supervisor.presses("Approve what is ticked")
    supervisor.sees("Nothing waits for you")
    assert ward.fresh().approved_minutes == minutes


@pytest.mark.parametrize("java_script", [True])
def test_a_student_enters_a_shift_without_a_line_and_it_is_sent_once_there_is_one(
    stage: Stage, java_script: bool
) -> None:
    ward = a_ward()
    student = stage.signed_in(ward.student)
    student.visits(page("hours_list", ward))
    student.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    student.page.context.set_offline(True)
    student.page.goto(page("hours_add", ward))
    student.sees_heading("There is no line just now")
    keeps(student, ward, "Keep it for sending")
    student.page.context.set_offline(False)
    expect(student.page.get_by_text("Sent from this phone: 1.")).to_be_visible()
    entry = HoursEntry.objects.get()
    assert (entry.state, entry.minutes, entry.local_start.date()) == (HoursState.SUBMITTED, 450, a_day(-1))

    # The same shift once more, on a form that was open when the line went: the portal has something to say to it.
    student.visits(page("hours_add", ward))
    student.page.context.set_offline(True)
    keeps(student, ward, "Send for sign-off")
    student.page.context.set_offline(False)
    expect(student.page.get_by_text("It meets the shift of")).to_be_visible()
    student.follows("Put it right")
    student.fills("Day", a_day(-2).isoformat())
    student.presses("Send for sign-off")
    assert HoursEntry.objects.count() == 2
    student.visits(reverse("hours_list", args=[ward.pk]))
    expect(student.page.get_by_text("Kept on this phone")).to_be_hidden()


def keeps(student: Person, ward: Ward, button: str) -> None:
    """Fill in yesterday’s shift where there is no line; the page says that it is kept."""
    assert ward.placement.starts_on < a_day(-1)
    student.fills("Day", a_day(-1).isoformat())
    student.fills("From", "08:00")
    student.fills("To", "16:00")
    student.fills("Break, in minutes", "30")
    student.chooses("Mostly spent on", "Procedures")
    student.page.get_by_role("button", name=button).click()
    expect(student.page.get_by_text("Kept on this phone. It is sent by itself")).to_be_visible()
