"""Notice: one message that was told, or is to be told, to one recipient."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.constraints import check, paired
from portal.ids import new_id
from portal.vault.models import DataKey


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own messages and those to the department acted for."""
        if not actor.user:
            return self.none()
        mine = Q(to_user=actor.user)
        return self.filter(mine | Q(to_department=actor.department) if actor.department else mine)


class Notice(models.Model):
    """A message by a template (`event`) with its facts; exactly one kind of recipient.

    A holder's notice carries no address here: the channel takes it from the dossier. `sealed_facts` lies under
    the dossier's key when the facts are personal, `facts` holds only what is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    sealed_facts = models.BinaryField(null=True)
    key = models.ForeignKey(DataKey, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_department = models.ForeignKey("accounts.Department", models.PROTECT, null=True, related_name="+")
    to_holder = models.UUIDField(null=True)
    channel = models.CharField(_("渠道"), max_length=20, default="inbox")
    url = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    database_changes = ("read_at", "read_by")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        ordering = ["-made_at"]
        constraints = [
            paired("notice", "read"),
            check("notice_one_recipient",
                  Q(to_user__isnull=False, to_department__isnull=True, to_holder__isnull=True)
                  | Q(to_user__isnull=True, to_department__isnull=False, to_holder__isnull=True)
                  | Q(to_user__isnull=True, to_department__isnull=True, to_holder__isnull=False),
                  _("一条消息只有一个接收方。")),
        ]
        indexes = [
            models.Index(fields=["to_user", "read_at"]),
            models.Index(fields=["to_department", "read_at"]),
        ]
