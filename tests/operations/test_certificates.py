"""Many certificates are replaced at once, by a worker, each whole."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Intervention, Job
from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.jobs import replace_certificates
from evaluations.models import Certificate
from evaluations.services.certificates_replacing import holding, order_replacing
from notifications.models import Notification
from tests.factories.institutions import InstituteFactory, MembershipFactory
from tests.factories.papers import some_papers

pytestmark = pytest.mark.django_db

WHY = "The seal of November was stolen."


@pytest.fixture
def papers():
    papers = some_papers(shifts=1)
    papers.certificate()
    return papers


@pytest.fixture
def administrator():
    """Who signs in without a password is not asked for it again."""
    membership = MembershipFactory(administrator=True)
    membership.user.set_unusable_password()
    membership.user.save()
    return membership


def order(administrator, papers, **said):
    values = {"institute": papers.placement.institute, "reason": WHY} | said
    return order_replacing(by=administrator.as_actor(), now=clock.now(), **values)


def states():
    return list(Certificate.objects.order_by("pk").values_list("state", "reason"))


def test_each_one_that_holds_is_replaced_and_its_student_told(papers, administrator):
    job = order(administrator, papers)
    replace_certificates(job.pk)
    assert states() == [("superseded", WHY), ("issued", "")]
    new = Certificate.objects.get(state="issued")
    assert (new.supersedes.state, new.file is not None) == ("superseded", True)
    assert Notification.objects.filter(reader=papers.placement.student.user, kind="certificate.replaced").count() == 1
    assert Notification.objects.get(kind="job.done").subject == "1 certificate was replaced"
    assert list(Intervention.objects.values_list("kind", "figures")) == [("supersede", {"evaluations.Certificate": 1})]


def test_a_worker_that_begins_again_replaces_nothing_twice(papers, administrator):
    job = order(administrator, papers)
    replace_certificates(job.pk)
    Job.objects.filter(pk=job.pk).update(state="running", done=0)
    replace_certificates(job.pk)
    assert states() == [("superseded", WHY), ("issued", "")]


def test_only_those_of_the_institute_and_the_days_are_found(papers, administrator):
    by, institute = administrator.as_actor(), papers.placement.institute
    today = papers.placement.today(clock.now())
    count = lambda **said: holding(by, **({"institute": institute} | said)).count()  # noqa: E731
    assert (count(), count(first=today, last=today), count(last=today - timedelta(days=1))) == (1, 1, 0)
    assert (count(institute=InstituteFactory()), count(programme=papers.placement.student.programme)) == (0, 1)


def test_only_an_administrator_orders_it_and_not_for_nothing(papers, administrator):
    with pytest.raises(NotAllowed):
        order(papers.ward.coordinator, papers)
    with pytest.raises(Refusal, match="No certificate fits"):
        order(administrator, papers, institute=InstituteFactory())


def test_the_page_shows_which_and_orders_them(client, papers, administrator):
    client.force_login(administrator.user)
    address, institute = reverse("operations_certificates"), papers.placement.institute.pk
    assert Certificate.objects.get().serial in client.get(address, {"institute": institute}).text
    page = client.post(address, {"institute": institute, "reason": WHY})
    assert page["Location"] == Job.objects.get().get_absolute_url()
