"""Entry (a licence type), its versions with their face items and layout, who issues it, and matters."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from catalogs import states
from catalogs.queries import EntryQuerySet, IssuingRightQuerySet, MatterQuerySet, VersionQuerySet
from portal.accounts.models import DateSpan, Department, Level
from portal.audit.facts import Facts
from portal.constraints import SENTENCES, check, evidence, in_order, named, paired
from portal.history import track
from portal.ids import new_id

SENTENCES["submitted_version"] = _("数据库拒绝：待发布的版本不能修改，请先退回修改。")
SENTENCES["discarded_version"] = _("数据库拒绝：已放弃的草稿不能再修改或提交。")
SENTENCES["discarded_entry"] = _("数据库拒绝：只有没有待发布或已发布版本的目录条目可以放弃，放弃后不能再编制。")


class HolderCategory(models.TextChoices):
    NATURAL = "natural", _("自然人")
    ORGANISATION = "organisation", _("法人和其他组织")
    BOTH = "both", _("混合")


class Category(models.TextChoices):
    LICENSE = "license", _("证照")
    APPROVAL = "approval", _("批文")


class Retention(models.TextChoices):
    PERMANENT = "permanent", _("永久")
    YEARS_30 = "30", _("30 年")
    YEARS_10 = "10", _("10 年")


class ItemKind(models.TextChoices):
    TEXT = "text", _("单行文字")
    LONG_TEXT = "long_text", _("多行文字")
    DATE = "date", _("日期")
    CODE = "code", _("代码")
    CHOICE = "choice", _("选项")
    NUMBER = "number", _("数字")
    PERSON_NAME = "person_name", _("姓名")
    ID_NUMBER = "id_number", _("身份证件号码")
    ADDRESS = "address", _("地址")
    PHONE = "phone", _("电话")
    PHOTO = "photo", _("照片")


class Sensitivity(models.TextChoices):
    PUBLIC = "public", _("公开")
    INTERNAL = "internal", _("内部")
    PERSONAL = "personal", _("个人信息")
    SENSITIVE = "sensitive", _("敏感个人信息")


class Concerns(models.TextChoices):
    LICENSE = "license", _("证照本身")
    HOLDER = "holder", _("持证主体")
    THIRD = "third", _("第三人")


class Matter(models.Model):
    """A service item 事项 of a department; its code is the basic, implementation or handling-item code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("事项编码"), max_length=33, unique=True)
    name = models.CharField(_("事项名称"), max_length=200)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("实施部门"))
    history = track()
    database_changes = ("name", "department")

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Entry(models.Model):
    """A licence type 电子证照目录条目 under its type code; what it looks like is said by its versions.

    One whose only draft was discarded before anything was published is discarded itself: another may have its code.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type_code = models.CharField(_("证照类型代码"), max_length=21)
    name = models.CharField(_("证照名称"), max_length=100)
    defining_name = models.CharField(_("证照定义机构"), max_length=100)
    defining_uscc = models.CharField(_("定义机构代码"), max_length=18)
    defining_level = models.CharField(_("定义机构级别"), max_length=10, choices=[
        ("national", _("国家级")), ("province", _("省级")), ("city", _("市级")), ("county", _("县级")),
    ])
    kept_by = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("目录管理部门"))
    secret = models.BooleanField(_("涉及国家秘密"), default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = track()
    database_changes = ("name", "discarded_at", "discarded_by")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录条目")
        ordering = ["name"]
        permissions = [("collect_entry", "collect"), ("review_entry", "review"), ("sign_entry", "sign")]
        constraints = [
            check("secret_type", Q(secret=False),
                  _("涉及国家秘密的证照类型按保密规定另行处理，不得进入目录（第二十六条）。")),
            check("entry_type_code_form", Q(type_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}$"),
                  _("证照类型代码应为定义机构统一社会信用代码加 3 位数字，共 21 位。")),
            named(models.UniqueConstraint(fields=["type_code"], condition=Q(discarded_at__isnull=True),
                                          name="entry_type_code_once"),
                  _("该类型代码已在目录中，请核对。")),
            paired("entry", "discarded"),
        ]

    def __str__(self):
        return self.name

    def log_facts(self):
        return Facts("catalogs.entry", str(self.pk), self.name, license_type=self.type_code)


class EntryUserRight(UserObjectPermissionBase):
    """Guardian's direct-key table: this person, acting for this department, may collect, review or sign the type."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_object = models.ForeignKey(Entry, models.PROTECT, related_name="user_rights")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    history = track()
    database_rights = "delete"
    database_changes = ()

    class Meta:
        unique_together = ["user", "permission", "content_object", "department"]

    def log_facts(self):
        return self.content_object.log_facts()


class EntryGroupRight(GroupObjectPermissionBase):
    """The same for the holders of a role in a department; the group is named by `portal.accounts.groups`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_object = models.ForeignKey(Entry, models.PROTECT, related_name="group_rights")
    history = track()
    database_rights = "delete"
    database_changes = ()

    def log_facts(self):
        return self.content_object.log_facts()


class IssuingRight(models.Model):
    """A department issues licences of an entry for a period; an entrusted department names who entrusts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="issuers")
    department = models.ForeignKey(Department, models.PROTECT, related_name="issues")
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("截止日期"), null=True, blank=True)
    history = track()
    database_changes = ("until",)

    objects = IssuingRightQuerySet.as_manager()

    class Meta:
        verbose_name = _("签发部门")
        ordering = ["department__division", "since"]
        constraints = [
            in_order("issuing_right", "since", "until"),
            named(ExclusionConstraint(
                name="issuing_right_no_overlap",
                expressions=[
                    ("entry", RangeOperators.EQUAL), ("department", RangeOperators.EQUAL),
                    (DateSpan("since", "until", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ), _("该部门在这一期间已有这类证照的签发权限。")),
        ]

    def log_facts(self):
        return self.entry.log_facts()


class BaseImage(models.Model):
    """A picture of a face layout (证照底图): not personal, never changed, known by its digest."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    database_rights = "append"


class HalfOpenSpan(Func):
    """daterange(from, until): the last day is not in it."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Version(models.Model):
    """One version of an entry. Once published nothing of it changes but how it ends; the database holds that.

    `validity` and `number_rule` have the forms that `catalogs.schema` and `catalogs.numbering` read. `rev` counts the
    changes of a draft, so that two tabs notice each other. `laws` are keys of portal.law.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    status = models.CharField(_("状态"), max_length=10, choices=states.Status.choices, default=states.Status.DRAFT)
    name = models.CharField(_("证照名称"), max_length=100)
    category = models.CharField(_("目录类别"), max_length=10, choices=Category.choices, default=Category.LICENSE)
    holder_category = models.CharField(_("持证主体类型"), max_length=12, choices=HolderCategory.choices)
    several_holders = models.BooleanField(_("可有多个持证主体"), default=False)
    validity = models.JSONField(_("有效期规则"))
    number_rule = models.JSONField(_("编号规则"))
    retention = models.CharField(_("保管期限"), max_length=10, choices=Retention.choices)
    unique_per_holder = models.BooleanField(_("同一持证主体仅一件有效"), default=False)
    standard_version = models.CharField(_("工程标准版本"), max_length=40, blank=True)
    issuing_body = models.CharField(_("证照颁发机构"), max_length=100)
    issuing_levels = ArrayField(models.CharField(max_length=10, choices=Level.choices), verbose_name=_("颁发机构级别"))
    laws = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("法律依据"))
    layout = models.CharField(_("照面版式"), max_length=20, default="general")
    layout_html = models.TextField(_("版式结构"))
    layout_css = models.TextField(_("版式样式"))
    images = models.ManyToManyField(BaseImage, blank=True, related_name="+")
    matters = models.ManyToManyField(Matter, blank=True, related_name="versions")
    in_force_from = models.DateField(_("启用日期"), null=True, blank=True)
    in_force_until = models.DateField(_("停用日期"), null=True, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(_("退回或撤回理由"), max_length=400, blank=True)
    rev = models.PositiveIntegerField(default=1)
    history = track()

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("目录版本")
        ordering = ["entry__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="version_number_once"),
            named(models.UniqueConstraint(fields=["entry"], condition=Q(status__in=["draft", "submitted"]),
                                          name="version_one_draft"),
                  _("该目录条目已有一个编制中的版本，请在该版本上修改。")),
            paired("version", "submitted"), paired("version", "published"), paired("version", "withdrawn"),
            paired("version", "discarded"),
            evidence("version", "submitted", submitted_at__isnull=False),
            evidence("version", "published", published_at__isnull=False, in_force_from__isnull=False),
            evidence("version", "superseded", published_at__isnull=False, in_force_until__isnull=False),
            evidence("version", "withdrawn", withdrawn_at__isnull=False, in_force_until__isnull=False),
            evidence("version", "discarded", discarded_at__isnull=False, in_force_from__isnull=True),
            check("version_two_persons",
                  Q(published_by__isnull=True)
                  | (~Q(published_by=F("drafted_by")) & ~Q(published_by=F("submitted_by"))),
                  _("目录版本须由编制人以外的人员发布。")),
            in_order("version", "in_force_from", "in_force_until"),
            named(ExclusionConstraint(
                name="version_no_overlap",
                expressions=[("entry", RangeOperators.EQUAL),
                             (HalfOpenSpan("in_force_from", "in_force_until"), RangeOperators.OVERLAPS)],
                condition=Q(status__in=["published", "superseded", "withdrawn"]),
            ), _("同一目录条目的两个版本启用期间重叠。")),
        ]

    def __str__(self):
        return f"{self.name}第 {self.number} 版"

    def log_facts(self):
        return Facts("catalogs.version", str(self.pk), str(self), license_type=self.entry.type_code)


class FaceItem(models.Model):
    """A 照面信息项: one data field printed on the face, with its sensitivity and whom it concerns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("顺序"))
    key = models.CharField(_("技术名"), max_length=40)
    label = models.CharField(_("名称"), max_length=40)
    pinyin_key = models.CharField(_("拼音键"), max_length=40)
    kind = models.CharField(_("类型"), max_length=12, choices=ItemKind.choices, default=ItemKind.TEXT)
    max_length = models.PositiveSmallIntegerField(_("最大字数"), default=60)
    required = models.BooleanField(_("必填"), default=True)
    sensitivity = models.CharField(_("敏感级别"), max_length=10, choices=Sensitivity.choices)
    public = models.BooleanField(_("应公示"), default=False)
    concerns = models.CharField(_("涉及对象"), max_length=10, choices=Concerns.choices, default=Concerns.LICENSE)
    choices = models.JSONField(_("选项"), default=list, blank=True)
    # not typed but taken from the licence itself: number, holder_name, issuer, valid_from … (reference/model.py)
    filled_from = models.CharField(_("取自"), max_length=20, blank=True)
    database_rights = "delete"

    class Meta:
        verbose_name = _("照面信息项")
        ordering = ["version", "position"]
        constraints = [
            named(models.UniqueConstraint(fields=["version", "key"], name="face_item_key_once"),
                  _("同一版本中两个照面信息项的技术名相同。")),
            check("face_item_key_form", Q(key__regex=r"^[a-z][a-z0-9_]*$"),
                  _("技术名由小写字母、数字、下划线组成，以字母开头。")),
            check("face_item_public_plain", Q(public=False) | ~Q(sensitivity="sensitive"),
                  _("敏感个人信息不得列为应公示。")),
        ]

    def __str__(self):
        return self.label
