"""Lists under filters: one layout, which knows what of an address is a filter."""

import pytest
from django.urls import reverse

from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db

LISTS = ("student_list", "agreement_list", "record_queue", "application_list", "placement_list", "certificate_list")


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_tells_filters_that_hide_everything_from_nothing_at_all(client, name):
    client.force_login(MembershipFactory(coordinator=True).user)
    hidden, empty = (client.get(reverse(name), query).text for query in ({"q": "nobody"}, {"page": "2"}))
    assert ("Nothing fits these filters" in hidden, "Clear all filters" in hidden) == (True, True)
    assert ("Nothing fits these filters" in empty, "Clear all filters" in empty) == (False, False)


def test_the_columns_of_a_list_are_named_where_the_list_is(client):
    student = StudentFactory()
    client.force_login(MembershipFactory(coordinator=True, institute=student.institute).user)
    page = client.get(reverse("student_list")).text
    assert (page.count("<th "), page.partition("</head>")[0].count("<th ")) == (4, 0)
