"""Figures beside a row whose question never changes: put into words once in a process, not once a page.

Django builds and compiles a subquery anew each time. Where a page shows thirty of them beside one row, that is most of its time.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


class _Words:
    """What the copies of one `Settled` share: the expression as a query over the bare table has it, and its text."""

    def __init__(self, model: type[models.Model], inner: Any) -> None:
        self.model, self.inner = model, inner

    @cached_property
    def query(self) -> Query:
        """The bare table."""
        return Query(self.model)

    @cached_property
    def _settled(self) -> tuple[Any, frozenset[str]]:
        resolved = self.inner.resolve_expression(self.query)
        used = {alias for alias, times in self.query.alias_refcount.items() if times}
        if used - {self.query.get_initial_alias()}:
            raise TypeError(f"{self.inner} joins the outer row to others")
        return resolved, self.query.subq_aliases

    @property
    def resolved(self) -> Any:
        """Raises TypeError where it reads more of the outer row than its own columns: then its text depends on the outer query's joins."""
        return self._settled[0]

    @property
    def taken(self) -> frozenset[str]:
        """The names that its own tables took: nobody else may have them in a query that it stands in."""
        return self._settled[1]

    @cached_property
    def text(self) -> tuple[str, Sequence[Any]]:
        """SQL and its parameters."""
        compiler = self.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        sql, params = compiler.compile(self.resolved)
        return sql, params


class Settled(Expression):
    """`inner`, which reads columns of `model`'s rows by OuterRef, as an annotation of such rows. It holds nothing that a request brings."""

    def __init__(self, model: type[models.Model], inner: Any) -> None:
        super().__init__()
        self.words = _Words(model, inner)

    def _resolve_output_field(self) -> Any:
        return self.words.resolved.output_field

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Itself where the rows stand under their table's own name; else as if it were written out."""
        words = self.words
        if query.model is words.model and query.get_initial_alias() == words.query.get_initial_alias():
            query.subq_aliases = query.subq_aliases | words.taken
            return self
        return words.inner.resolve_expression(query, *args, **kwargs)

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Any:
        """Written out, for its table got another name."""
        return self.words.resolved.relabeled_clone(change_map)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:  # noqa: ARG002 - Django's signature
        """The text as it was said first."""
        sql, params = self.words.text
        return sql, list(params)


def settled(model: type[models.Model], **inner: Any) -> dict[str, Settled]:
    """For `annotate` of `model`'s rows: each of `inner`, to be kept by the caller (`functools.cache`)."""
    return {name: Settled(model, expression) for name, expression in inner.items()}
