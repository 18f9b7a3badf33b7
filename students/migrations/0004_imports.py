from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('students', '0003_waivers'),
    ]

    operations = [
        migrations.DeleteModel(
            name='StudentImport',
        ),
    ]
