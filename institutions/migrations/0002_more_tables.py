"""Imports, which are jobs and files."""

import core.clock
import core.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('institutions', '0001_initial'), ('institutions', '0002_register'), ('institutions', '0003_requirements'), ('institutions', '0004_agreement_scope_and_papers'), ('institutions', '0005_recordings'), ('institutions', '0006_imports'), ('institutions', '0007_interest'), ('institutions', '0008_blackouts'), ('institutions', '0009_recordings_follow_a_merge')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('accounts', '0002_more_tables'),
        ('institutions', '0001_tables'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Import',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('noun', models.CharField(max_length=30)),
                        ('name', models.CharField(help_text='What the person called the file.', max_length=200)),
                        ('headings', models.JSONField(default=list, help_text='As they stand in the file.')),
                        ('columns', models.JSONField(default=list, help_text='What each heading means; empty text for one that is left out.')),
                        ('rows', models.PositiveIntegerField(help_text='Lines under the headings.')),
                        ('choices', models.JSONField(default=dict, help_text='By line, the thing that a person said it is about; 0 for another one.')),
                        ('report', models.JSONField(blank=True, help_text='What the last look through found.', null=True)),
                        ('digest', models.CharField(blank=True, help_text='Print of what was shown: another one is not brought in.', max_length=64)),
                        ('created_at', models.DateTimeField(default=core.clock.now)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.storedfile')),
                        ('institute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institute')),
                        ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job')),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.membership')),
                        ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.partner')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['created_at'], name='list_unconfirmed')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('institute__isnull', False), ('partner__isnull', True)), models.Q(('institute__isnull', True), ('partner__isnull', False)), _connector='OR'), name='import_is_one_organisations'), models.CheckConstraint(condition=models.Q(('done_at', None), ('file__isnull', True), _connector='OR'), name='import_that_is_done_keeps_no_file')],
                    },
                ),
            ],
        ),
    ]
