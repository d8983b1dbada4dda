"""Locked cases and licences, of which there are few, are found without looking through all."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_appointments'),
        ('catalogs', '0002_published_stays'),
        ('licenses', '0006_status_of_state'),
        ('vault', '0003_true_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('locked_at__isnull', False)), fields=['locked_at'], name='case_locked'),
        ),
        migrations.AddIndex(
            model_name='license',
            index=models.Index(condition=models.Q(('locked_at__isnull', False)), fields=['locked_at'], name='license_locked'),
        ),
    ]
