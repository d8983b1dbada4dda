"""How the catalogue shows itself: its lines in the menu, and the versions that wait for an editor or a publisher."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs.models import Version
from catalogs.states import TAG_KINDS
from portal.desk import MenuItem, Queue, Task, register


def _reads(actor) -> bool:
    return actor.may("catalogs.read")


def _waiting(actor, status: str):
    """Versions in a status that the actor's department keeps."""
    return Version.objects.visible_to(actor).filter(status=status, entry__kept_by=actor.department)


def _task(version, since, title: str, handler, verb: str) -> Task:
    sent_back = version.status == "draft" and version.ground
    return Task(
        number="", url=reverse("catalogs:version", args=[version.pk]), title=version.name, subtitle=title,
        kind=_("证照目录"), status=_("退回修改") if sent_back else version.get_status_display(),
        status_kind="back" if sent_back else TAG_KINDS[version.status], since=since, due=None,
        handler=str(handler), verb=verb,
    )


def _to_publish(actor, limit: int) -> list[Task]:
    rows = _waiting(actor, "submitted").select_related("entry", "submitted_by").order_by("submitted_at")[:limit]
    return [_task(v, v.submitted_at, _("第 %(n)d 版 · %(code)s") % {"n": v.number, "code": v.entry.type_code},
                  v.submitted_by, _("核对")) for v in rows]


def _to_edit(actor, limit: int) -> list[Task]:
    rows = _waiting(actor, "draft").select_related("entry", "drafted_by").order_by("drafted_at")[:limit]
    return [_task(v, v.drafted_at, v.ground or _("第 %(n)d 版 · %(code)s") % {
        "n": v.number, "code": v.entry.type_code}, v.drafted_by, _("编制")) for v in rows]


register(
    MenuItem(_lazy("证照"), _lazy("证照目录"), "catalogs:entries", "book", _reads, order=40),
    MenuItem(_lazy("证照"), _lazy("事项清单"), "catalogs:matters", "list", _reads, order=41),
    Queue("catalog_publish", _lazy("待发布目录"), lambda actor: actor.may("catalogs.publish"),
          lambda actor: _waiting(actor, "submitted").count(), _to_publish, order=40),
    Queue("catalog_drafts", _lazy("编制中目录"), lambda actor: actor.may("catalogs.edit"),
          lambda actor: _waiting(actor, "draft").count(), _to_edit, order=41),
)
