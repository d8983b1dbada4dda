"""How licenses shows itself: menu, queues, and what lies under the key of a dossier."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from licenses.models import License
from portal.desk import MenuItem, register
from portal.vault import subjects
from portal.vault.subjects import Subject

# --- licences


def _sees_licenses(actor) -> bool:
    return actor.may("licenses.read") or actor.may("licenses.oversee") or actor.may("licenses.lock")


def _dossier_of(actor, key_id) -> Subject | None:
    """A licence whose content lies under a key."""
    license = License.objects.visible_to(actor).filter(key=key_id).select_related("entry", "department").first()
    if license is None:
        return None
    return Subject(key_id, license.department, f"{license.entry} {license.shown_number}",
                   reverse("licenses:license", args=[license.pk]))


register(MenuItem(_("证照"), _("证照库"), "licenses:licenses", "folder", _sees_licenses, order=30))
subjects.register(_dossier_of)
