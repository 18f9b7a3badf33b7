"""Pages of certificates: who sees what, what the acts say, how many queries it takes."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import Job
from core import clock
from core.errors import Refusal
from evaluations.documents.certificates import certificate_paper
from evaluations.jobs import issue_cohort
from evaluations.models import Certificate
from evaluations.services.certificates_files import file_certificate
from notifications.models import Notification
from placements.services.hours_signing import approve_hours, reopen_hours
from placements.services.placements import end_placement_early
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import some_papers
from tests.factories.placements import HoursEntryFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers():
    return some_papers()


def page(name, thing):
    return reverse(f"certificate_{name}", args=[thing.pk])


def text(response):
    return response.content.decode()


def more_of(papers):
    """Another completed placement of the same institute."""
    placement = papers.placement
    return some_papers(
        application__student__institute=placement.institute, application__student__programme=placement.student.programme
    )


def test_certificate_list_shows_the_office_who_waits_and_what_was_issued(papers):
    issued = more_of(papers).certificate()
    some_papers().certificate()
    response = signed_in(papers.ward.coordinator).get(reverse("certificate_list"))
    assert list(response.context["page"]) == [issued]
    assert list(response.context["waiting"]) == [papers.placement]
    assert page("issue", papers.placement) in text(response)


def test_a_placement_that_ended_early_is_given_a_statement_of_what_was_done():
    papers = some_papers(completed=False, levels=(3,), application__slot__required_hours=400)
    ObjectiveFactory(slot=papers.placement.slot)
    now, office = clock.now(), signed_in(papers.ward.coordinator)
    last_day = papers.placement.today(now)
    refused = office.post(page("issue", papers.placement))
    said = {"last_day": last_day, "reason": "Moved away."}
    end_placement_early(placement_id=papers.ward.pk, by=papers.office, now=now, **said)
    assert "Issue a statement of experience" in text(office.get(papers.placement.get_absolute_url()))
    office.post(page("issue", papers.placement), {"idempotency_key": "k"})
    statement = Certificate.objects.get()
    facts = statement.facts
    assert (refused.status_code, facts["ends_on"]) == (409, last_day.isoformat())
    assert (facts["minutes"], [objective["level"] for objective in facts["objectives"]]) == (
        960,
        ["With a supervisor nearby"],
    )
    checked, paper = text(Client().get(statement.public_path)), certificate_paper(statement)
    assert "This statement of experience is genuine" in checked
    assert "No: it ended early." in checked
    printed = render_to_string("pdf/certificate.html", paper)
    assert ("Statement of experience" in printed, "completed the supervised" in printed) == (True, False)
    assert ("Certificate of internship" in printed, "was not completed" in printed) == (False, True)


def test_a_statement_of_experience_is_never_called_a_certificate():
    papers = some_papers(completed=False, levels=(3,))
    office, student = signed_in(papers.ward.coordinator), signed_in(papers.ward.student)
    said = {"last_day": papers.placement.today(clock.now()), "reason": "Moved away."}
    end_placement_early(placement_id=papers.ward.pk, by=papers.office, now=clock.now(), **said)
    office.post(page("issue", papers.placement), {"idempotency_key": "k"})
    statement = file_certificate(certificate_id=Certificate.objects.get().pk, now=clock.now())
    assert statement.file.name == f"Statement of experience {statement.serial}.pdf"
    assert "Your statement of experience is ready" in text(student.get(reverse("home")))
    assert f"Statement of experience {statement.serial}" in title_of(student.get(statement.get_absolute_url()))
    assert "It has a statement already." in text(office.get(page("issue", papers.placement)))
    assert "Revoke the statement" in text(office.get(page("revoke", statement)))
    office.post(page("revoke", statement), {"reason": "Wrong days.", "idempotency_key": "r"})
    assert "This statement of experience is revoked" in title_of(Client().get(statement.public_path))
    told = Notification.objects.filter(kind__startswith="certificate.").order_by("pk").values_list("subject", "action")
    assert [(subject.replace(statement.serial, "N"), action) for subject, action in told] == [
        ("Your statement of experience is ready", "See it"),
        ("Statement of experience N is revoked", "See it"),
    ]


def title_of(response):
    return text(response).partition("<title>")[2].partition("</title>")[0]


def test_a_placement_that_ended_early_without_an_approved_hour_has_nothing_to_state():
    papers = some_papers(completed=False, shifts=0)
    said = {"last_day": papers.placement.today(clock.now()), "reason": "Moved away."}
    end_placement_early(placement_id=papers.ward.pk, by=papers.office, now=clock.now(), **said)
    response = signed_in(papers.ward.coordinator).get(page("issue", papers.placement))
    assert (response.status_code, "No hours of it are approved." in text(response)) == (409, True)


def test_certificate_list_of_a_student_holds_their_own_and_offers_no_issue(papers):
    certificate = papers.certificate()
    more_of(papers).certificate()
    response = signed_in(papers.ward.student).get(reverse("certificate_list"))
    assert list(response.context["page"]) == [certificate]
    assert response.context["waiting_count"] == 0
    assert reverse("certificate_cohort") not in text(response)


@pytest.mark.parametrize("count", [1, 3])
def test_certificate_list_takes_as_many_queries_for_one_as_for_three(papers, count, django_assert_num_queries):
    for _ in range(count):
        more_of(papers).certificate()
    for _ in range(count - 1):
        more_of(papers)
    client = signed_in(papers.ward.coordinator)
    client.get(reverse("certificate_list"))
    with django_assert_num_queries(6):
        response = client.get(reverse("certificate_list"))
    assert (len(response.context["page"]), len(response.context["waiting"])) == (count, count)


def test_certificate_list_is_searched_by_name_and_serial(papers):
    certificate, other = papers.certificate(), more_of(papers).certificate()
    client = signed_in(papers.ward.coordinator)
    for words in (certificate.serial, certificate.placement.student.roll_no):
        found = client.get(reverse("certificate_list"), {"q": words}).context["page"]
        assert certificate in found
    assert list(client.get(reverse("certificate_list"), {"q": certificate.serial}).context["page"]) == [certificate]
    assert list(client.get(reverse("certificate_list"), {"state": "issued"}).context["page"]) == [other, certificate]


def test_certificate_issue_shows_first_and_issues_then(papers):
    client = signed_in(papers.ward.coordinator)
    asked = client.get(page("issue", papers.placement))
    assert (asked.status_code, Certificate.objects.count()) == (200, 0)
    answer = client.post(page("issue", papers.placement), {"idempotency_key": "once"})
    certificate = Certificate.objects.get()
    assert answer["Location"] == certificate.get_absolute_url()
    again = client.post(page("issue", papers.placement), {"idempotency_key": "twice"})
    assert again.status_code == 409
    assert "has a certificate already" in text(again)


def test_certificate_issue_by_others_is_refused_in_words_or_not_found(papers):
    where = page("issue", papers.placement)
    assert signed_in(papers.ward.lead).post(where).status_code == 403
    assert signed_in(papers.ward.student).get(where).status_code == 403
    assert signed_in(MembershipFactory(coordinator=True)).get(where).status_code == 404
    assert not Certificate.objects.exists()


def test_certificate_detail_and_pdf_are_the_placements_peoples_alone(papers):
    certificate = papers.certificate()
    file_certificate(certificate_id=certificate.pk, now=clock.now())
    ward = papers.ward
    for person in (ward.student, ward.supervisor, ward.lead, ward.coordinator):
        client = signed_in(person)
        assert client.get(certificate.get_absolute_url()).status_code == 200
        response = client.get(page("pdf", certificate))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
    for person in (MembershipFactory(coordinator=True), MembershipFactory(lead=True), MembershipFactory(student=True)):
        client = signed_in(person)
        assert client.get(certificate.get_absolute_url()).status_code == 404
        assert client.get(page("pdf", certificate)).status_code == 404


def test_certificate_pdf_before_it_is_made_leads_back_to_the_page_that_says_so(papers):
    certificate = papers.certificate()
    client = signed_in(papers.ward.student)
    response = client.get(page("pdf", certificate), follow=True)
    assert response.redirect_chain == [(certificate.get_absolute_url(), 302)]
    assert "being made and sealed" in text(response)


def test_certificate_revoke_needs_a_reason_and_offers_it_to_the_office_alone(papers):
    certificate = papers.certificate()
    client = signed_in(papers.ward.coordinator)
    assert page("revoke", certificate) in text(client.get(certificate.get_absolute_url()))
    assert page("revoke", certificate) not in text(signed_in(papers.ward.student).get(certificate.get_absolute_url()))
    assert client.post(page("revoke", certificate), {"reason": ""}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.state == "issued"
    client.post(page("revoke", certificate), {"reason": "Issued to the wrong person."})
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason) == ("revoked", "Issued to the wrong person.")
    assert signed_in(papers.ward.lead).post(page("revoke", certificate), {"reason": "No."}).status_code == 403


def test_certificate_reissue_shows_what_changes(papers):
    certificate = papers.certificate()
    client = signed_in(papers.ward.coordinator)
    assert client.get(page("reissue", certificate)).status_code == 409
    user = papers.placement.student.user
    was, user.name = user.name, "Ayesha Imran Khan"
    user.save()
    response = client.get(page("reissue", certificate))
    assert response.context["changes"] == {"Name": (was, "Ayesha Imran Khan")}
    client.post(page("reissue", certificate), {"reason": "Spelling of the name."})
    new = Certificate.objects.get(supersedes=certificate)
    assert new.get_absolute_url() in text(client.get(certificate.get_absolute_url()))


def test_certificate_cohort_orders_a_job_for_those_who_are_shown(papers):
    more_of(papers)
    elsewhere = some_papers()
    more_of(papers).certificate()
    client = signed_in(papers.ward.coordinator)
    programme = papers.placement.student.programme
    shown = client.get(reverse("certificate_cohort"), {"programme": programme.pk})
    assert len(shown.context["group"]) == 2
    answer = client.post(reverse("certificate_cohort"), {"programme": programme.pk, "idempotency_key": "once"})
    job = Job.objects.get()
    assert (answer["Location"], job.total, job.ordered_by) == (job.get_absolute_url(), 2, papers.ward.coordinator.user)
    issue_cohort(job.pk)
    assert Certificate.objects.filter(placement__institute=papers.placement.institute).count() == 3
    assert not Certificate.objects.filter(placement=elsewhere.placement).exists()


def test_certificate_cohort_offers_no_programme_of_another_institute(papers):
    other = some_papers().placement.student.programme
    client = signed_in(papers.ward.coordinator)
    response = client.post(reverse("certificate_cohort"), {"programme": other.pk})
    assert "programme" in response.context["form"].errors
    assert not Job.objects.exists()


def test_certificate_cohort_of_nobody_says_so(papers):
    papers.certificate()
    client = signed_in(papers.ward.coordinator)
    assert "Nobody here waits" in text(client.get(reverse("certificate_cohort")))
    response = client.post(reverse("certificate_cohort"), {"idempotency_key": "once"})
    assert "Nobody here can be issued a certificate now." in text(response)
    assert not Job.objects.exists()


def test_certificate_cohort_is_the_offices_alone(papers):
    for person in (papers.ward.student, papers.ward.lead, papers.ward.supervisor):
        assert signed_in(person).get(reverse("certificate_cohort")).status_code == 403


def test_the_placement_page_shows_certificate_and_letter(papers):
    papers.letter()
    certificate = papers.certificate()
    response = text(signed_in(papers.ward.student).get(papers.placement.get_absolute_url()))
    assert certificate.serial in response
    assert "Letter by" in response
    assert "Letter by" not in text(signed_in(papers.ward.coordinator).get(papers.placement.get_absolute_url()))


def test_hours_that_wait_at_an_early_end_are_signed_before_they_are_stated():
    papers = some_papers(completed=False)
    now = clock.now()
    waits = HoursEntryFactory(placement=papers.placement)
    said = {"last_day": papers.placement.today(now), "reason": "Moved away."}
    end_placement_early(placement_id=papers.ward.pk, by=papers.office, now=now, **said)
    office = signed_in(papers.ward.coordinator)
    refused = office.get(page("issue", papers.placement))
    assert (refused.status_code, "Hours of it wait for sign-off." in text(refused)) == (409, True)
    by = papers.ward.supervisor.as_actor()
    approve_hours(placement_id=papers.ward.pk, by=by, now=now, entry_ids=[waits.pk])
    with pytest.raises(Refusal, match="The placement is over"):
        reopen_hours(by=by, now=now, entry_id=waits.pk, reason="Which shift was it?")
    office.post(page("issue", papers.placement), {"idempotency_key": "k"})
    papers.placement.refresh_from_db()
    assert Certificate.objects.get().facts["minutes"] == papers.placement.approved_minutes == 960 + waits.minutes
