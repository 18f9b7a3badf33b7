"""One slot with its people, and a browser signed in as one of them."""

import pytest

from tests.placements.stage import a_stage


@pytest.fixture
def stage():
    return a_stage()


@pytest.fixture
def as_student(client):
    def sign_in(application):
        client.force_login(application.student.user)
        return client

    return sign_in


@pytest.fixture
def as_lead(client, stage):
    client.force_login(stage.lead.user)
    return client
