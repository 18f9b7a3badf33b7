"""Who may speak for an applicant: nobody who judges them, no student, and nobody under a name that the register does not bear out."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Institute
from placements.documents.references import identified
from placements.models import Basis
from placements.policies.selection import may_score
from placements.services import references as services
from placements.services.proposals import propose_site
from placements.services.references_choosing import choose_references
from placements.services.selection import name_reviewer
from placements.states import ReferenceState
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.references import ReferenceFactory, reference_link
from tests.factories.selection import ReviewerFactory
from tests.factories.students import membership_of
from tests.placements.panel import a_panel
from tests.placements.stage import acting
from tests.placements.test_proposals import SITE

pytestmark = pytest.mark.django_db


def ask(application, email, **changes):
    values = {
        "name": "Dr Anwar",
        "position": "Head",
        "organisation": "Some hospital",
        "needed_by": a_day(25),
        "waived": True,
    }
    by = acting(application)
    return services.ask_reference(
        application_id=application.pk, by=by, now=clock.now(), email=email, **{**values, **changes}
    )


def test_who_chooses_for_an_internship_is_not_asked_to_speak_for_its_applicants():
    panel = a_panel()
    application, elsewhere = panel.application(), ApplicationFactory()
    for judge in (panel.lead, panel.reviewer):
        with pytest.raises(Refusal, match="takes part in choosing") as caught:
            ask(application, judge.user.email)
        assert caught.value.field == "email"
        own = ApplicationFactory(student=application.student)
        with pytest.raises(Refusal, match="takes part in choosing"):
            ask(own, judge.user.email, also=[application.pk])
        with pytest.raises(Refusal, match="takes part in choosing"):
            ask(own, judge.user.email.replace("@", "+wards@"), also=[application.pk])
        assert ask(elsewhere, judge.user.email).state == ReferenceState.ASKED


def test_what_a_reviewer_wrote_before_does_not_come_along_to_what_they_judge():
    panel = a_panel()
    application = panel.application()
    written = ReferenceFactory(answered=True, student=application.student, referee__user=panel.reviewer.user)
    with pytest.raises(Refusal, match="takes part in choosing"):
        choose_references(
            application_id=application.pk, by=acting(application), now=clock.now(), references=[written.pk]
        )
    assert not application.references.exists()


def test_who_was_asked_and_becomes_a_reviewer_scores_others_alone():
    panel = a_panel()
    spoken_for, other = panel.application(), panel.application()
    reviewer = MembershipFactory(supervisor=True, partner=panel.slot.partner)
    ReferenceFactory(asked=True, student=spoken_for.student, uses=[spoken_for], referee__user=reviewer.user)
    ReviewerFactory(selection=panel.selection, membership=reviewer)
    assert [bool(may_score(reviewer.as_actor(), each)) for each in (spoken_for, other)] == [False, True]
    with pytest.raises(NotAllowed, match="You speak for this applicant"):
        panel.score(spoken_for, 4, 4, by=reviewer)


def a_reviewer_who_wrote(panel):
    """Named after being asked to write for one of two applicants."""
    spoken_for, other = panel.application(), panel.application()
    reviewer = MembershipFactory(supervisor=True, partner=panel.slot.partner)
    ReferenceFactory(asked=True, student=spoken_for.student, uses=[spoken_for], referee__user=reviewer.user)
    name_reviewer(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now(), membership=reviewer)
    return reviewer, spoken_for, other


def test_the_list_of_a_reviewer_leaves_out_whom_they_speak_for(client):
    reviewer, _spoken_for, other = a_reviewer_who_wrote(a_panel())
    client.force_login(reviewer.user)
    assert [row["application"] for row in client.get(reverse("review_list")).context["rows"]] == [other]


@pytest.mark.parametrize("blind", [False, True])
def test_a_lead_reads_on_naming_for_whom_the_reviewer_speaks_but_not_in_a_blind_review(client, blind):
    panel = a_panel(blind=blind)
    _reviewer, spoken_for, other = a_reviewer_who_wrote(panel)
    client.force_login(panel.lead.user)
    page = " ".join(client.get(reverse("slot_selection", args=[panel.slot.pk])).text.split())
    said = f"Referee: {spoken_for.student}. Leave it to another reviewer."
    assert (said in page, str(other.student) in page) == (not blind, False)


def emails_of(student):
    """Ways to write a mailbox that is the student's own, or one where students of the institute have theirs."""
    local, _at, domain = student.user.email.partition("@")
    return [f"{local}+dean@{domain}", f"{local.upper()}+x@{domain}", f"prof.fake@{domain}"]


def test_no_mailbox_of_a_student_is_a_referees_or_a_contacts(stage):
    Institute.objects.filter(pk=stage.institute.pk).update(email_domain="hingol.example")
    student = stage.student(user=UserFactory(email="nstu5@students.hingol.example"))
    application = stage.application(student=student)
    days = {"starts_on": a_day(60), "ends_on": a_day(100)}
    for email in emails_of(student):
        with pytest.raises(Refusal, match="This is a student’s address"):
            ask(application, email)
        with pytest.raises(Refusal, match="This is a student’s address"):
            propose_site(
                by=membership_of(student).as_actor(), now=clock.now(), **{**SITE, **days, "contact_email": email}
            )
    assert ask(application, "nstu5@hingol.example").state == ReferenceState.NAMED


def test_full_stops_and_what_follows_a_plus_make_no_other_gmail_address(stage):
    application = stage.application(student=stage.student(user=UserFactory(email="bina.mail@gmail.com")))
    for email in ("binamail@gmail.com", "b.ina.mail+x@googlemail.com"):
        with pytest.raises(Refusal, match="This is a student’s address"):
            ask(application, email)
    assert ask(application, "binamail2@gmail.com").state == ReferenceState.NAMED


def test_ones_own_number_is_no_contacts_number(stage):
    student = stage.student(user__phone="+923001234567")
    words = {
        **SITE,
        "contact_email": "",
        "contact_phone": "+923001234567",
        "starts_on": a_day(60),
        "ends_on": a_day(100),
    }
    with pytest.raises(Refusal, match="This is your own number"):
        propose_site(by=membership_of(student).as_actor(), now=clock.now(), **words)


@pytest.mark.parametrize(
    ("organisation", "said"),
    [
        ("Indus Clinic", "Writes from mail.indus.example, a domain of Indus Clinic. Not confirmed."),
        (
            "Some hospital",
            "Writes from mail.indus.example, a domain of Indus Clinic. Named to us as of Some hospital. Not confirmed.",
        ),
    ],
)
def test_a_domain_is_said_to_be_whose_it_is_and_not_whose_it_was_named(stage, organisation, said):
    PartnerFactory(name="Indus Clinic", website="https://www.indus.example/")
    reference = ask(stage.application(), "anwar@mail.indus.example", organisation=organisation)
    assert (reference.referee.basis, identified(reference.referee)) == (Basis.DOMAIN, said)


def test_neither_a_no_nor_taking_back_names_a_patient(stage):
    application = stage.application()
    reference = ReferenceFactory(asked=True, student=application.student, uses=[application])
    link = reference_link(reference)
    writer = reference.referee.as_actor(via="link", link_id=link.pk)
    for service, by in ((services.decline_reference, writer), (services.cancel_reference, acting(application))):
        with pytest.raises(Refusal, match="seems to name a patient"):
            service(reference_id=reference.pk, by=by, now=clock.now(), reason="No time. MRN 88776655")
    reference.refresh_from_db()
    assert reference.state == ReferenceState.ASKED
