"""The outbox that is the inbox, each table made whole."""

import core.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='MailChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('family', models.CharField(max_length=30)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'family'), name='one_choice_per_family')],
                    },
                ),
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('dedupe_key', models.CharField(max_length=200)),
                        ('subject', models.CharField(max_length=200)),
                        ('body', models.TextField(help_text='Plain text, paragraphs separated by an empty line.')),
                        ('path', models.CharField(blank=True, help_text='Where it leads in the portal; begins with a slash.', max_length=300)),
                        ('action', models.CharField(blank=True, help_text='The words on its button.', max_length=60)),
                        ('created_at', models.DateTimeField()),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('mail', models.CharField(choices=[('none', 'not mailed'), ('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'failed')], default='waiting', max_length=10)),
                        ('send_after', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.accesslink')),
                        ('reader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('mail', 'waiting')), fields=['send_after'], name='mail_waiting'), models.Index(fields=['reader', '-id'], name='inbox'), models.Index(condition=models.Q(('read_at', None)), fields=['reader'], name='inbox_unread')],
                        'constraints': [models.UniqueConstraint(fields=('reader', 'dedupe_key'), name='told_once')],
                    },
                ),
            ],
        ),
    ]
