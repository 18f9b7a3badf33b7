"""Pages of letters: who reads what and when, the draft with its sources, signing with the password fresh."""

import pytest
from django.urls import reverse

from core import clock
from evaluations.models import Letter
from evaluations.services.letters import edit_letter, revoke_letter
from evaluations.services.letters_files import release_letter
from evaluations.states import LetterState
from tests.evaluations.clinic import signed_in
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import OWN_WORDS, some_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers():
    return some_papers()


def page(verb, letter):
    return reverse(f"letter_{verb}", args=[letter.pk])


def text(response):
    return response.content.decode()


def with_fresh_password(membership):
    """A browser in which the person has just given the password again."""
    user = membership.user
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(membership)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def ready(papers):
    """A draft with the writer's own words in it."""
    letter = papers.draft()
    texts = [block["text"] or OWN_WORDS for block in letter.blocks]
    return edit_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), texts=texts)


def test_letter_ask_asks_and_shows_where_it_stands(papers):
    client = signed_in(papers.ward.student)
    where = reverse("letter_ask", args=[papers.placement.pk])
    assert papers.ward.supervisor.user.name in text(client.get(where))
    answer = client.post(where, {"purpose": "A residency in radiology", "needed_by": ""})
    assert answer["Location"] == Letter.objects.get().get_absolute_url()
    assert client.get(where).status_code == 409
    assert signed_in(papers.ward.coordinator).get(where).status_code == 403
    assert signed_in(MembershipFactory(student=True)).get(where).status_code == 404


def test_the_student_reads_the_letter_once_it_is_released_and_not_once_it_is_revoked(papers):
    letter = papers.signed()
    student = signed_in(papers.ward.student)
    assert OWN_WORDS.replace("'", "&#x27;") not in text(student.get(letter.get_absolute_url()))
    assert student.get(page("pdf", letter)).status_code == 409
    release_letter(letter_id=letter.pk, now=clock.now())
    assert OWN_WORDS.replace("'", "&#x27;") in text(student.get(letter.get_absolute_url()))
    response = student.get(page("pdf", letter))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    revoke_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), reason="I was mistaken.")
    assert OWN_WORDS.replace("'", "&#x27;") not in text(student.get(letter.get_absolute_url()))
    assert student.get(page("pdf", letter)).status_code == 409


def test_letter_pages_are_nobody_elses(papers):
    letter = papers.signed()
    for person in (papers.ward.coordinator, papers.ward.lead, MembershipFactory(administrator=True)):
        client = signed_in(person)
        for verb in ("detail", "pdf", "edit", "sign", "accept", "decline", "refill", "revoke"):
            assert client.get(page(verb, letter)).status_code == 404


def test_letter_edit_shows_every_fact_with_where_it_comes_from(papers):
    letter = papers.draft()
    response = signed_in(papers.ward.supervisor).get(page("edit", letter))
    for source in (source for block in letter.blocks for source in block["sources"]):
        assert f'href="{source["path"]}"' in text(response)


def test_letter_edit_keeps_what_was_typed_and_goes_on_to_sign(papers):
    letter = papers.draft()
    client = signed_in(papers.ward.supervisor)
    typed = {f"paragraph_{number}": block["text"] for number, block in enumerate(letter.blocks)}
    typed[f"paragraph_{len(letter.blocks) - 1}"] = OWN_WORDS
    answer = client.post(page("edit", letter), {**typed, "version": letter.version, "then_sign": "1"})
    assert answer["Location"] == page("sign", letter)
    letter.refresh_from_db()
    assert letter.blocks[-1]["text"] == OWN_WORDS
    stale = client.post(page("edit", letter), {**typed, "version": 1})
    assert "Somebody changed this while you were reading it." in text(stale)


def test_letter_sign_asks_for_the_password_before_it_signs(papers):
    letter = ready(papers)
    client = signed_in(papers.ward.supervisor)
    for answer in (client.get(page("sign", letter)), client.post(page("sign", letter), {"version": letter.version})):
        assert answer["Location"] == reverse("account_reauthenticate", query={"next": page("sign", letter)})
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED


def test_letter_sign_shows_what_will_be_signed_and_signs(papers):
    letter = ready(papers)
    client = with_fresh_password(papers.ward.supervisor)
    assert OWN_WORDS.replace("'", "&#x27;") in text(client.get(page("sign", letter)))
    answer = client.post(page("sign", letter), {"version": letter.version})
    letter.refresh_from_db()
    assert (answer["Location"], letter.state) == (letter.get_absolute_url(), LetterState.SIGNED)
    assert letter.facts["writer"]["name"] == papers.ward.supervisor.user.name


def test_letter_sign_that_is_refused_says_why_above_the_form(papers):
    letter = papers.draft()
    response = with_fresh_password(papers.ward.supervisor).post(page("sign", letter), {"version": letter.version})
    assert "Your own words are missing." in text(response)


@pytest.mark.parametrize("count", [1, 3])
def test_letter_list_takes_as_many_queries_for_one_as_for_three(papers, count, django_assert_num_queries):
    doctor = papers.ward.supervisor
    papers.letter()
    for _ in range(count - 1):
        some_papers(application__slot__partner=doctor.partner, supervisor=doctor).letter()
    client = signed_in(doctor)
    client.get(reverse("letter_list"))
    with django_assert_num_queries(4):
        response = client.get(reverse("letter_list"))
    assert len(response.context["page"]) == count


def test_accept_decline_refill_and_revoke_are_pages_that_say_what_happens(papers):
    letter = papers.letter()
    client = signed_in(papers.ward.supervisor)
    for verb in ("accept", "decline"):
        assert client.get(page(verb, letter)).status_code == 200
    assert client.get(page("revoke", letter)).status_code == 409
    client.post(page("accept", letter), {"idempotency_key": "once"})
    letter.refresh_from_db()
    assert letter.state == LetterState.DRAFTED
    client.post(page("refill", letter), {"idempotency_key": "again"})
    client.post(page("decline", letter), {"reason": "I saw too little."})
    letter.refresh_from_db()
    assert letter.state == LetterState.DECLINED
