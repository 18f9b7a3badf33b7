"""A student asks on a phone to move a block; both offices agree; the timetable shows it."""

import pytest
from django.urls import reverse

from placements.models import Block, PlacementChange
from tests.factories.institutions import a_day
from tests.journeys.stage import Stage
from tests.placements.pages import page
from tests.placements.rotation import a_rotation

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
def test_a_block_moves_when_everybody_has_agreed(stage: Stage, java_script: bool) -> None:
    ward = a_rotation()
    block = Block.objects.for_list().latest("starts_on")
    student = stage.signed_in(ward.student)
    student.visits(page("placement_detail", ward))
    student.follows("Ask for a change")
    student.follows("Move a block")
    option = student.page.get_by_label("Which block").get_by_role("option").filter(has_text=str(block.department))
    student.chooses("Which block", option.inner_text())
    student.fills("From", a_day(20).isoformat())
    student.fills("Last day", a_day(33).isoformat())
    student.fills("Why", "The resit of anatomy falls in that week.")
    student.presses("Ask for it")
    student.sees("Two blocks would meet")
    student.fills("From", a_day(38).isoformat())
    student.fills("Last day", a_day(51).isoformat())
    student.presses("Ask for it")
    student.sees("Waits for answers", "The partner’s placement lead", "The institute’s coordinator")
    change = PlacementChange.objects.get()
    for office in (ward.lead, ward.coordinator):
        person = stage.signed_in(office)
        person.visits(reverse("change_list"))
        person.follows(change.says)
        person.follows("Agree")
        person.presses("I agree")
        person.sees("Agreed")
    student.visits(page("placement_timetable", ward))
    student.sees(str(block.department), "Block by block")
    block.refresh_from_db()
    assert (block.starts_on, block.ends_on) == (a_day(38), a_day(51))
    supervisor = stage.signed_in(block.supervisor)
    supervisor.visits(f"{reverse('week_list')}?week={block.starts_on.isoformat()}")
    supervisor.sees("Who is with us in week", ward.student.user.name)
