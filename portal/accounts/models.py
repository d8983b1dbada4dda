"""Department, User, Appointment, and what sign-in keeps: second factor, old passwords, sessions."""

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.accounts.queries import AppointmentQuerySet, DepartmentQuerySet, SignedInQuerySet, UserQuerySet
from portal.accounts.roles import ROLE_CHOICES, ROLES
from portal.audit.facts import Facts
from portal.constraints import check, in_order, named, paired
from portal.history import track
from portal.ids import new_id


class Level(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class Basis(models.TextChoices):
    """On what basis a body acts (A 2)."""

    ORGAN = "organ", _("行政机关")
    INSTITUTION = "institution", _("事业单位")
    AUTHORISED = "authorised", _("法律法规授权的组织")
    ENTRUSTED = "entrusted", _("依法受委托的组织")


class Department(models.Model):
    """A body that manages, issues or uses licences (A 3); its code is public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=30, blank=True)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    division = models.CharField(_("行政区划代码"), max_length=6)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("上级部门"))
    managing = models.BooleanField(_("管理部门"), default=False)
    issuing = models.BooleanField(_("签发部门"), default=False)
    using = models.BooleanField(_("使用部门"), default=False)
    basis = models.CharField(_("履职依据"), max_length=12, choices=Basis.choices, default=Basis.ORGAN)
    entrusted_by = models.CharField(_("委托机关"), max_length=100, blank=True)
    entrusted_since = models.DateField(_("委托起始"), null=True, blank=True)
    entrusted_until = models.DateField(_("委托截止"), null=True, blank=True)
    abolished_on = models.DateField(_("撤并日期"), null=True, blank=True)
    history = track()
    database_changes = (
        "name", "short_name", "level", "division", "parent", "managing", "issuing", "using", "basis", "entrusted_by",
        "entrusted_since", "entrusted_until", "abolished_on",
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("部门")
        ordering = ["division", "name"]
        constraints = [
            check("department_uscc_form", Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                  _("统一社会信用代码应为 18 位数字或大写字母。")),
            check("department_division_form", Q(division__regex=r"^[0-9]{6}$"), _("行政区划代码应为 6 位数字。")),
            check("department_level_of_division",
                  Q(level="province", division__regex=r"^[0-9]{2}0000$")
                  | Q(level="city", division__regex=r"^[0-9]{2}(0[1-9]|[1-9][0-9])00$")
                  | Q(level="county", division__regex=r"^[0-9]{4}(0[1-9]|[1-9][0-9])$"),
                  _("部门层级与行政区划代码不符。")),
            check("department_not_above_itself", Q(parent__isnull=True) | ~Q(parent=F("id")),
                  _("部门不能是自己的上级部门。")),
            check("department_plays_something", Q(managing=True) | Q(issuing=True) | Q(using=True),
                  _("部门至少承担管理、签发、使用中的一项职责。")),
            check("department_entrusted_evidence",
                  (~Q(basis="entrusted") & Q(entrusted_by="", entrusted_since__isnull=True))
                  | (Q(basis="entrusted", entrusted_since__isnull=False) & ~Q(entrusted_by="")),
                  _("受委托的组织须登记委托机关与委托起始日期；其他部门不登记。")),
            in_order("department", "entrusted_since", "entrusted_until"),
        ]

    def __str__(self):
        return self.name

    def log_facts(self) -> Facts:
        """What the access log says of a department."""
        return Facts("accounts.department", str(self.pk), label=self.name)

    @property
    def area(self) -> str:
        """What the division codes of its area begin with: 36, 3601, 360102."""
        return self.division.removesuffix("00").removesuffix("00")

    def plays(self, part: str) -> bool:
        """Whether the department is managing, issuing or using; an empty part is played by all."""
        return not part or getattr(self, part)

    def mandate_over(self) -> bool:
        """Whether the department is an entrusted body whose mandate ended before today (A 2)."""
        until = self.entrusted_until
        return self.basis == Basis.ENTRUSTED and until is not None and until < clock.today()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one account; nobody shares one and nobody is superuser (GB/T 22239 8.1.4.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    last_login = None  # Django's would write history at every sign-in
    last_sign_in = models.DateTimeField(_("最近登录"), null=True, blank=True)
    username = models.CharField(_("登录名"), max_length=40, unique=True)
    display_name = models.CharField(_("姓名"), max_length=60)
    staff_number = models.CharField(_("工号"), max_length=30, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=True)
    # When the person chose it himself; empty while a first or reset password is in force.
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("开立时间"))
    created_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    deactivated_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    deactivated_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+",
                                       verbose_name=_("停用人"))
    history = track(excluded_fields=["password", "last_sign_in"])
    database_changes = (
        "display_name", "staff_number", "is_active", "password", "must_change_password", "password_changed_at",
        "last_sign_in", "deactivated_at", "deactivated_by",
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("人员")
        ordering = ["username"]
        constraints = [
            check("user_username_form", Q(username__regex=r"^[a-z0-9][a-z0-9._-]{1,39}$"),
                  _("登录名应为 2 至 40 个小写字母、数字、点、横线，以字母或数字开头。")),
            check("user_never_superuser", Q(is_superuser=False), _("系统不设超级用户。")),
            paired("user", "deactivated"),
            check("user_deactivated_evidence", Q(is_active=True) | Q(deactivated_at__isnull=False),
                  _("停用账号须登记时间与经办人。")),
        ]

    def __str__(self):
        return self.display_name

    def log_facts(self) -> Facts:
        """What the access log says of an account."""
        return Facts("accounts.user", str(self.pk), label=self.username)


class DateSpan(Func):
    """daterange(since, until) with both ends included; an open end has no limit."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Appointment(models.Model):
    """A person holds a role in a department for a period (A 8: named persons)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("人员"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="appointments", verbose_name=_("部门"))
    role = models.CharField(_("岗位"), max_length=20, choices=ROLE_CHOICES)
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("截止日期"), null=True, blank=True)
    appointed_at = models.DateTimeField(_("任命时间"))
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+",
                                     verbose_name=_("任命人"))
    document = models.CharField(_("任命文件"), max_length=100, blank=True)
    ended_at = models.DateTimeField(_("免除时间"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("免除人"))
    history = track()
    database_changes = ("until", "ended_at", "ended_by")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ["-since"]
        constraints = [
            paired("appointment", "ended"),
            # One day less than `since` is an empty period: an appointment taken back before it began.
            check("appointment_period", Q(until__isnull=True) | Q(until__gte=F("since") - timedelta(days=1)),
                  _("截止日期不能早于起始日期。")),
            named(ExclusionConstraint(
                name="appointment_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL), ("department", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateSpan("since", "until", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ), _("该人员在这一期间已担任该部门的同一岗位。")),
        ]

    def __str__(self):
        return f"{self.department} · {self.role_label}"

    def log_facts(self) -> Facts:
        """What the access log says of an appointment."""
        label = f"{self.user.username} {self.role} {self.department.name}"
        return Facts("accounts.appointment", str(self.pk), label=label)

    @property
    def role_label(self):
        """The role's name in the reader's language."""
        return ROLES[self.role].label


class SecondFactor(models.Model):
    """A person's one-time-code generator (RFC 6238); the secret lies encrypted, a code counts once."""

    database_rights = "delete"  # a lost device is removed; history keeps that it was there

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="second_factor")
    sealed_secret = models.BinaryField()
    confirmed_at = models.DateTimeField(_("启用时间"))
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True, blank=True)
    history = track(excluded_fields=["sealed_secret", "last_step", "failures", "blocked_until"])

    class Meta:
        verbose_name = _("动态口令")

    def __str__(self):
        return self.user.username

    def log_facts(self) -> Facts:
        """What the access log says of a second factor: whose it is."""
        return self.user.log_facts()


class RecoveryCode(models.Model):
    """A code on paper that stands in for the one-time code once; only its digest is kept."""

    database_rights = "delete"  # a new set replaces the old one

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes")
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True, blank=True)
    database_changes = ("used_at",)


class OldPassword(models.Model):
    """The hash of a password that a person had; kept so that it is not taken again."""

    database_rights = "delete"  # only the last few are kept

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="old_passwords")
    password = models.CharField(max_length=128)
    replaced_on = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_on", "-id"]

    def __str__(self):
        return self.user.username


class SignedIn(models.Model):
    """A session of a person that lives: a session without such a row is over."""

    database_rights = "delete"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="signed_in")
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近操作"))
    address = models.CharField(_("地址"), max_length=45, blank=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    database_changes = ("session_key", "seen_at")

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = _("会话")
        ordering = ["-seen_at"]

    def __str__(self):
        return f"{self.user.username} {self.address}"
