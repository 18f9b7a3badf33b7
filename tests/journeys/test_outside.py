"""Somebody without an account reads a career, asks an institute to sponsor them, and becomes a student."""

import pytest

from placements.services import catalogue
from placements.services.careers import load_careers
from tests.factories.institutions import InstituteFactory, IntakeFactory, MembershipFactory
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_a_graduate_asks_to_be_sponsored(stage: Stage, java_script: bool) -> None:
    catalogue.load_starters()
    load_careers()
    office = MembershipFactory(coordinator=True, institute=InstituteFactory(name="Hingol College"))
    IntakeFactory(programme__institute=office.institute, programme__name="Sponsored graduates", name="2027")
    stranger = stage.open_browser("Saima Baloch", "saima@mail.example", on_a_phone=True)
    stranger.visits("/careers/")
    stranger.follows("Ask an institute")
    stranger.chooses("To which institute?", "Hingol College")
    stranger.fills("Your name", "Saima Baloch")
    stranger.fills("Your e-mail", "saima@mail.example")
    stranger.fills("What you have learnt, where and when", "DPT, Ziarat College, 2025")
    stranger.fills("Your question", "I look for a house job in physiotherapy.")
    stranger.presses("Send it")
    stranger.sees_heading("It is on its way")

    coordinator = stage.signed_in(office)
    coordinator.follows_mail(stage.mail_to(coordinator.email, "An enquiry from Saima Baloch"))
    coordinator.follows("Answer")
    coordinator.fills("Your answer", "We sponsor two a year. You are one of them.")
    coordinator.presses("Send the answer")
    assert "You are one of them" in stage.mail_to("saima@mail.example", "answers your enquiry").get_body().get_content()
    coordinator.follows("Saima Baloch")
    coordinator.follows("Make them a student")
    coordinator.fills("Roll number", "S-2027-01")
    coordinator.chooses("Programme and intake", "Sponsored graduates · 2027")
    coordinator.presses("Add and invite")
    coordinator.sees("Saima Baloch is sponsored now, and invited.")
    stranger.follows_mail(stage.mail_to("saima@mail.example", "You are invited"))
    stranger.sees_heading("Welcome, Saima Baloch")
