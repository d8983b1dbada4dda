"""DataKey, StoredFile and Destruction: no history, so that deleting a key is the end of what lay under it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.audit.facts import Facts
from portal.constraints import check, evidence, named, paired
from portal.ids import new_id
from portal.vault import states
from portal.vault.queries import DestructionQuerySet


class DataKey(models.Model):
    """A random key, wrapped by a master key, of one dossier or one holder."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=10, choices=[("dossier", _("案卷")), ("holder", _("持证主体"))])
    wrapped = models.BinaryField()
    master = models.IntegerField()
    created_at = models.DateTimeField()


class StoredFile(models.Model):
    """A file outside the web root, encrypted under a data key, named by the digest of its content."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # no database constraint: the row of a destroyed key is gone, the record that a file existed stays
    key = models.ForeignKey(DataKey, models.DO_NOTHING, db_constraint=False, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=60)
    sealed_name = models.BinaryField()
    stored_at = models.DateTimeField()
    database_rights = "append"

    class Meta:
        constraints = [
            check("stored_file_digest_form", Q(sha256__regex=r"^[0-9a-f]{64}$"), _("文件摘要格式不对。")),
            models.UniqueConstraint(fields=["key", "sha256"], name="stored_file_once"),
        ]


class Destruction(models.Model):
    """The order to delete a data key (state secret found later, PIPL art. 47): two named persons.

    `subject` says in words what was destroyed, without personal data; it stays as the stub.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField()
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+",
                                   verbose_name=_("所属部门"))
    subject = models.CharField(_("销毁对象"), max_length=200)
    ground = models.CharField(_("依据与理由"), max_length=400)
    url = models.CharField(max_length=200, blank=True)
    status = models.CharField(_("状态"), max_length=12, choices=states.Status.choices, default=states.Status.ORDERED)
    ordered_at = models.DateTimeField(_("提请时间"))
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_because = models.CharField(_("驳回理由"), max_length=400, blank=True)
    database_changes = ("status", "confirmed_at", "confirmed_by", "rejected_at", "rejected_by", "rejected_because")

    objects = DestructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("密钥销毁")
        ordering = ["-ordered_at", "-id"]
        constraints = [
            paired("destruction", "ordered"), paired("destruction", "confirmed"), paired("destruction", "rejected"),
            evidence("destruction", "carried_out", confirmed_at__isnull=False),
            evidence("destruction", "rejected", rejected_at__isnull=False),
            check("destruction_two_persons", Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("ordered_by")),
                  _("提请人与确认人须为两名不同人员。")),
            named(models.UniqueConstraint(fields=["key_id"], condition=Q(status="ordered"),
                                          name="destruction_one_open"),
                  _("这一案卷已有一项待确认的销毁提请。")),
        ]

    def __str__(self):
        return self.subject

    @classmethod
    def kind_facts(cls):
        """What the log says of a list of them."""
        return Facts("vault.destruction")

    def log_facts(self):
        return Facts("vault.destruction", str(self.pk), self.subject, issuer=self.department.uscc)
