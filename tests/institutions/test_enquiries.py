"""Enquiries from outside: sent by anybody, answered by the right office, and how an enquirer becomes a student."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Enquiry
from institutions.services import enquiries as services
from institutions.states import EnquiryState
from notifications.models import Notification
from students.models import Student
from students.services.enquiries import sponsor_enquirer
from tests.factories.institutions import InstituteFactory, IntakeFactory, MembershipFactory
from tests.factories.outside import EnquiryFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
S = EnquiryState
KEEP = {"idempotency_key": ""}


@pytest.fixture
def office():
    return MembershipFactory(coordinator=True)


def asked(office, **changes):
    said = {"institute": office.institute_id, "kind": "question", "name": "Saima", "email": "saima@mail.example"}
    return KEEP | said | {"text": "Do you take students from other colleges?"} | changes


def acting(membership):
    return {"by": membership.as_actor(), "now": clock.now()}


# asking


def test_anybody_asks_and_the_right_office_is_told(client, office):
    other = MembershipFactory(coordinator=True)
    page = client.post(reverse("enquiry_ask"), asked(office), follow=True)
    enquiry = Enquiry.objects.get()
    assert ("It is on its way" in page.text, enquiry.institute, enquiry.state) == (True, office.institute, S.RECEIVED)
    assert list(Notification.objects.filter(kind="enquiry.received").values_list("reader", flat=True)) == [
        office.user_id
    ]
    assert not User.objects.filter(email="saima@mail.example").exists()
    client.force_login(other.user)
    assert client.get(enquiry.get_absolute_url()).status_code == 404


def test_only_institutes_with_an_office_can_be_asked(client, office):
    InstituteFactory()
    form = client.get(reverse("enquiry_ask")).context["form"]
    assert list(form.fields["institute"].queryset) == [office.institute]


def test_the_address_may_begin_the_form(client, office):
    assert client.get(reverse("enquiry_ask") + "?kind=graduate").context["form"]["kind"].value() == "graduate"


def test_who_asks_to_be_sponsored_says_what_they_have_learnt(client, office):
    page = client.post(reverse("enquiry_ask"), asked(office, kind="switcher"))
    assert list(page.context["form"].errors) == ["qualification"]
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(kind="graduate")


def test_what_would_name_a_patient_is_refused_beside_its_field(client, office):
    page = client.post(
        reverse("enquiry_ask"), asked(office, text="My aunt is MRN 4471234 with you; call 0300 1234567.")
    )
    assert list(page.context["form"].errors) == ["text"]
    assert not Enquiry.objects.exists()


def test_a_machine_that_fills_in_every_field_is_thanked_and_forgotten(client, office):
    page = client.post(reverse("enquiry_ask"), asked(office, website="https://spam.example"))
    assert (page.url, Enquiry.objects.count()) == (reverse("enquiry_sent"), 0)


def test_asking_comes_to_an_end(client, office):
    answers = [client.post(reverse("enquiry_ask"), asked(office)).status_code for _time in range(11)]
    assert answers == [302] * 10 + [429]


def test_a_form_sent_twice_asks_once(client, office):
    for _time in range(2):
        client.post(reverse("enquiry_ask"), asked(office, idempotency_key="once"))
    assert Enquiry.objects.count() == 1


# answering


def test_an_answer_goes_to_the_enquirer_by_mail(office):
    enquiry = EnquiryFactory(institute=office.institute)
    services.answer_enquiry(enquiry_id=enquiry.pk, answer="Yes, for the spring term.", **acting(office))
    (letter,) = Notification.objects.filter(kind="enquiry.answered")
    assert (letter.reader.email, letter.reader.is_claimed, letter.mail) == (enquiry.email, False, "waiting")
    assert ("Yes, for the spring term." in letter.body, enquiry.text in letter.body) == (True, True)
    assert office.institute.email in letter.body


def test_somebody_who_has_an_account_is_answered_there(office):
    known = MembershipFactory(student=True).user
    enquiry = EnquiryFactory(institute=office.institute, email=known.email.upper())
    services.answer_enquiry(enquiry_id=enquiry.pk, answer="Yes.", **acting(office))
    assert Notification.objects.get(kind="enquiry.answered").reader == known


def test_an_office_answers_twice_where_it_must(office):
    enquiry = EnquiryFactory(institute=office.institute)
    for words in ("Yes.", "I was wrong: no."):
        services.answer_enquiry(enquiry_id=enquiry.pk, answer=words, **acting(office))
    enquiry.refresh_from_db()
    assert (enquiry.answer, Notification.objects.filter(kind="enquiry.answered").count()) == ("I was wrong: no.", 2)


def test_what_was_put_away_is_answered_no_more(office):
    enquiry = EnquiryFactory(institute=office.institute)
    services.close_enquiry(enquiry_id=enquiry.pk, **acting(office))
    with pytest.raises(Refusal, match="Put away"):
        services.answer_enquiry(enquiry_id=enquiry.pk, answer="Yes.", **acting(office))
    assert Notification.objects.count() == 0


@pytest.mark.parametrize("trait", ["viewer", "lead", "student", "administrator"])
def test_others_answer_nothing(office, trait):
    enquiry = EnquiryFactory(institute=office.institute)
    where = {"institute": office.institute} if trait in {"viewer", "student"} else {}
    stranger = MembershipFactory(**{trait: True}, **where)
    for service, said in ((services.answer_enquiry, {"answer": "?"}), (services.close_enquiry, {})):
        with pytest.raises(NotAllowed):
            service(enquiry_id=enquiry.pk, **acting(stranger), **said)


def test_the_database_refuses_an_answered_enquiry_without_its_answer():
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(state=S.ANSWERED)


# becoming a student


@pytest.fixture
def intake(office):
    return IntakeFactory(programme__institute=office.institute)


def sponsored(enquiry, office, intake, **changes):
    said = {"intake": intake, "roll_no": "G-1", "name": enquiry.name, "email": enquiry.email}
    return sponsor_enquirer(enquiry_id=enquiry.pk, **acting(office), **said | changes)


def test_a_graduate_is_made_a_student_and_invited(client, office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True)
    client.force_login(office.user)
    page = client.get(enquiry.get_absolute_url())
    address = reverse("enquiry_sponsor", args=[enquiry.pk])
    assert address in page.text
    said = {"name": enquiry.name, "email": enquiry.email, "roll_no": "G-1", "intake": intake.pk}
    done = client.post(address, KEEP | said | {"sponsored_as": "graduate", "phone": "0300 1234567", "word": "Welcome."})
    student = Student.objects.get()
    enquiry.refresh_from_db()
    assert (done.url, enquiry.state, student.user.email) == (student.get_absolute_url(), S.INVITED, enquiry.email)
    assert (student.sponsored_as, student.user.phone, enquiry.answer) == ("graduate", "+923001234567", "Welcome.")
    kinds = Notification.objects.filter(reader=student.user).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["account.invited", "enquiry.sponsored"]


def test_the_form_begins_with_what_they_wrote(client, office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True, phone="+923001234567")
    client.force_login(office.user)
    form = client.get(reverse("enquiry_sponsor", args=[enquiry.pk])).context["form"]
    names = ("name", "email", "phone", "qualification", "sponsored_as")
    wrote = [enquiry.name, enquiry.email, "+923001234567", "DPT, Hingol College, 2025", "graduate"]
    assert [form[name].value() for name in names] == wrote


def test_who_is_sponsored_hears_it_with_the_word_and_has_what_they_learnt_in_the_cv(office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True)
    student = sponsored(enquiry, office, intake, qualification=enquiry.qualification, word="Come on Monday.")
    letter = Notification.objects.get(kind="enquiry.sponsored")
    said = (enquiry.text, f"Sponsored graduate, {student.programme.name}", "Come on Monday.")
    assert (letter.reader, [words in letter.body for words in said]) == (student.user, [True, True, True])
    assert list(student.cv_entries.values_list("section", "title")) == [("education", "DPT, Hingol College, 2025")]


def test_an_earlier_answer_stays_where_no_word_is_added(office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True, answered=True)
    sponsored(enquiry, office, intake)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answer) == (S.INVITED, "Yes.")


def test_who_has_an_account_keeps_their_own_number(office, intake):
    known = MembershipFactory(lead=True).user
    enquiry = EnquiryFactory(institute=office.institute, graduate=True, email=known.email)
    student = sponsored(enquiry, office, intake, phone="+923001234567")
    assert (student.user, student.user.phone) == (known, known.phone)
    assert known.phone != "+923001234567"


def test_a_sponsored_person_without_an_address_gets_a_slip(client, office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True)
    client.force_login(office.user)
    said = {"name": enquiry.name, "email": "", "roll_no": "G-1", "intake": intake.pk, "sponsored_as": "graduate"}
    page = client.post(reverse("enquiry_sponsor", args=[enquiry.pk]), KEEP | said, follow=True)
    assert f"{enquiry.name} is sponsored now. Nobody has told them yet: print a slip." in page.text


def test_a_question_makes_no_student(office, intake):
    with pytest.raises(Refusal, match="did not ask to be sponsored"):
        sponsored(EnquiryFactory(institute=office.institute), office, intake)


def test_an_enquirer_who_cannot_be_added_stays_an_enquirer(office, intake):
    enquiry = EnquiryFactory(institute=office.institute, graduate=True)
    other = IntakeFactory()
    with pytest.raises(NotAllowed):
        sponsored(enquiry, office, other)
    enquiry.refresh_from_db()
    assert (enquiry.state, Student.objects.count()) == (S.RECEIVED, 0)


@pytest.mark.django_db(transaction=True)
def test_two_windows_make_one_student():
    office = MembershipFactory(coordinator=True)
    intake = IntakeFactory(programme__institute=office.institute)
    enquiry = EnquiryFactory(institute=office.institute, graduate=True)
    results = race([lambda n=n: sponsored(enquiry, office, intake, roll_no=f"G-{n}") for n in range(4)])
    assert (len(refusals(results, Refusal)), Student.objects.count()) == (3, 1)


# pages


def test_the_office_answers_and_puts_away_from_its_list(client, office):
    first, second = EnquiryFactory.create_batch(2, institute=office.institute)
    EnquiryFactory(institute=office.institute, answered=True)
    EnquiryFactory()
    client.force_login(office.user)
    assert list(client.get(reverse("enquiry_list")).context["page"])[:2] == [first, second]
    client.post(reverse("enquiry_answer", args=[first.pk]), KEEP | {"answer": "Yes."})
    client.post(reverse("enquiry_close", args=[second.pk]), KEEP)
    states = [Enquiry.objects.get(pk=row.pk).state for row in (first, second)]
    assert states == [S.ANSWERED, S.CLOSED]


def test_the_list_is_for_offices(client):
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(reverse("enquiry_list")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_enquiry_list_takes_four_queries(client, office, rows, django_assert_num_queries):
    EnquiryFactory.create_batch(rows, institute=office.institute)
    client.force_login(office.user)
    client.get(reverse("enquiry_list"))
    with django_assert_num_queries(4):  # person, memberships, count, rows
        client.get(reverse("enquiry_list"))
