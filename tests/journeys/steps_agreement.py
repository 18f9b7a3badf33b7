"""The agreement: drafted, sent, returned with a note, changed, sent again, signed. And the people who act for both sides."""

from datetime import timedelta

from core import clock
from tests.journeys.stage import CAST, Stage

TITLE = "Affiliation agreement 2027"
NOTE = "Twelve interns at once is more than our rooms hold. Eight, please."


def both_offices_come_in(stage: Stage) -> None:
    stage.accepts_invitation("coordinator").sees_heading("Begin with your students")
    stage.accepts_invitation("lead").sees_heading("Nothing waits for you")


def coordinator_drafts(stage: Stage) -> None:
    coordinator = stage.someone("coordinator")
    coordinator.goes_to("Partners", "Agreements")
    coordinator.follows("New agreement", within=coordinator.page.locator(".pagehead"))
    coordinator.chooses("Partner", "Kohsar Teaching Hospital")
    coordinator.fills("Title", TITLE)
    coordinator.ticks("BSc Medical Imaging Technology")
    coordinator.fills("First day", f"{clock.today():%Y-%m-%d}")
    coordinator.fills("Last day", f"{clock.today() - timedelta(days=1):%Y-%m-%d}")
    coordinator.fills("Interns at once", "12")
    coordinator.fills("Terms", "The partner supervises and teaches; the institute insures; both keep confidence.")
    coordinator.presses("Keep the draft")
    coordinator.sees("The last day must not come before the first.")
    coordinator.fills("Last day", f"{clock.today() + timedelta(days=365):%Y-%m-%d}")
    coordinator.presses("Keep the draft")
    coordinator.sees_heading(TITLE)


def coordinator_sends(stage: Stage) -> None:
    coordinator = stage.someone("coordinator")
    coordinator.follows("Sign and send")
    coordinator.sees("You sign for your institute.")
    coordinator.presses("Sign and send")
    coordinator.sees("With the partner")
    coordinator.finds_no("link", "Edit")


def lead_returns_it(stage: Stage) -> None:
    lead = stage.opens_mail("lead", "asks you to sign an agreement")
    lead.sees_heading(TITLE)
    lead.follows("Return")
    lead.presses("Return it")
    lead.sees("This field is required.")
    lead.fills("What should be changed?", NOTE)
    lead.presses("Return it")
    lead.sees("Returned")


def coordinator_changes_it(stage: Stage) -> None:
    coordinator = stage.opens_mail("coordinator", f"returned “{TITLE}”")
    coordinator.sees(NOTE)
    coordinator.follows("Edit")
    coordinator.fills("Interns at once", "8")
    coordinator.presses("Keep the draft")


def lead_signs(stage: Stage) -> None:
    lead = stage.someone("lead")
    lead.goes_to("Overview")
    lead.sees("Answer the agreement with Hingol College of Health Sciences")
    lead.follows("Read it: Answer the agreement with Hingol College of Health Sciences")
    lead.follows("Sign")
    lead.presses("Sign")
    lead.sees("Signed")
    coordinator = stage.opens_mail("coordinator", f"signed “{TITLE}”")
    coordinator.sees("Until ")


def lead_invites_a_supervisor(stage: Stage) -> None:
    name, email = CAST["supervisor"]
    lead = stage.someone("lead")
    lead.goes_to("Partnerships", "Our people")
    lead.follows("Invite a person")
    lead.chooses("Role", "Supervisor")
    lead.fills("Name", name)
    lead.fills("E-mail", email)
    lead.chooses("Department", "Radiology")
    lead.fills("Position", "Consultant radiologist")
    lead.fills("Council and licence number", "PMDC 41207-P")
    lead.presses("Send the invitation")
    lead.sees(name, "Invited")


def supervisor_comes_in(stage: Stage) -> None:
    supervisor = stage.accepts_invitation("supervisor")
    supervisor.sees_heading("Today")
    supervisor.sees("Nothing waits for you today. Thank you.")
