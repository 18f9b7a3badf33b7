"""The pages of lists of names: who opens which, what they do without a script, how many queries they cost."""

import pytest
from django.urls import reverse

from placements.models import ListedName, NameList, Placement
from tests.factories.institutions import BlackoutFactory, MembershipFactory
from tests.factories.placements import ListedNameFactory, NameListFactory, PlacementFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory
from tests.placements.listing import YES, a_list, another_slot, answer, names, no, outcome
from tests.placements.pages import SENT, sign_in
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return a_stage()


def said(form, name, **parts):
    """What the answer page sends for one name, by its parts."""
    row = {"answer": "accept", "slot": name.slot_id, "supervisor": "", "reason": ""} | parts
    return form | {f"{part}_{name.pk}": value for part, value in row.items()}


class TestInstitute:
    def test_a_list_is_begun_filled_and_sent_without_a_script(self, client, stage):
        picked, pasted = stage.student(), stage.student()
        sign_in(client, stage.coordinator)
        begun = client.post(reverse("name_list_add"), {"slot": stage.slot.pk, "note": "Our third years."})
        name_list = NameList.objects.get()
        assert begun.url == name_list.get_absolute_url()
        client.post(begun.url, {"students": [picked.pk], "numbers": f"{pasted.roll_no}, likes nights\n"})
        assert [(n.student, n.note) for n in names(name_list)] == [(picked, ""), (pasted, "likes nights")]
        client.post(reverse("name_list_name_remove", args=[name_list.pk, names(name_list)[0].pk]), SENT)
        assert client.post(reverse("name_list_send", args=[name_list.pk]), SENT).url == begun.url
        assert outcome(name_list)[:2] == ("sent", ["waiting"])
        assert client.post(reverse("name_list_recall", args=[name_list.pk]), SENT).url == begun.url
        assert client.post(reverse("name_list_discard", args=[name_list.pk]), SENT).url == begun.url
        assert outcome(name_list)[0] == "discarded"

    def test_only_who_fits_is_offered_to_pick_and_only_by_the_words_typed(self, client, stage):
        free, busy = stage.student(), stage.student()
        PlacementFactory(application__student=busy, confirmed=True, first=70, last=90)
        name_list = a_list(stage, 0, sent=False)
        address = name_list.get_absolute_url()
        form = sign_in(client, stage.coordinator).get(address).context["form"]
        assert [pk for pk, _label in form.fields["students"].choices] == [free.pk]
        form = client.get(address, {"q": "nobody of this name"}).context["form"]
        assert form.fields["students"].choices == []

    def test_an_empty_form_is_told_what_to_do_and_what_was_pasted_stays(self, client, stage):
        address = a_list(stage, 0, sent=False).get_absolute_url()
        page = sign_in(client, stage.coordinator).post(address, {"numbers": "  "})
        assert "Pick somebody, or paste a roll number." in page.content.decode()
        page = client.post(address, {"numbers": "X-404"}).content.decode()
        assert ("roll number X-404" in page, ">\nX-404</textarea>" in page) == (True, True)

    def test_the_answers_are_read_with_their_reasons(self, client, stage):
        name_list = a_list(stage)
        answer(stage, name_list, YES, no("We need nights."))
        page = sign_in(client, stage.coordinator).get(name_list.get_absolute_url()).content.decode()
        assert ("We need nights." in page, Placement.objects.get().get_absolute_url() in page) == (True, True)


class TestIsolation:
    def test_a_draft_is_the_institutes_alone_and_nothing_is_anybody_elses(self, client, stage):
        draft, sent = a_list(stage, sent=False), a_list(stage)
        for membership, seen in (
            (stage.coordinator, [draft, sent]),
            (stage.lead, [sent]),
            (MembershipFactory(coordinator=True), []),
            (MembershipFactory(lead=True), []),
        ):
            sign_in(client, membership)
            found = [each for each in (draft, sent) if client.get(each.get_absolute_url()).status_code == 200]
            assert found == seen, membership.role
            assert list(client.get(reverse("name_list_list")).context["page"]) == seen[::-1]

    def test_a_coordinator_of_one_programme_sees_its_lists_alone(self, client, stage):
        mine = a_list(stage)
        other = NameListFactory(slot=stage.slot, institute=stage.institute)
        ListedNameFactory(name_list=other, student__institute=stage.institute)
        narrow = MembershipFactory(coordinator=True, institute=stage.institute, programme=stage.programme)
        assert list(NameList.objects.visible_to(narrow.as_actor())) == [mine]

    def test_students_and_supervisors_read_why_not(self, client, stage):
        for trait in ("student", "supervisor"):
            sign_in(client, MembershipFactory(**{trait: True}))
            assert client.get(reverse("name_list_list")).status_code == 403


class TestPartner:
    def test_names_are_accepted_struck_and_swapped_on_one_page(self, client, stage):
        other = another_slot(stage)
        name_list = a_list(stage, 3)
        first, second, third = names(name_list)
        sign_in(client, stage.lead)
        address = reverse("name_list_answer", args=[name_list.pk])
        assert b"week-grid" in client.get(address).content
        form = said({}, first)
        form = said(form, second, slot=other.pk)
        form = said(form, third, answer="strike", reason="We need nights.")
        assert client.post(address, form).url == name_list.get_absolute_url()
        assert outcome(name_list) == ("answered", ["accepted", "accepted", "struck"], 2, 1)
        assert names(name_list)[1].slot == other

    def test_a_strike_without_a_reason_is_told_beside_the_name_and_changes_nothing(self, client, stage):
        name_list = a_list(stage)
        first, second = names(name_list)
        sign_in(client, stage.lead)
        form = said(said({}, first), second, answer="strike")
        page = client.post(reverse("name_list_answer", args=[name_list.pk]), form)
        assert list(page.context["form"].errors) == [f"reason_{second.pk}"]
        assert outcome(name_list) == ("sent", ["waiting", "waiting"], 0, 0)

    def test_who_does_not_fit_stays_on_the_page_with_the_reason(self, client):
        stage = a_stage(places=1)
        name_list = a_list(stage)
        sign_in(client, stage.lead)
        address = reverse("name_list_answer", args=[name_list.pk])
        form = said(said({}, names(name_list)[0]), names(name_list)[1])
        assert client.post(address, form).url == address
        page = client.get(address)
        assert [row["name"] for row in page.context["rows"]] == [names(name_list)[1]]
        assert "Its 1 place is taken." in page.content.decode()

    def test_a_name_that_is_left_for_later_waits(self, client, stage):
        name_list = a_list(stage, 1)
        sign_in(client, stage.lead)
        address = reverse("name_list_answer", args=[name_list.pk])
        assert client.post(address, said({}, names(name_list)[0], answer="later")).url == address
        assert outcome(name_list)[:2] == ("sent", ["waiting"])

    def test_who_is_elsewhere_on_these_days_is_marked_and_left_for_later(self, client, stage):
        name_list = a_list(stage, 1)
        busy = PlacementFactory(application__student=names(name_list)[0].student, confirmed=True, first=70, last=90)
        page = sign_in(client, stage.lead).get(reverse("name_list_answer", args=[name_list.pk]))
        (row,) = page.context["rows"]
        assert (row["answer"].initial, row["name"].busy_at) == ("later", busy.partner.name)

    def test_another_partners_slot_is_no_choice(self, client, stage):
        name_list = a_list(stage, 1)
        foreign = a_stage().slot
        sign_in(client, stage.lead)
        page = client.post(
            reverse("name_list_answer", args=[name_list.pk]), said({}, names(name_list)[0], slot=foreign.pk)
        )
        assert list(page.context["form"].errors) == [f"slot_{names(name_list)[0].pk}"]


class TestObjecting:
    def test_the_student_objects_on_the_placements_page(self, client, stage):
        answer(stage, a_list(stage, 1), YES)
        placement = Placement.objects.get()
        client.force_login(placement.student.user)
        address = reverse("placement_object", args=[placement.pk])
        assert address in client.get(placement.get_absolute_url()).content.decode()
        assert client.post(address, {"reason": "It is 300 km away."}).url == placement.get_absolute_url()
        assert ListedName.objects.get().objection == "It is 300 km away."
        page = sign_in(client, stage.coordinator).get(placement.get_absolute_url()).content.decode()
        assert "It is 300 km away." in page


class TestReadiness:
    def test_the_office_reads_what_is_open_and_the_partner_clear_or_not(self, client, stage):
        blood, course = (
            EvidenceKindFactory(name="Hepatitis titre", health=True),
            EvidenceKindFactory(name="Life support"),
        )
        for kind in (blood, course):
            RequirementFactory(partner=stage.slot.partner, kind=kind)
        name_list = a_list(stage, 2)
        ready = names(name_list)[0].student
        for kind in (blood, course):
            RecordFactory(student=ready, kind=kind, verified=True)
        page = sign_in(client, stage.coordinator).get(name_list.get_absolute_url())
        seen = [(n.clearance.is_clear, list(map(str, n.clearance.wants))) for n in page.context["names"]]
        assert seen == [(True, []), (False, ["Life support", "Health"])]
        assert "Hepatitis titre" not in page.content.decode()
        for address in (name_list.get_absolute_url(), reverse("name_list_answer", args=[name_list.pk])):
            words = sign_in(client, stage.lead).get(address).content.decode()
            assert (words.count(">Clear</span>"), words.count(">Not clear</span>")) == (1, 1), address
            assert "Life support" not in words


class TestQueries:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_of_lists_takes_five(self, client, stage, rows, django_assert_num_queries):
        for _ in range(rows):
            a_list(stage)
        sign_in(client, stage.lead).get(reverse("name_list_list"))
        with django_assert_num_queries(4):  # person, memberships, count, rows
            client.get(reverse("name_list_list"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_draft_takes_thirteen(self, client, stage, rows, django_assert_num_queries):
        name_list = a_list(stage, rows, sent=False)
        for _ in range(rows):
            stage.student()
        sign_in(client, stage.coordinator).get(name_list.get_absolute_url())
        RequirementFactory(partner=stage.slot.partner)
        # person, memberships, list, names, candidates; facts of students, the programme's agreement;
        # readiness: agreements, requirements, records, waivers, kinds
        with django_assert_num_queries(10):
            client.get(name_list.get_absolute_url())

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_answer_takes_thirteen(self, client, stage, rows, django_assert_num_queries):
        name_list = a_list(stage, rows)
        for _ in range(rows):
            stage.application(slot=another_slot(stage), offered=True)
            BlackoutFactory(partner=stage.slot.partner)
            MembershipFactory(supervisor=True, partner=stage.slot.partner)
        address = reverse("name_list_answer", args=[name_list.pk])
        sign_in(client, stage.lead).get(address)
        RequirementFactory(partner=stage.slot.partner)
        # person, memberships, list, names, slots, supervisors, who is there, blackout dates; readiness as above but for kinds
        with django_assert_num_queries(11):
            client.get(address)
