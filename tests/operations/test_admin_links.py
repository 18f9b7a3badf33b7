"""Who stands at a row of the admin on a bad day is led to the act, and the act is there."""

import pytest
from django.urls import reverse

from core import clock
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import some_papers
from tests.factories.students import StoredFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    """Who signs in without a password is not asked for it again."""
    user = UserFactory(is_staff=True, is_superuser=True)
    MembershipFactory(administrator=True, user=user)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    return user


def led_to(client, thing):
    """Words and addresses of what the admin's page of a row leads to; each is on the page."""
    page = client.get(reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk]))
    acts = page.context["acts"]
    assert [f'<a href="{address}">'.replace("&", "&amp;") in page.text for _words, address in acts] == [True] * len(
        acts
    )
    return [(str(words), address) for words, address in acts]


def test_a_person_leads_to_the_page_of_their_account(client, administrator):
    person = UserFactory()
    [(_words, address)] = led_to(client, person)
    assert address == reverse("operations_person", args=[person.pk])
    assert person.email in client.get(address).text
    assert client.get(reverse("admin:accounts_user_add")).context["acts"] == []  # there is nobody yet


@pytest.mark.parametrize(("closed", "act"), [(False, "operations_close_file"), (True, "operations_open_file")])
def test_a_file_leads_to_being_closed_or_opened_again(client, administrator, closed, act):
    file = StoredFileFactory(quarantined_at=clock.now() if closed else None)
    [(_words, address)] = led_to(client, file)
    assert address == reverse(act, args=[file.pk])
    assert client.get(address).status_code == 200


def test_a_certificate_leads_to_the_choice_that_holds_it(client, administrator):
    papers = some_papers(shifts=1)
    papers.certificate()
    certificate = papers.placement.certificates.get()
    [(_words, address)] = led_to(client, certificate)
    assert [one.pk for one in client.get(address).context["found"]] == [certificate.pk]


def test_of_a_file_that_belongs_to_nobody_the_page_says_that_nobody_is_told(client, administrator):
    nobodys, somebodys = StoredFileFactory(owner=None), StoredFileFactory(owner=UserFactory())
    pages = [client.get(reverse("operations_close_file", args=[file.pk])).text for file in (nobodys, somebodys)]
    assert [("nobody is told" in page, "The owner is told" in page) for page in pages] == [(True, False), (False, True)]
