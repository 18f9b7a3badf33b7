"""The papers: a certificate that anybody can check, and a letter that its writer signed."""

import re
from datetime import timedelta

from core import clock
from evaluations.models import Certificate, Letter
from evaluations.services.certificates_moves import FILE_TASK
from evaluations.services.letters_files import LETTER_TASK
from tests.journeys.stage import CAST, PASSWORD, Stage
from tests.journeys.steps_slot import TITLE
from tests.journeys.steps_training import NOTE, opens_placement

NAME = CAST["student"][0]
PDF = "application/pdf"
OWN_WORDS = "I would work with her tomorrow, and tell you so on the phone."


def coordinator_issues_the_certificate(stage: Stage) -> None:
    coordinator = stage.someone("coordinator")
    opens_placement(coordinator)
    coordinator.follows("Issue the certificate")
    coordinator.sees("26 h 30 min")
    coordinator.presses("Issue it")
    coordinator.sees("The PDF is being made and sealed.")
    stage.runs(FILE_TASK, Certificate.objects.get().pk)


def student_takes_it(stage: Stage) -> bytes:
    student = stage.opens_mail("student", "Your certificate is ready")
    student.sees(NAME, TITLE, "26 h 30 min", "On their own")
    pdf = student.downloads("Download the PDF")
    assert pdf.startswith(b"%PDF")
    return pdf


def anyone_checks_the_code(stage: Stage) -> None:
    """Typed as it is printed, and typed wrong."""
    code = Certificate.objects.get().grouped_code
    stranger = stage.someone("stranger")
    stranger.visits("/")
    stranger.follows("Check a certificate", within=stranger.page.get_by_role("navigation", name="Main"))
    stranger.fills("Code on the certificate", "0" * len(code))
    stranger.presses("Check it", expecting=404)
    stranger.sees_heading("No certificate has this code")
    stranger.fills("Code on the certificate", code.lower())
    stranger.presses("Check it")
    stranger.sees_heading("This certificate is genuine")
    stranger.sees(NAME, TITLE, "26 h 30 min")
    # No more than proves it.
    stranger.does_not_see(CAST["student"][1], "MIT-27-001", NOTE)


def anyone_checks_the_file(stage: Stage, pdf: bytes) -> None:
    """The very file, and the same with one byte changed."""
    stranger = stage.someone("stranger")
    stranger.attaches("Certificate as a PDF", "certificate.pdf", pdf, PDF)
    stranger.presses("Check the file")
    stranger.sees("This is the very file that was issued: not one byte has changed.")
    middle = len(pdf) // 2
    changed = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    stranger.attaches("Certificate as a PDF", "certificate.pdf", changed, PDF)
    stranger.presses("Check the file")
    stranger.sees("This file was changed after it was sealed, or is damaged.")


def student_asks_for_a_letter(stage: Stage) -> None:
    student = stage.someone("student")
    student.goes_to("Placements")
    student.follows(NAME)
    student.follows("Ask for a letter")
    student.fills("What is it for?", "Residency in radiology")
    student.fills("Needed by", f"{clock.today() + timedelta(days=30):%Y-%m-%d}")
    student.presses("Ask")
    student.sees("Dr Sana Mirza")


def supervisor_accepts(stage: Stage) -> None:
    supervisor = stage.opens_mail("supervisor", f"{NAME} asks you for a letter")
    supervisor.follows("I will write it")
    supervisor.presses("I will write it")
    supervisor.sees("26 h 30 min", NOTE)


def supervisor_writes(stage: Stage, hours: str) -> None:
    """The draft with another number of hours, and a paragraph of the writer's own."""
    supervisor = stage.someone("supervisor")
    paragraph = supervisor.page.get_by_role("textbox").filter(has_text="signed shifts")
    paragraph.fill(re.sub(r"worked .* in", f"worked {hours} in", paragraph.input_value()))
    supervisor.page.get_by_role("textbox").last.fill(OWN_WORDS)
    supervisor.presses("Keep and go on to sign")


def supervisor_cannot_sign_what_the_record_does_not_hold(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.follows("Write")
    supervisor_writes(stage, "260 h")
    supervisor.sees_heading("Is it still you?")
    supervisor.fills("Password", PASSWORD)
    supervisor.presses("Go on")
    supervisor.presses("Sign and release")
    supervisor.sees("The record does not bear out 260")


def supervisor_signs_it(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.follows("Change it first")
    supervisor_writes(stage, "26 h 30 min")
    supervisor.sees_heading("Sign the letter")
    supervisor.sees(OWN_WORDS, NOTE)
    supervisor.presses("Sign and release")
    supervisor.sees("It is signed.")
    stage.runs(LETTER_TASK, Letter.objects.get().pk)


def student_takes_the_letter(stage: Stage) -> None:
    student = stage.opens_mail("student", "letter")
    student.sees(OWN_WORDS)
    assert student.downloads("Download the PDF").startswith(b"%PDF")
