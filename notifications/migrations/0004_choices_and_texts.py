"""How and when a person is told: once a day, quiet hours, texts to a mobile."""

import core.operations
import core.fields
import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_destinations'),
        ('notifications', '0003_attachments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.operations.AtOnce(
            steps=[
                migrations.CreateModel(
                    name='PhoneCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mobile', core.fields.EncryptedTextField()),
                        ('nonce', models.CharField(editable=False, max_length=43)),
                        ('code_hash', models.CharField(editable=False, max_length=64)),
                        ('expires_at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('time_zone', models.CharField(default='Asia/Karachi', help_text='On whose clock these hours are meant.', max_length=50)),
                        ('quiet_from', models.TimeField(blank=True, null=True)),
                        ('quiet_until', models.TimeField(blank=True, null=True)),
                        ('digest_at', models.TimeField(default=datetime.time(7, 0))),
                        ('mobile', core.fields.EncryptedTextField(blank=True, default='', help_text='Confirmed by a code.')),
                    ],
                ),
                migrations.CreateModel(
                    name='TextMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'failed')], default='waiting', max_length=10)),
                        ('send_after', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('error', models.CharField(blank=True, max_length=300)),
                    ],
                ),
                migrations.AddField(
                    model_name='mailchoice',
                    name='by_text',
                    field=models.BooleanField(default=False, help_text='A text to the confirmed mobile as well.'),
                ),
                migrations.AddField(
                    model_name='mailchoice',
                    name='how',
                    field=models.CharField(choices=[('now', 'By mail at once'), ('digest', 'In the daily mail'), ('portal', 'Only in the portal')], default='portal', max_length=10),
                ),
                migrations.AddField(
                    model_name='notification',
                    name='digest',
                    field=models.ForeignKey(blank=True, help_text='The daily mail that said it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='digested', to='notifications.notification'),
                ),
                migrations.AlterField(
                    model_name='notification',
                    name='mail',
                    field=models.CharField(choices=[('none', 'not mailed'), ('waiting', 'waiting'), ('digest', 'in the daily mail'), ('sent', 'sent'), ('failed', 'failed')], default='waiting', max_length=10),
                ),
                migrations.AddIndex(
                    model_name='notification',
                    index=models.Index(condition=models.Q(('digest', None), ('mail', 'digest')), fields=['reader'], name='waits_for_digest'),
                ),
                migrations.AddConstraint(
                    model_name='notification',
                    constraint=models.CheckConstraint(condition=models.Q(('digest', None), ('mail', 'digest'), _connector='OR'), name='only_what_waits_for_a_digest_is_in_one'),
                ),
                migrations.AddField(
                    model_name='phonecode',
                    name='user',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='phone_code', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='preference',
                    name='user',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preference', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='textmessage',
                    name='notification',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='text', to='notifications.notification'),
                ),
                migrations.AddConstraint(
                    model_name='preference',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='quiet_hours_have_two_ends'),
                ),
                migrations.AddIndex(
                    model_name='textmessage',
                    index=models.Index(condition=models.Q(('state', 'waiting')), fields=['send_after'], name='text_waiting'),
                ),
            ],
        ),
    ]
