"""Jobs, which know in which membership they were ordered."""

import core.clock
import core.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_initial'), ('accounts', '0003_calendar_links'), ('accounts', '0004_recordings'), ('accounts', '0005_readlog_reason'), ('accounts', '0006_links_for_partners')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('institutions', '0001_tables'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text='Name of the Celery task that runs it.', max_length=40)),
                        ('title', models.CharField(max_length=200)),
                        ('params', models.JSONField(default=dict, help_text='{steps: [what each step is about], path: where the result is seen}.')),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Under way'), ('done', 'Done'), ('failed', 'Stopped')], default='waiting', max_length=10)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('problems', models.JSONField(default=list, help_text='What could not be done, in words, one string a step.')),
                        ('created_at', models.DateTimeField(default=core.clock.now)),
                        ('beat_at', models.DateTimeField(help_text='When a worker last made progress.', null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.membership')),
                        ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['beat_at'], name='job_open')],
                    },
                ),
            ],
        ),
    ]
