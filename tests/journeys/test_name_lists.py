"""A block is filled from a pasted grid: bad rows mended, names trimmed and swapped by the partner, and on Monday they arrive."""

from datetime import date, timedelta

import pytest

from core import clock
from placements.models import ListedName, NameList, Placement, weeks
from placements.services.checklists import begin_checklists
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import SlotFactory
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import a_stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


def pasted(roll: str, place: str, first: date, last: date) -> str:
    return f"{roll}\t{place}\t{first:%d/%m/%Y}\t{last:%d/%m/%Y}\t"


def pastes_rows(coordinator: Person, partner: str, rows: list[str]) -> None:
    """First with a wrong roll number, then one name too many: two are sent, and the third is left out knowingly."""
    coordinator.goes_to("Planning", tab="Name lists")
    coordinator.follows("Paste a grid")
    coordinator.chooses("Partner", partner)
    coordinator.fills("Rows", "\n".join([*rows[:2], rows[2].replace("MIT-3", "MIT-33")]))
    coordinator.presses("Look at the rows")
    coordinator.sees("2 of 3 rows can be taken", "1 row cannot be taken:", "No student here has this roll number.")
    coordinator.fills("Rows", "\n".join(rows))
    coordinator.presses("Look at the rows")
    coordinator.sees("There are 2 places left for you here, which the rows above take.")
    assert NameList.objects.count() == 0
    coordinator.presses("Take only 2 of 3")
    coordinator.sees_heading("Name lists")


def answers_them(lead: Person) -> None:
    """One comes with a supervisor of the lead's choice, the other goes to the next block."""
    lead.follows("Answer the list")
    lead.sees("Areeba Khan", "Hamza Baloch")
    lead.chooses("Supervisor of Areeba Khan", "Dr Sana Mirza")
    lead.page.get_by_label("Slot of Hamza Baloch").select_option(index=1)
    lead.presses("Send the answers")
    lead.sees("Goes to Second block")
    assert ListedName.objects.filter(answer="accepted").count() == 2


def reads_the_sheet(lead: Person) -> None:
    """On the screen, and as it is printed: without what only a screen needs."""
    lead.sees("Areeba Khan", "Education office, 08:00")
    lead.page.emulate_media(media="print")
    assert lead.page.locator(".topbar, .tabs, .pagehead .actions").filter(visible=True).count() == 0
    lead.sees("Areeba Khan", "Education office, 08:00")
    lead.page.emulate_media(media="screen")


def receives_her(lead: Person) -> None:
    lead.follows("Areeba Khan")
    lead.follows("Record the arrival")
    lead.ticks("Badge handed out")
    lead.presses("The student is here")
    lead.follows("Arrival and leaving")
    lead.part("Gone through").get_by_text("Badge handed out").wait_for()


@both_ways
def test_a_pasted_grid_becomes_a_list_that_the_partner_trims_and_swaps_and_on_monday_they_arrive(
    stage: Stage, java_script: bool
) -> None:
    monday = weeks.monday_of(clock.today()) + timedelta(days=14)
    days = {"starts_on": monday, "ends_on": monday + timedelta(days=40)}
    later = {"starts_on": monday + timedelta(days=42), "ends_on": monday + timedelta(days=80)}
    scene = a_stage(title="Ward rotation", report_to="Education office, 08:00", **days)
    SlotFactory(partner=scene.slot.partner, department=scene.slot.department, title="Second block", **later)
    MembershipFactory(supervisor=True, partner=scene.slot.partner, user__name="Dr Sana Mirza")
    for number, name in enumerate(("Areeba Khan", "Hamza Baloch", "Iqra Memon"), 1):
        scene.student(user__name=name, roll_no=f"MIT-{number}")
    begin_checklists(by=scene.lead.as_actor(), now=clock.now())

    coordinator, lead = stage.signed_in(scene.coordinator), stage.signed_in(scene.lead)
    rows = [pasted(f"MIT-{number}", "Ward rotation", *days.values()) for number in (1, 2, 3)]
    pastes_rows(coordinator, scene.slot.partner.name, rows)
    lead.follows_mail(stage.mail_to(lead.email, "sends 2 names"))
    answers_them(lead)
    coordinator.follows_mail(stage.mail_to(coordinator.email, "answered your list: 2 accepted"))
    lead.goes_to("Slots", tab="Grid")
    lead.sees_heading("Who is where")
    lead.sees("Areeba Khan", "Dr Sana Mirza")

    stage.later(monday - timedelta(days=4))
    lead.follows_mail(stage.mail_to(lead.email, "1 intern arrives in the week of"))
    reads_the_sheet(lead)
    stage.later(monday)
    receives_her(lead)
    assert Placement.objects.get(student__roll_no="MIT-1").arrived_on == monday
