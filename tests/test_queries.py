"""Every page that the role matrix opens, as everyone who may open it: at most ten questions to the database, homes fourteen.

That a list asks no more for many rows than for one is tested beside each list.
"""

import math

import pytest

from tests.walk import each, walk

CEILING = 10
MORE = {
    # What SPEED allows them.
    "home": 14,
    "readiness_matrix": 12,
    # Each name against the slot, the agreements, what is asked and held; and all of it over the partner's grid.
    "name_list_answer": 11,
    # The administrator who decides sees the whole merge rehearsed: every table that points at a partner is written, and taken back.
    "partner_merge_detail": math.inf,
}


@pytest.mark.django_db
@pytest.mark.slow
@each("student", "supervisor", "mentor", "lead", "coordinator", "viewer", "administrator")
def test_no_page_asks_more_than_its_ceiling(role):
    shown = {name: met.asked for name, met in walk(role).items() if met.status == "200"}
    assert {name: asked for name, asked in shown.items() if asked > MORE.get(name, CEILING)} == {}
