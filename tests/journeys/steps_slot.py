"""The slot: written as a draft, told why it cannot be published yet, made complete, published."""

from datetime import timedelta

from tests.journeys.stage import Calendar, Stage

TITLE = "Diagnostic radiography rotation"
OBJECTIVES = (
    ("Position a patient for a chest film", "Patient care"),
    ("Explain the exposure to a worried patient", "Patient communication"),
)
REQUIRED = 26  # hours


def lead_drafts_a_slot(stage: Stage, calendar: Calendar) -> None:
    lead = stage.someone("lead")
    lead.goes_to("Slots")
    lead.follows("New slot", within=lead.page.locator(".pagehead"))
    lead.fills("Title", TITLE)
    lead.chooses("Department", "Radiology")
    lead.chooses("Career track", "Imaging")
    lead.fills("An ordinary week", "Plain films in the mornings, theatre and portable work after noon.")
    lead.fills("Places", "2")
    lead.fills("First day", f"{calendar.begins:%Y-%m-%d}")
    lead.fills("Last day", f"{calendar.ends:%Y-%m-%d}")
    lead.fills("Hours in all", f"{REQUIRED}")
    lead.presses("Keep the draft")
    lead.sees_heading(TITLE)


def lead_reads_why_it_cannot_be_published(stage: Stage) -> None:
    lead = stage.someone("lead")
    lead.sees(
        "Before students can see it",
        "It has no deadline yet. Say until when students may apply.",
        "It has no learning objectives yet.",
        "Nobody answers for it yet.",
    )
    lead.finds_no("link", "Publish")
    # Who types the address, or kept the page open, is answered too.
    lead.visits(f"{lead.page.url}publish/", expecting=409)
    lead.sees("It has no deadline yet.")
    lead.finds_no("button", "Publish")
    lead.follows("Go back")


def lead_makes_it_complete(stage: Stage, calendar: Calendar) -> None:
    lead = stage.someone("lead")
    lead.follows("Edit")
    lead.chooses("Supervisor", "Dr Sana Mirza, Consultant radiologist")
    lead.fills("Students may apply until", f"{calendar.begins - timedelta(days=4):%Y-%m-%d}T17:00")
    lead.presses("Keep the draft")
    lead.follows("Write the first")
    for text, competency in OBJECTIVES:
        lead.fills("At the end an intern can", text)
        lead.chooses("Competency", competency)
        lead.presses("Add it")
    lead.presses(f"Move down: {OBJECTIVES[0][0]}")
    first = lead.page.get_by_role("row").nth(1)
    assert OBJECTIVES[1][0] in first.inner_text()
    lead.presses(f"Move up: {OBJECTIVES[0][0]}")
    lead.follows("Back to the slot")


def lead_keeps_a_place_for_the_college(stage: Stage) -> None:
    lead = stage.someone("lead")
    lead.follows("Keep places for an institute")
    lead.chooses("Institute", "Hingol College of Health Sciences")
    lead.fills("Places to keep", "1")
    lead.presses("Keep them")
    lead.sees("1 of 2 places is open to every institute for which none is kept.")
    lead.follows("Back to the slot")


def lead_publishes_it(stage: Stage) -> None:
    lead = stage.someone("lead")
    lead.sees("Ready to publish")
    lead.follows("Publish")
    lead.sees("Students see it from now on")
    lead.presses("Publish")
    lead.sees("2 of 2 places left")
