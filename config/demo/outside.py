"""What the demo says to everybody, and what came from outside: guides, careers, enquiries."""

from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from core.actor import NOBODY, Role
from institutions.models import Institute, Intake
from institutions.services.enquiries import answer_enquiry, send_enquiry
from institutions.services.guides import load_guides
from placements.services.careers import load_careers
from students.services.enquiries import sponsor_enquirer

SPONSORED = "Bushra Qadir"

# kind, hours ago, name, address, what they have learnt, what they ask, the answer
ENQUIRIES = (
    (
        "graduate",
        20,
        "Saima Baloch",
        "saima.baloch@mail.example",
        "BSc Medical Imaging, Quetta, 2025",
        "I finished last year and look for six months in CT. Would your college sponsor me, and what does it ask?",
        "",
    ),
    (
        "graduate",
        400,
        "Bushra Qadir",
        "bushra.qadir@mail.example",
        "BSc Medical Imaging, Sukkur, 2024",
        "I need three months in plain films to be registered. I can come to Karachi from January on.",
        "",
    ),
    (
        "switcher",
        50,
        "Kamran Yousaf",
        "kamran.yousaf@mail.example",
        "BBA, Multan, 2019; five years in insurance",
        "I would like to become a medical coder. Which course do I need before an internship?",
        "",
    ),
    (
        "question",
        120,
        "Nasreen Akhtar",
        "nasreen.akhtar@mail.example",
        "",
        "My daughter studies nursing with you. May she choose a hospital near Hyderabad?",
        "She may apply to every hospital that we have an agreement with; two of them are in Hyderabad. Ask her to search by city.",
    ),
)


def outside(*, now: datetime) -> None:
    """The texts that a portal begins with, and four enquiries to one placement office: one is answered, one asker is sponsored."""
    load_guides()
    load_careers()
    institute = Institute.objects.get(slug="hingol")
    for kind, hours, name, email, learnt, text, answer in ENQUIRIES:
        at = now - timedelta(hours=hours)
        enquiry = send_enquiry(
            by=NOBODY,
            now=at,
            institute=institute,
            kind=kind,
            name=name,
            email=email,
            qualification=learnt,
            text=text,
        )
        office = actor_of(Role.COORDINATOR, institute.slug)
        if name == SPONSORED:
            sponsor_enquirer(
                enquiry_id=enquiry.pk,
                by=office,
                now=at + timedelta(days=2),
                intake=Intake.objects.filter(programme__institute=institute, programme__code="MIT").latest("starts_on"),
                roll_no="G-MIT-01",
                name=name,
                email=email,
                qualification=learnt,
                word="Bring your degree and your identity card when you first come.",
            )
        if answer:
            answer_enquiry(enquiry_id=enquiry.pk, by=office, now=at + timedelta(hours=5), answer=answer)
