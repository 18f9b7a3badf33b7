"""Every address asked for as every role, on one's own and on another's things, compared with `role_matrix.csv`.

The table is committed and read by people. After a deliberate change write it again (docs/testing.md) and read the difference.
"""

import csv
from pathlib import Path

import pytest

from config import env
from tests.walk import ADDRESSES, ROLES, each, walk

TABLE = Path(__file__).parent / "role_matrix.csv"


@pytest.mark.slow
@pytest.mark.django_db
@each(*ROLES)
def test_every_address_answers_the_role_as_the_table_says(role):
    found = {name: met.status for name, met in walk(role).items()}
    if env.flag("WRITE_MATRIX"):
        write(role, found)
    assert found == {name: row[role] for name, row in read().items()}


def test_no_address_is_left_out_of_the_table():
    assert sorted(read()) == sorted({name for name, _route, _parameters in ADDRESSES})


def read() -> dict[str, dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {row.pop("address"): row for row in csv.DictReader(file)}


def write(role: str, found: dict[str, str]) -> None:
    """Put down one role's column."""
    before = read()
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["address", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**before.get(name, {}), "address": name, role: found[name]} for name in sorted(found))
