"""Short lists that a page shows beside one thing, read in the query that finds it: each would be another question to the database.

Long lists, and rows that are changed, are found in the ordinary way.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import JSONObject


class RowField(models.JSONField):
    """A row as the database said it, made an instance of its model again. Fields that were not asked for are deferred, as by `only`."""

    def __init__(self, row_model: type[models.Model], names: set[str], more: tuple[str, ...]) -> None:
        super().__init__()
        self.row_fields = [field for field in row_model._meta.concrete_fields if field.name in names]
        self.row_model, self.more = row_model, more

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        said = super().from_db_value(value, expression, connection)
        names = [field.attname for field in self.row_fields]
        values = [field.to_python(said[field.attname]) for field in self.row_fields]
        row = self.row_model.from_db(connection.alias, names, values)
        for name in self.more:
            setattr(row, name, said[name])
        return row


def beside(rows: models.QuerySet[Any], *names: str, **more: str) -> ArraySubquery:
    """For `annotate`: the rows, which name the outer row by OuterRef, as a list of instances with the fields `names`.

    Each of `more` is set on them besides, by a path over joins, as text. None stands for rows that the reader never sees.
    """
    key = rows.model._meta.pk.name
    field = RowField(rows.model, {key, *names}, tuple(more))
    for each in field.row_fields:
        if hasattr(each, "from_db_value") and not isinstance(each, models.JSONField | ArrayField):
            raise TypeError(f"{each} is read by its own means")
    said = JSONObject(**{each.attname: each.attname for each in field.row_fields}, **more)
    return ArraySubquery(rows.values(said=said), output_field=ArrayField(field))
