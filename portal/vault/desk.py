"""How the vault shows itself: the orders that wait for a secrecy officer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.desk import MenuItem, Queue, Task, register
from portal.vault.models import Destruction
from portal.vault.states import Status


def _shown(actor) -> bool:
    return actor.may("vault.order") or actor.may("vault.confirm")


def _waiting(actor):
    return Destruction.objects.visible_to(actor).filter(status=Status.ORDERED)


def _count(actor) -> int:
    return _waiting(actor).count()


def _tasks(actor, limit: int) -> list[Task]:
    return [
        Task(
            number="", url=reverse("vault:page", args=[one.pk]), title=one.subject, subtitle=one.department.name,
            kind=str(_("密钥销毁")), status=one.get_status_display(), status_kind="todo", since=one.ordered_at,
            due=None, handler=str(one.ordered_by), verb=str(_("核对")),
        )
        for one in _waiting(actor).select_related("department", "ordered_by").order_by("ordered_at")[:limit]
    ]


register(
    MenuItem(_("保密"), _("密钥销毁"), "vault:list", "shield", _shown,
             count=lambda actor: _count(actor) if actor.may("vault.confirm") else None, order=80),
    Queue("destructions", _("待确认销毁"), lambda actor: actor.may("vault.confirm"), _count, _tasks, order=80),
)
