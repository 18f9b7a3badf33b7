"""A part of a name is found by an index."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_second_steps_encrypted"), ("core", "0001_extensions")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="person_by_part_of_name"),
        ),
    ]
