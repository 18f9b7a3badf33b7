"""The matrix of 400 students and 30 requirements: as many queries as that of three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.bench.readiness import REQUIREMENTS, STUDENTS, fill_readiness
from core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_400_students_by_30_requirements_take_at_most_12_queries(client):
    office = fill_readiness(now=clock.now())
    client.force_login(office.user)
    client.get(reverse("home"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("readiness_matrix"))
    matrix = page.context["matrix"]
    assert (len(matrix.rows), len(matrix.columns)) == (STUDENTS, REQUIREMENTS) == (400, 30)
    assert page.content.count(b"<abbr") == STUDENTS * REQUIREMENTS
    assert 0 < len(queries) <= 12
