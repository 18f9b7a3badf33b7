"""Looking for thousands of values at once: as one array, where `__in` makes a parameter of each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Lookup, Q


def among(name: str, values: Iterable[str]) -> Q:
    """Rows whose text of this name is one of thousands of values."""
    return Q(**{f"{name}__any_of": list(values)})


@CharField.register_lookup
class AnyOf(Lookup):
    """One of these texts. Written by `among`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:  # noqa: ARG002 - Django's own signature
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right}::text[])", [*left_params, *right_params]
