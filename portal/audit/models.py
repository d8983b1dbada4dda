"""AccessRecord: one row of the access log, read here, written only by `portal.audit.log.record`.

The table is partitioned by retention class, then by month of the database's time, and made in a migration. The
web role may INSERT (but not `recorded_at`, `txid`, `leaf`, which the database fills) and SELECT, nothing else.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.audit.facts import Facts
from portal.audit.queries import AccessRecordQuerySet
from portal.ids import new_id


class Retention(models.TextChoices):
    """How long a row is kept at least; the class is fixed when the row is written."""

    NETWORK = "network", _("网络与操作日志（不少于 184 日）")
    PROVIDING = "providing", _("提供个人信息的记录（3 年）")


class Result(models.TextChoices):
    OK = "ok", _("成功")
    REFUSED = "refused", _("拒绝")
    NOT_FOUND = "not_found", _("未查到")
    FAILED = "failed", _("失败")


class AccessRecord(models.Model):
    """Who, under which appointment, from where, did what to which object, with which result."""

    pk = models.CompositePrimaryKey("retention", "recorded_at", "id")
    id = models.UUIDField(default=new_id)
    retention = models.CharField(_("保存类别"), max_length=10, choices=Retention.choices)
    at = models.DateTimeField(_("时间"))
    recorded_at = models.DateTimeField(_("入库时间"))
    actor_kind = models.CharField(max_length=8)
    account = models.CharField(_("账号"), max_length=40)
    person = models.CharField(_("人员"), max_length=60)
    department = models.CharField(_("部门代码"), max_length=18)
    department_name = models.CharField(_("部门"), max_length=100)
    role = models.CharField(_("岗位"), max_length=20)
    appointment = models.UUIDField(null=True)
    substitute_for = models.CharField(max_length=60)
    session = models.CharField(max_length=32)
    address = models.CharField(_("地址"), max_length=45)
    request_id = models.CharField(max_length=36)
    verb = models.CharField(_("行为"), max_length=60)
    object_kind = models.CharField(_("对象类别"), max_length=40)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(_("对象"), max_length=120)
    license_type = models.CharField(_("证照类型代码"), max_length=21)
    issuer = models.CharField(_("签发部门代码"), max_length=18)
    holders = ArrayField(models.BinaryField())
    shown = ArrayField(models.CharField(max_length=64))
    matter = models.CharField(_("事项"), max_length=40)
    case_number = models.CharField(_("办件编号"), max_length=40)
    mode = models.CharField(max_length=20)
    authority = models.CharField(max_length=100)
    fields = ArrayField(models.CharField(max_length=60))
    terms = ArrayField(models.BinaryField())
    terms_masked = models.CharField(_("检索条件"), max_length=200)
    result_count = models.IntegerField(null=True)
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices)
    reason = models.CharField(_("说明"), max_length=400)
    anomaly = models.JSONField()
    version = models.SmallIntegerField()
    history = ArrayField(models.BinaryField())
    txid = models.BigIntegerField()
    entry = models.BinaryField()
    leaf = models.BinaryField()

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "audit_accessrecord"
        verbose_name = _("访问记录")
        ordering = ["-recorded_at", "-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.account} {self.verb}"

    def log_facts(self):
        return Facts("audit.accessrecord", str(self.id), self.verb)


class Tally(models.Model):
    """How often somebody (a blind index) did something in the period that ends at `until`; see portal.throttle."""

    key = models.BinaryField(primary_key=True)
    until = models.BigIntegerField(db_index=True)  # seconds since 1970
    n = models.IntegerField()
    database_rights = "delete"


class SearchMemo(models.Model):
    """Search terms behind an opaque id, so that no personal term stands in an address; sealed, gone after a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.CharField(max_length=32)
    sealed_terms = models.BinaryField()
    made_at = models.DateTimeField()
    database_rights = "delete"
