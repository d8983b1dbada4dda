"""LegalBasis: a provision in one version, with its status; a draft for comment is never shown as law in force."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import DateSpan
from portal.constraints import check, in_order, named
from portal.history import track
from portal.ids import new_id
from portal.law.queries import LegalBasisQuerySet


class BasisStatus(models.TextChoices):
    IN_FORCE = "in_force", _("现行有效")
    DRAFT = "draft", _("征求意见稿（尚未施行）")
    REPEALED = "repealed", _("已废止")
    UNCHECKED = "unchecked", _("待核对")


class LegalBasis(models.Model):
    """One article of one text. `key` stays over the versions, such as 'licensing-law-70'."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    article = models.CharField(_("条款"), max_length=40, blank=True)
    status = models.CharField(_("效力"), max_length=10, choices=BasisStatus.choices, default=BasisStatus.UNCHECKED)
    since = models.DateField(_("施行日期"), null=True, blank=True)
    until = models.DateField(_("失效日期"), null=True, blank=True)
    summary = models.CharField(_("要点"), max_length=400, blank=True)
    source = models.CharField(_("出处"), max_length=200, blank=True)
    history = track()
    database_changes = ("title", "article", "status", "since", "until", "summary", "source")

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("法律依据")
        ordering = ["title", "article"]
        constraints = [
            check("legal_basis_status_known", Q(status__in=BasisStatus.values), _("没有这种效力，请重新选择。")),
            in_order("legal_basis", "since", "until"),
            check("legal_basis_in_force_evidence", ~Q(status="in_force") | Q(since__isnull=False),
                  _("现行有效的依据须有施行日期。")),
            named(ExclusionConstraint(
                name="legal_basis_no_overlap",
                expressions=[("key", RangeOperators.EQUAL),
                             (DateSpan("since", "until", RangeBoundary(True, True)), RangeOperators.OVERLAPS)],
                condition=Q(since__isnull=False),
            ), _("同一依据的两个版本施行期间重叠。")),
        ]

    def __str__(self):
        return f"{self.title}{self.article}"
