"""Indexes for the list of licences and its filters."""

import portal.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalogs', '0002_published_stays'),
        ('licenses', '0003_acceptance_number_and_return_reasons'),
        ('vault', '0002_destroy_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='license',
            name='licenses_li_departm_33d0c3_idx',
        ),
        migrations.AlterField(
            model_name='licenseholder',
            name='id',
            field=models.UUIDField(default=portal.ids.new_id, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AddIndex(
            model_name='license',
            index=models.Index(fields=['department', '-issued_at', '-id'], include=('locked_at', 'locked_by'), name='license_newest_of_department'),
        ),
        migrations.AddIndex(
            model_name='license',
            index=models.Index(fields=['-issued_at', '-id'], name='license_newest'),
        ),
        migrations.AddIndex(
            model_name='license',
            index=models.Index(fields=['department', 'status', 'valid_to'], name='licenses_li_departm_7f8760_idx'),
        ),
        migrations.AddIndex(
            model_name='license',
            index=models.Index(fields=['department', 'valid_from'], name='licenses_li_departm_954819_idx'),
        ),
    ]
