"""Whatever waits for a partner, supervisor or evaluator can be recorded for them: every move of every thing is looked at."""

import pytest

from config.on_behalf.moves import OTHERS, PARTNERS, WORDS
from config.on_behalf.table import ACTS
from tests.test_lifecycles import NOUNS


@pytest.mark.parametrize("thing", NOUNS)
def test_every_move_is_a_partners_or_somebody_elses(thing):
    moves = [move.name for move in NOUNS[thing][0]]
    known = [*PARTNERS.get(thing, {}), *OTHERS.get(thing, ())]
    assert sorted(known) == sorted(moves)


def test_every_move_of_a_partner_has_its_act_or_a_reason_in_words():
    said = {str(answer) for moves in PARTNERS.values() for answer in moves.values()}
    acts, reasons = {each for each in said if each in ACTS}, {each for each in said if each not in ACTS}
    assert {reason for reason in reasons if not reason.endswith(".")} == set()
    assert acts | WORDS == set(ACTS)
    assert acts & WORDS == set()
