"""What PostgreSQL must bring: exclusion constraints over numbers, search that forgives typing errors and accents."""

from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    run_before: ClassVar = [("institutions", "0001_tables"), ("placements", "0001_tables")]
    dependencies: ClassVar = []
    operations: ClassVar = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension()]
