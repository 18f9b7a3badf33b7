import datetime

import django.contrib.postgres.operations
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0012_mentors'),
    ]

    # Not checked against what is there: a slip of the finger from before this rule stays readable.
    operations = [
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='contactentry',
            constraint=models.CheckConstraint(condition=models.Q(('at__gte', models.F('created_at') - datetime.timedelta(days=3653) - datetime.timedelta(days=1))), name='talk_was_within_ten_years'),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='contactentry',
            constraint=models.CheckConstraint(condition=models.Q(('next_on', None), ('next_on__gte', django.db.models.functions.datetime.TruncDate(models.F('at') - datetime.timedelta(days=1), tzinfo=datetime.timezone.utc)), _connector='OR'), name='next_call_comes_after_the_talk'),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('called_at', None), models.Q(('called_at__gte', models.F('at') - datetime.timedelta(days=366)), ('called_at__lte', models.F('at'))), _connector='OR'), name='a_recorded_call_was_made_before_and_within_a_year'),
        ),
    ]
