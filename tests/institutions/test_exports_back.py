"""Lists that come back: what went out is “nothing to do”; a new line is added, a changed one changed, a bad one named."""

from datetime import datetime

import pytest

from core import clock
from core.sheets import sheet_of
from institutions.models import Accreditation, ContactEntry, PartnerContact, Requirement, RequirementStarter
from institutions.services.starters import load_starters
from tests.factories.calls import BlockFactory, CallAnswerFactory, CallFactory
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    IntakeFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)
from tests.factories.placements import ListedNameFactory, NameListFactory, SlotFactory, TrackFactory
from tests.factories.register import AccreditationFactory, ContactEntryFactory, PartnerContactFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory
from tests.factories.students import StudentFactory
from tests.institutions.test_exports import KINDS, taken
from tests.students.conftest import an_office
from tests.students.lists import a_list, bring, confirm, figures, problems, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_just_given(monkeypatch):
    monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def partner():
    return PartnerFactory(name="Kohsar Hospital")


def _contacts(office):
    ward = DepartmentFactory(site__partner__name="Kohsar Hospital")
    twins = {"partner": ward.site.partner, "department": ward, "duty": "hr", "name": "=Ms Noor"}
    PartnerContactFactory.create_batch(2, **twins)
    PartnerContactFactory(partner=twins["partner"], phone="+922134567890", email="")


def _accreditations(office):
    partner = PartnerFactory()
    AccreditationFactory.create_batch(2, partner=partner, body="PMDC", number="7", what_for="House job")
    AccreditationFactory(partner=partner, valid_until=a_day(90))


def _requirements(office):
    programme = office.intake.programme
    ward = DepartmentFactory()
    agreement = AgreementFactory(institute=office.institute, programmes=[programme])
    blank = {"partner": None, "kind": EvidenceKindFactory(name="Chest film")}
    RequirementFactory.create_batch(2, title="Film", partner=ward.site.partner, kind=blank["kind"], note="one\ntwo")
    RequirementFactory(department=ward, active_from=a_day(1), active_until=a_day(90), **blank)
    RequirementFactory(programme=programme, due_days=14, **blank)
    RequirementFactory(agreement=agreement, **blank)


def _contact_log(office):
    moment = datetime(2026, 1, 5, 9, 30, 17, tzinfo=office.institute.zone)
    entry = {"institute": office.institute, "partner": PartnerFactory(), "at": moment, "said": "one\ntwo"}
    ContactEntryFactory.create_batch(2, **entry)
    ContactEntryFactory(**entry | {"next_on": a_day(3)})


def _programmes(office):
    BlockFactory(programme=office.intake.programme)
    ProgrammeFactory(institute=office.institute, required_hours=1600)


def _intakes(office):
    IntakeFactory(programme=office.intake.programme, name="Autumn 2027", place_by=a_day(30))


def _blocks(office):
    BlockFactory.create_batch(3, programme=office.intake.programme, track=TrackFactory())


def _calls(office):
    programme = office.intake.programme
    CallFactory.create_batch(2, programme=programme, title="Imaging", starts_on=a_day(90), intake=office.intake)
    answered = {"interest": "interested", "places": 4, "answered_at": clock.now()}
    CallAnswerFactory(call__programme=programme, call__message="first\nsecond", partner__name="Kohsar", **answered)


def _name_lists(office):
    slot = SlotFactory(starts_on=a_day(30), ends_on=a_day(60))
    sent = NameListFactory(slot=slot, institute=office.institute, sent=True)
    draft = NameListFactory(slot=SlotFactory(starts_on=a_day(30), ends_on=a_day(60)), institute=office.institute)
    again = NameListFactory(slot=slot, institute=office.institute, sent=True)
    struck = StudentFactory(institute=office.institute, intake=office.intake)
    ListedNameFactory(name_list=sent, student=struck, answer="struck", reason="No room.")
    ListedNameFactory(name_list=again, student=struck)
    supervisor = MembershipFactory(supervisor=True, partner=draft.slot.partner)
    ListedNameFactory(name_list=draft, student=struck, note="Speaks Sindhi", supervisor=supervisor)


def _agreements(office):
    twins = {"institute": office.institute, "programmes": [office.intake.programme], "title": "Affiliation"}
    AgreementFactory.create_batch(2, partner=PartnerFactory(), starts_on=a_day(0), **twins)
    AgreementFactory(signed=True, places_a_year=9, **twins)


ROWS = {
    "agreements": (_agreements, 3),
    "contacts": (_contacts, 3), "accreditations": (_accreditations, 3), "requirements": (_requirements, 5),
    "contact_log": (_contact_log, 3), "programmes": (_programmes, 2), "intakes": (_intakes, 2), "blocks": (_blocks, 3),
    "calls": (_calls, 3), "name_lists": (_name_lists, 3),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("noun", ROWS)
def test_what_went_out_comes_back_as_nothing_to_do(office, noun, kind):
    make, count = ROWS[noun]
    make(office)
    kept = send(office, taken(office.coordinator.user, noun, kind), noun=noun)
    assert (problems(kept), figures(kept), kept.report["remarks"]) == ([], (0, 0, count), [])


@pytest.mark.parametrize("noun", ["contacts", "accreditations", "requirements"])
def test_a_leads_own_list_comes_back_as_it_left(noun):
    lead = MembershipFactory(lead=True)
    mine, others = {"partner": lead.partner}, {"partner": PartnerFactory()}
    factory = {
        "contacts": PartnerContactFactory, "accreditations": AccreditationFactory, "requirements": RequirementFactory,
    }[noun]  # fmt: skip
    for whose in (mine, others):
        factory(**whose)
    kept = send(None, taken(lead.user, noun), by=lead.as_actor(), noun=noun)
    assert (problems(kept), figures(kept)) == ([], (0, 0, 1))


@pytest.mark.parametrize("noun", ROWS)
def test_a_list_is_read_in_as_many_queries_for_one_line_as_for_all(office, noun, django_assert_max_num_queries):
    make, _count = ROWS[noun]
    make(office)
    head, *lines = taken(office.coordinator.user, noun, "csv").decode("utf-8-sig").split("\r\n")[:-1]
    counts = []
    for some in (lines[:1], lines):
        with django_assert_max_num_queries(30) as reading:
            send(office, a_list(*some, head=head), noun=noun)
        counts.append(len(reading))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("noun", ROWS)
def test_its_sample_fits_its_headings(noun):
    sheet = sheet_of(noun)
    assert {len(line) for line in sheet.sample} == {len(sheet.columns)}


def test_contacts_are_added_renamed_by_their_number_and_never_moved(office, partner):
    PartnerFactory(name="Indus Laboratory")
    old = PartnerContactFactory(partner=partner, duty="education", name="Farida", phone="+922134567890", email="")
    head = "Contact number,Partner,Duty,Name,Phone,E-mail"
    content = a_list(
        f"{old.pk},Indus Laboratory,education,Farida Noor,021 34567890,f@x.example",
        ",kohsar hospital,HR,Omar,,omar@x.example",
        head=head,
    )
    kept = send(office, content, noun="contacts")
    assert (figures(kept), [remark[:2] for remark in kept.report["remarks"]]) == ((1, 1, 0), [[2, "Partner"]])
    confirm(office, kept)
    rows = PartnerContact.objects.order_by("pk").values_list("partner", "duty", "name", "email")
    assert list(rows) == [
        (partner.pk, "education", "Farida Noor", "f@x.example"),
        (partner.pk, "hr", "Omar", "omar@x.example"),
    ]
    bad = a_list(
        "999999,Kohsar Hospital,hr,A,,a@x.example", ",Nowhere,hr,A,,a@x.example", ",Kohsar Hospital,hr,A,,",
        ",Kohsar Hospital,cook,A,,a@x.example", head=head,
    )  # fmt: skip
    assert [fault[:2] for fault in problems(send(office, bad, noun="contacts"))] == [
        (2, "Contact number"), (3, "Partner"), (5, "Duty"),
    ]  # fmt: skip
    unreachable = send(office, a_list(",Kohsar Hospital,hr,A,,", head=head), noun="contacts")
    assert [fault[:2] for fault in problems(unreachable)] == [(2, "Phone")]


def test_accreditations_keep_the_document_that_is_here(office, partner):
    old = AccreditationFactory(partner=partner, body="PMDC", number="7", what_for="House job", valid_from=a_day(-90))
    head = "Partner,Body,Number,For,Until"
    line = f"Kohsar Hospital,PMDC,7,House job,{a_day(200)}"
    bring(office, a_list(line, "Kohsar Hospital,PNAC,LAB-1,ISO 15189,", head=head), noun="accreditations")
    old.refresh_from_db()
    assert (old.valid_until, Accreditation.objects.count()) == (a_day(200), 2)
    too_early = a_list(line.replace(str(a_day(200)), str(a_day(-100))), head=head)
    assert [fault[:2] for fault in problems(send(office, too_early, noun="accreditations"))] == [(2, "Until")]


def test_a_rule_is_named_by_the_starter_set_or_by_the_words_of_one_that_is_here(office):
    load_starters()
    film = RequirementFactory(
        kind=EvidenceKindFactory(name="Chest film"), partner=None, programme=office.intake.programme
    )
    starter = RequirementStarter.objects.order_by("position").first()
    head = "Requirement,Rule,Programme,Partner,Due"
    content = a_list(f'Vaccines,"{starter.title.upper()}",MIT,,14', "Film,a rule of mine,MIT,,", ",,,,", head=head)
    assert [fault[:2] for fault in problems(send(office, content, noun="requirements"))] == [(3, "Rule")]
    words = "Chest film; must hold through the last day"
    bring(office, a_list(f'Vaccines,"{starter.title}",mit,,14', f"Lungs,{words},MIT,,", head=head), noun="requirements")
    rows = Requirement.objects.exclude(pk=film.pk).order_by("pk").values_list("title", "rule", "programme", "due_days")
    programme = office.intake.programme_id
    assert list(rows) == [("Vaccines", starter.rule, programme, 14), ("Lungs", film.rule, programme, 42)]
    theirs = a_list(f"Film,{words},,{PartnerFactory(name='Kohsar').name},", f"Film,{words},MIT,Kohsar,", head=head)
    assert [fault[:2] for fault in problems(send(office, theirs, noun="requirements"))] == [(3, "Programme")]
    theirs = a_list(f"Film,{words},,Kohsar,", head=head)
    assert "written by its placement lead" in problems(send(office, theirs, noun="requirements"))[0][2]


def test_an_old_log_comes_in_whatever_its_order_and_leaves_a_later_plan_alone(office, partner):
    later = ContactEntryFactory(institute=office.institute, partner=partner, next_on=a_day(3))
    head = "Partner,When,How,With,Said,Next call,About"
    content = a_list(
        "Kohsar Hospital,2026-02-02 10:00,visit,Farida,Agreed,,",
        "Kohsar Hospital,2026-01-05 09:30,phone,Farida,Call again,,",
        head=head,
    )
    bring(office, content, noun="contact_log")
    assert list(ContactEntry.objects.waiting()) == [later]
    entry = ContactEntry.objects.order_by("at").first()
    assert (entry.at, entry.by) == (datetime(2026, 1, 5, 9, 30, tzinfo=office.institute.zone), office.coordinator.user)
    bad = a_list(
        "Kohsar Hospital,soon,phone,Farida,x,,", "Kohsar Hospital,2026-01-06 09:30,phone,Farida,x,2026-02-01,Places",
        f"Kohsar Hospital,{a_day(2)} 09:30,phone,Farida,x,,", head=head,
    )  # fmt: skip
    assert [fault[:2] for fault in problems(send(office, bad, noun="contact_log"))] == [(2, "When")]
    bad = bad.replace(b"soon", b"2026-01-07 08:00")
    assert [fault[:2] for fault in problems(send(office, bad, noun="contact_log"))] == [(3, "Next call"), (4, "When")]


def test_a_brought_log_plans_one_next_call_by_its_last_entry(office, partner):
    lines = (
        "Kohsar Hospital,2026-02-02 10:00,visit,Farida,Agreed,2026-12-24,Dates",
        "Kohsar Hospital,2026-01-05 09:30,phone,Farida,Call again,2026-02-01,Places",
    )
    bring(office, a_list(*lines, head="Partner,When,How,With,Said,Next call,About"), noun="contact_log")
    assert [entry.next_about for entry in ContactEntry.objects.waiting()] == ["Dates"]


@pytest.mark.parametrize(
    ("noun", "roles"),
    [
        (noun, {"coordinator", "lead"} if noun in {"contacts", "accreditations", "requirements"} else {"coordinator"})
        for noun in ROWS
    ],
)
def test_each_of_these_is_taken_from_those_who_keep_it_alone(noun, roles):
    traits = ("coordinator", "lead", "viewer", "student", "supervisor", "administrator")
    assert {trait for trait in traits if sheet_of(noun).may(MembershipFactory(**{trait: True}).as_actor())} == roles
