from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_chores_and_interventions'),
    ]

    operations = [
        migrations.AddField(
            model_name='idempotencykey',
            name='answer',
            field=models.CharField(blank=True, default='', help_text='Where it led: the same form, sent again, leads there, too.', max_length=500),
            preserve_default=False,
        ),
    ]
