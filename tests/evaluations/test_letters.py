"""Letters: asked for, filled in from the record, put into the writer's own words, signed, and never changed after."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import translation

from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal, Stale
from evaluations.models import Letter
from evaluations.services import letters as services
from evaluations.services.letters_draft import OWN, first_draft, strange_numbers
from evaluations.services.letters_files import release_letter
from evaluations.states import LetterState
from notifications.models import Notification
from tests.factories.evaluations import EvaluationFactory, submitted
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import OWN_WORDS, some_papers
from tests.factories.placements import FeedbackNoteFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers():
    return some_papers()


def edit(letter, papers, texts, **said):
    said = {"by": papers.ward.doctor, "now": clock.now()} | said
    return services.edit_letter(letter_id=letter.pk, texts=texts, **said)


def sign(letter, papers, **said):
    return services.sign_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), **said)


def texts_with(letter, **texts):
    """The draft's texts, those of `texts` changed, by the key of the paragraph."""
    return [texts.get(block["key"], block["text"]) for block in letter.blocks]


def block(letter, key):
    return next(block for block in letter.blocks if block["key"] == key)


def told(user):
    return list(
        Notification.objects.filter(reader=user, kind__startswith="letter.")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_ask_letter_tells_the_supervisor_what_it_is_for(papers):
    letter = papers.letter(needed_by=clock.today() + timedelta(days=30))
    assert (letter.state, letter.writer) == (LetterState.REQUESTED, papers.ward.supervisor)
    notice = Notification.objects.get(reader=papers.ward.supervisor.user, kind="letter.asked")
    assert "A residency in radiology" in notice.body
    assert [row.move for row in letter.transitions.all()] == ["request"]


def test_ask_letter_for_a_day_that_has_passed_is_refused_beside_its_field(papers):
    with pytest.raises(Refusal) as refusal:
        papers.letter(needed_by=clock.today())
    assert refusal.value.field == "needed_by"


def test_ask_letter_twice_is_refused_until_the_first_is_declined(papers):
    letter = papers.letter()
    with pytest.raises(Refusal, match="asked for a letter already"):
        papers.letter()
    services.decline_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), reason="I saw too little.")
    assert papers.letter().pk != letter.pk


def test_ask_letter_is_the_students_alone_and_needs_a_placement_that_began(papers):
    ask = partial(services.ask_letter, placement_id=papers.ward.pk, now=clock.now(), purpose="A post")
    for actor in (papers.ward.doctor, papers.office, papers.ward.host, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            ask(by=actor)
    early = some_papers(completed=False, confirmed=True, levels=(), shifts=0)
    with pytest.raises(Refusal, match="Ask for it once you are there"):
        early.letter()


def test_ask_letter_that_names_a_patient_is_refused(papers):
    with pytest.raises(Refusal, match="identity card number"):
        papers.letter(purpose="For 42101-1234567-1")


def test_decline_letter_tells_the_student_in_the_writers_words(papers):
    letter = papers.letter()
    services.decline_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), reason="I saw too little.")
    assert "I saw too little." in Notification.objects.get(kind="letter.declined").body


def test_accept_letter_fills_the_draft_in_from_the_record(papers):
    note = FeedbackNoteFactory(placement=papers.placement)
    evaluation = submitted(EvaluationFactory(placement=papers.placement), 4, 4, 3, None, 5)
    letter = papers.draft()
    placement = papers.placement
    sources = {
        block["key"]: [source["path"] for source in block["sources"]] for block in letter.blocks if block["sources"]
    }
    assert sources == {
        "who": [placement.get_absolute_url()],
        "hours": [reverse("hours_list", args=[placement.pk])],
        "objectives": [reverse("objective_list", args=[placement.pk])],
        "evaluation": [evaluation.get_absolute_url()],
        "quotes": [f"{reverse('feedback_list', args=[placement.pk])}#note-{note.pk}"],
    }
    assert "16 h in 2 signed shifts" in block(letter, "hours")["text"]
    assert "2: “On their own” 1, “With a supervisor nearby” 1." in block(letter, "objectives")["text"]
    assert "lies between “With a supervisor nearby” and “On their own”" in block(letter, "objectives")["text"]
    assert note.text in block(letter, "quotes")["text"]
    assert block(letter, OWN)["text"] == ""


def test_the_draft_is_in_the_language_of_the_paper_whoever_writes_it(papers):
    letter = papers.letter()
    with translation.override("ur"):
        drafted = first_draft(letter)
    assert drafted == first_draft(letter)


def test_the_draft_counts_levels_and_names_the_middle_one_and_no_mean(papers):
    submitted(EvaluationFactory(placement=papers.placement), 4, 4, 3, None, 5)
    said = block(papers.draft(), "evaluation")["text"]
    assert "4 points of practice: “Could teach it” 1, “On their own” 2, “With a supervisor nearby” 1." in said
    assert "The middle one is “On their own”." in said


def test_the_draft_quotes_the_writer_alone_and_strengths_alone(papers):
    FeedbackNoteFactory(placement=papers.placement, kind="next_step", text="Work faster on portable films.")
    other = MembershipFactory(supervisor=True, partner=papers.placement.partner)
    FeedbackNoteFactory(placement=papers.placement, by=other.user, membership=other, text="Said by somebody else.")
    assert "quotes" not in [block["key"] for block in papers.draft().blocks]


def test_the_draft_leaves_out_what_the_record_does_not_hold():
    papers = some_papers(completed=False, levels=(), shifts=0)
    assert [block["key"] for block in papers.draft().blocks] == ["who", OWN]


def test_edit_letter_keeps_texts_and_leaves_the_sources(papers):
    letter = papers.draft()
    sources = [block["sources"] for block in letter.blocks]
    letter = edit(letter, papers, texts_with(letter, own=OWN_WORDS, who="I taught her."))
    assert (block(letter, OWN)["text"], block(letter, "who")["text"]) == (OWN_WORDS, "I taught her.")
    assert [block["sources"] for block in letter.blocks] == sources


def test_edit_letter_from_an_old_page_is_refused(papers):
    letter = papers.draft()
    edit(letter, papers, texts_with(letter, own="First."), shown_version=letter.version)
    with pytest.raises(Stale):
        edit(letter, papers, texts_with(letter, own="Second."), shown_version=letter.version)
    assert block(Letter.objects.get(), OWN)["text"] == "First."


def test_refill_letter_writes_the_record_anew_and_keeps_the_writers_own(papers):
    letter = papers.draft()
    edit(letter, papers, texts_with(letter, own=OWN_WORDS, who="I taught her."))
    letter = services.refill_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now())
    assert block(letter, "who")["text"].startswith("I supervised")
    assert block(letter, OWN)["text"] == OWN_WORDS


def test_sign_letter_without_own_words_is_refused(papers):
    with pytest.raises(Refusal, match="Your own words are missing"):
        sign(papers.draft(), papers)


def test_sign_letter_with_a_number_that_the_record_does_not_hold_is_refused(papers):
    letter = papers.draft()
    edit(letter, papers, texts_with(letter, own=OWN_WORDS, hours="She worked 500 h with us."))
    with pytest.raises(Refusal, match="does not bear out 500"):
        sign(letter, papers)
    assert Letter.objects.get().state == LetterState.DRAFTED


def test_strange_numbers_lets_the_writers_own_paragraph_say_any(papers):
    letter = papers.draft()
    own = {**block(letter, OWN), "text": "In 20 years I had 3 such students."}
    hours = {**block(letter, "hours"), "text": "She worked 16 h, not 17 and not 1.6."}
    assert (strange_numbers(own), strange_numbers(hours)) == ([], ["17", "1.6"])


def test_sign_letter_that_names_a_patient_is_refused(papers):
    letter = papers.draft()
    edit(letter, papers, texts_with(letter, own="Her care of MRN 204417 was kind."))
    with pytest.raises(Refusal, match="record number"):
        sign(letter, papers)


def test_sign_letter_from_an_old_page_is_refused(papers):
    letter = papers.draft()
    shown = letter.version
    edit(letter, papers, texts_with(letter, own=OWN_WORDS))
    with pytest.raises(Stale):
        sign(letter, papers, shown_version=shown)


def test_a_signed_letter_is_released_once_with_its_file_and_the_student_is_told(papers):
    letter = papers.signed()
    assert "letter.released" not in told(papers.placement.student.user)
    released = release_letter(letter_id=letter.pk, now=clock.now())
    assert (released.state, released.file.owner_id) == (LetterState.RELEASED, papers.placement.student.user_id)
    assert release_letter(letter_id=letter.pk, now=clock.now()) is None
    assert told(papers.placement.student.user) == ["letter.accepted", "letter.released"]
    assert [row.via for row in letter.transitions.order_by("pk")] == ["person", "person", "person", "clock"]


def test_a_letter_revoked_before_its_file_is_made_is_never_released(papers):
    letter = papers.signed()
    services.revoke_letter(letter_id=letter.pk, by=papers.ward.doctor, now=clock.now(), reason="I was mistaken.")
    assert release_letter(letter_id=letter.pk, now=clock.now()) is None
    assert "I was mistaken." in Notification.objects.get(kind="letter.revoked").body


@pytest.mark.parametrize("change", [{"blocks": []}, {"facts": {}}, {"purpose": "Another"}, {"signed_at": None}])
def test_the_database_refuses_to_change_a_signed_letter(papers, change):
    letter = papers.signed()
    with pytest.raises(InternalError, match="a_signed_letter_stays"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_only_the_writer_answers_writes_signs_and_revokes(papers):
    letter = papers.letter()
    colleague = MembershipFactory(supervisor=True, partner=papers.placement.partner).as_actor()
    doctor_too = MembershipFactory(
        user=papers.ward.student.user, role=Role.SUPERVISOR, partner=papers.placement.partner
    ).as_actor()
    acts = [
        services.accept_letter,
        partial(services.decline_letter, reason="No."),
        partial(services.edit_letter, texts=[]),
        services.refill_letter,
        services.sign_letter,
        partial(services.revoke_letter, reason="No."),
    ]
    for actor in (colleague, doctor_too, papers.ward.intern, papers.office, papers.ward.host):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(letter_id=letter.pk, by=actor, now=clock.now())
    letter.refresh_from_db()
    assert letter.state == LetterState.REQUESTED


def test_letters_are_between_two_people(papers):
    letter = papers.letter()
    others = [
        papers.ward.coordinator,
        papers.ward.lead,
        MembershipFactory(administrator=True),
        MembershipFactory(supervisor=True, partner=papers.placement.partner),
        MembershipFactory(student=True),
    ]
    for person in (papers.ward.student, papers.ward.supervisor):
        assert list(Letter.objects.visible_to(person.as_actor())) == [letter]
    for person in others:
        assert not Letter.objects.visible_to(person.as_actor()).exists()


@pytest.mark.django_db(transaction=True)
def test_one_letter_is_asked_for_however_often_the_student_presses():
    papers = some_papers()
    assert len(refusals(race([papers.letter] * 6), Refusal)) == 5
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_signing_twice_at_once_signs_once():
    papers = some_papers()
    letter = papers.draft()
    edit(letter, papers, texts_with(letter, own=OWN_WORDS))
    assert len(refusals(race([partial(sign, letter, papers)] * 4), Refusal)) == 3
    assert letter.transitions.filter(move="sign").count() == 1
