"""Holder, Case with its draft, materials and hands, License with its versions and states, Document, numbers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogs.models import Entry, Matter, Version
from licenses import states
from licenses.kinds import KIND_CHOICES, KINDS, NEW
from licenses.queries import CaseQuerySet, LicenseQuerySet, OfCaseQuerySet, OfLicenseQuerySet
from portal.accounts.models import Department
from portal.audit.facts import Facts
from portal.codes import HOLDER_CODE_TYPES
from portal.constraints import check, evidence, in_order, named, paired
from portal.history import track
from portal.ids import new_id
from portal.vault import files
from portal.vault.models import DataKey, StoredFile

USER = settings.AUTH_USER_MODEL
# What lists and searches make of sealed content → what is left of it when the key is lawfully destroyed. A model says
# in `derived` which of its columns are such: they have no history and go with the key (licenses.destruction).
OF_HOLDERS = {"shown_holders": "", "shown_codes": "", "grams": [], "holder_indexes": []}


def by_user():
    """The person who did something; empty until it is done."""
    return models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")


def under_key():
    """The data key of the dossier; its row may have been lawfully destroyed, so no database constraint."""
    return models.ForeignKey(DataKey, models.DO_NOTHING, db_constraint=False, related_name="+")


class Holder(models.Model):
    """A 持证主体, known by the type and blind index of its code; name and number lie sealed under its own key.

    What is shown in lists is masked for natural persons; without history, so that it goes with the key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_type = models.CharField(max_length=3, choices=[(t.code, t.label) for t in HOLDER_CODE_TYPES.values()])
    code_index = models.BinaryField()
    key = under_key()
    sealed = models.BinaryField()
    shown_name = models.CharField(_("持证主体"), max_length=200)
    shown_code = models.CharField(_("代码"), max_length=64)
    first_seen_at = models.DateTimeField()
    database_changes = ("sealed", "shown_name", "shown_code")

    class Meta:
        verbose_name = _("持证主体")
        constraints = [models.UniqueConstraint(fields=["code_type", "code_index"], name="holder_once")]

    def __str__(self):
        return self.shown_name


class Case(models.Model):
    """办件: a clerk's unit of work on one licence; its content lies sealed, history begins at submission."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("办件编号"), max_length=40, unique=True)
    kind = models.CharField(_("办件类别"), max_length=12, choices=KIND_CHOICES, default="issue")
    status = models.CharField(_("状态"), max_length=10, choices=states.CaseStatus.choices,
                              default=states.CaseStatus.DRAFT)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("签发部门"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name=_("证照类型"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name=_("目录版本"))
    license = models.ForeignKey("License", models.PROTECT, null=True, blank=True, related_name="cases")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name=_("事项"))
    acceptance_number = models.CharField(_("受理编号"), max_length=40, blank=True)
    key = under_key()
    sealed_content = models.BinaryField(null=True)
    content_digest = models.BinaryField(null=True)
    shown_holders = models.CharField(_("持证主体"), max_length=400, blank=True)
    shown_codes = models.CharField(_("代码"), max_length=200, blank=True)
    holder_indexes = ArrayField(models.BinaryField(), default=list, blank=True)
    grams = ArrayField(models.BigIntegerField(), default=list, blank=True)
    collected_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("采集人"))
    collected_at = models.DateTimeField()
    not_secret_at = models.DateTimeField(_("不涉密声明时间"), null=True, blank=True)
    not_secret_by = by_user()
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    submitted_by = by_user()
    opened_at = models.DateTimeField(_("审核开始"), null=True, blank=True)
    opened_by = by_user()
    approved_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    approved_by = by_user()
    approved_digest = models.BinaryField(null=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    returned_by = by_user()
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = by_user()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = by_user()
    sealed_opinion = models.BinaryField(null=True)
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    reservation = models.JSONField(null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True)
    problem = models.CharField(_("签发问题"), max_length=400, blank=True)
    issued_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    issued_by = by_user()
    locked_at = models.DateTimeField(_("锁定时间"), null=True, blank=True)
    locked_by = by_user()
    derived = OF_HOLDERS
    history = track(excluded_fields=[*derived])

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        ordering = ["-collected_at", "-id"]
        constraints = [
            *(paired("case", verb) for verb in (
                "submitted", "approved", "returned", "rejected", "withdrawn", "issued", "not_secret", "opened",
                "locked")),
            evidence("case", "submitted", submitted_at__isnull=False, not_secret_at__isnull=False,
                     content_digest__isnull=False),
            evidence("case", "approved", approved_at__isnull=False, approved_digest__isnull=False),
            evidence("case", "returned", returned_at__isnull=False, sealed_opinion__isnull=False),
            evidence("case", "rejected", rejected_at__isnull=False, sealed_opinion__isnull=False),
            evidence("case", "withdrawn", withdrawn_at__isnull=False),
            evidence("case", "issued", issued_at__isnull=False, license__isnull=False, approved_at__isnull=False),
            named(models.UniqueConstraint(
                fields=["license"], name="case_one_change_at_a_time",
                condition=Q(*(~Q(kind=kind) for kind in NEW), status__in=list(states.OPEN)),
            ), _("本证照已有在办的变更办件，办结或撤件后才能再办。")),
            check("case_license_of_kind",
                  Q(*(("kind", kind) for kind in NEW), ("license__isnull", False), _connector=Q.OR),
                  _("变更证照的办件须指明证照。")),
        ]
        indexes = [
            models.Index(fields=["department", "status", "due_on"]),
            models.Index(fields=["department", "-collected_at", "-id"]),
            models.Index(fields=["department", "acceptance_number"]),
            # few are locked, and whoever is named for secrets asks for them with every page
            models.Index(fields=["locked_at"], condition=Q(locked_at__isnull=False), name="case_locked"),
            GinIndex(fields=["grams"], name="case_grams"),
            GinIndex(fields=["holder_indexes"], name="case_holders"),
        ]

    def __str__(self):
        return self.number

    @property
    def kind_row(self):
        """What is to be known of its kind (licenses.kinds)."""
        return KINDS[self.kind]

    @property
    def kind_label(self):
        return self.kind_row.label

    @property
    def title(self):
        """What is done in the case: the licence type, and the change where there is one."""
        if not self.kind_row.changes_existing:
            return self.version.name
        return gettext("%(kind)s%(name)s") % {"kind": self.kind_label, "name": self.version.name}

    @property
    def status_row(self):
        """What is to be known of its status (licenses.states)."""
        return states.CaseStatus(self.status).row

    @property
    def status_label(self):
        """The status in words."""
        return states.CaseStatus(self.status).label_in(makes_document=self.kind_row.makes_document)

    def log_facts(self):
        return Facts(
            "licenses.case", str(self.pk), self.number, license_type=self.entry.type_code,
            issuer=self.department.uscc, holders=tuple(bytes(h) for h in self.holder_indexes),
            matter=self.matter.code if self.matter_id else "", case_number=self.number, retention="providing",
        )


class CaseDraft(models.Model):
    """What is typed before submission: sealed, without history; `rev` counts saves so that two tabs notice."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="draft")
    sealed = models.BinaryField()
    rev = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    database_rights = "delete"


class Material(models.Model):
    """A scan or file of acceptance, review or issue (A 17), kept with the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="materials")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    # a name out of our own words; a file's own name may name a person and lies sealed with the file
    label = models.CharField(_("材料名称"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = by_user()
    history = track()
    database_changes = ("removed_at", "removed_by")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "added_at"]
        constraints = [paired("material", "removed")]

    def __str__(self):
        return self.label or str(self.pk)

    @property
    def title(self) -> str:
        """What people who may see the case's content know the material by."""
        known = self.__dict__.get("file_name")  # materials.of_case reads those of a case at once
        if known is None:
            known = files.names_of(self.case.key_id, [self.file]).get(self.file_id, "")
        return self.label or known or str(_("材料"))

    def log_facts(self):
        facts = self.case.log_facts()
        return Facts("licenses.material", str(self.pk), self.label, license_type=facts.license_type,
                     issuer=facts.issuer, holders=facts.holders, matter=facts.matter,
                     case_number=facts.case_number, retention=facts.retention)


class Hand(models.Model):
    """Who had a hand in a case and in which capacity: the trigger refuses review and signing to who collected."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="hands")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=8, choices=[
        ("collect", _("采集")), ("review", _("审核")), ("sign", _("签发")),
    ])
    at = models.DateTimeField()
    database_rights = "append"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person", "capacity"], name="hand_once")]


class License(models.Model):
    """A licence: the status column serves lists, `licenses.status.status_at` serves every statement about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name=_("证照类型"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("签发部门"))
    # as lists show it: masked where the number is made of a person's ID number; the whole one lies in the content
    shown_number = models.CharField(_("证照编号"), max_length=128)
    number_index = models.BinaryField()
    serial = models.CharField(_("流水号"), max_length=32)
    status = models.CharField(_("状态"), max_length=10, choices=states.LicenseStatus.choices,
                              default=states.LicenseStatus.EFFECTIVE)
    key = under_key()
    issued_at = models.DateTimeField(_("签发时间"))
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    valid_from = models.DateField(_("有效期起始"))
    valid_to = models.DateField(_("有效期截止"), null=True, blank=True)
    shown_holders = models.CharField(_("持证主体"), max_length=400)
    shown_codes = models.CharField(_("代码"), max_length=200, blank=True)
    holder_indexes = ArrayField(models.BinaryField(), default=list)
    grams = ArrayField(models.BigIntegerField(), default=list)
    holders = models.ManyToManyField(Holder, through="LicenseHolder", related_name="licenses")
    locked_at = models.DateTimeField(_("锁定时间"), null=True, blank=True)
    locked_by = by_user()
    sealed_opinion = models.BinaryField(null=True)
    # the index of a number made of a person's code could be found by trying codes; it stays unique without it
    derived = OF_HOLDERS | {"number_index": Func("id", function="uuid_send", output_field=models.BinaryField())}
    # the shown number stays with the stub and never changes, so that history need not repeat it
    history = track(excluded_fields=[*derived, "shown_number"])

    objects = LicenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("证照")
        ordering = ["-issued_at", "-id"]
        constraints = [
            named(models.UniqueConstraint(fields=["entry", "department", "serial"], name="license_serial_once"),
                  _("该流水号已被使用。")),
            named(models.UniqueConstraint(fields=["entry", "department", "number_index"], name="license_number_once"),
                  _("该证照编号已被使用。")),
            in_order("license", "valid_from", "valid_to"),
            paired("license", "locked"),
            paired("license", "issued"),
        ]
        indexes = [
            # what decides whether a row is seen lies in the index, so that counting a list reads the index alone
            models.Index(fields=["department", "-issued_at", "-id"], include=["locked_at", "locked_by"],
                         name="license_newest_of_department"),
            models.Index(fields=["-issued_at", "-id"], name="license_newest"),
            models.Index(fields=["department", "entry", "-issued_at", "-id"]),
            # the rarer statuses of a large department, and those that the dates make (licenses.lookup.with_status)
            models.Index(fields=["department", "status", "valid_to"]),
            models.Index(fields=["department", "valid_from"]),
            models.Index(fields=["locked_at"], condition=Q(locked_at__isnull=False), name="license_locked"),
            models.Index(fields=["number_index"]),
            GinIndex(fields=["grams"], name="license_grams"),
            GinIndex(fields=["holder_indexes"], name="license_holder_indexes"),
        ]

    def __str__(self):
        return self.shown_number

    def marks_at(self, instant) -> tuple:
        """What stands against the licence at an instant."""
        return tuple(self.marks.filter(Q(until__isnull=True) | Q(until__gt=instant)))

    def log_facts(self):
        return Facts(
            "licenses.license", str(self.pk), self.shown_number, license_type=self.entry.type_code,
            issuer=self.department.uscc, holders=tuple(bytes(h) for h in self.holder_indexes),
            retention="providing",
        )


class LicenseHolder(models.Model):
    """A licence can have several holders, in order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    license = models.ForeignKey(License, models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="holdings")
    position = models.PositiveSmallIntegerField()
    database_rights = "append"

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["license", "holder"], name="license_holder_once")]


class Document(models.Model):
    """Every PDF handed out, by the SHA-256 of its bytes: the check page asks this register alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=[("license", _("证照原件")), ("copy", _("加注件"))])
    purpose = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    database_rights = "append"


class LicenseVersion(models.Model):
    """One electronic file of a licence (001, 002 …): the data, the signed file and what it was made with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    license = models.ForeignKey(License, models.PROTECT, related_name="versions")
    case = models.OneToOneField(Case, models.PROTECT, related_name="made_version")
    catalog_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    number = models.CharField(_("版本号"), max_length=3)
    identifier = models.CharField(_("证照标识"), max_length=128, unique=True)
    code = models.CharField(_("查验码"), max_length=32, unique=True)
    sealed_content = models.BinaryField()
    document = models.OneToOneField(Document, models.PROTECT, related_name="license_version")
    template_digest = models.CharField(max_length=64)
    signature = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    database_rights = "append"

    objects = OfLicenseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["license", "number"], name="license_version_once")]

    def log_facts(self):
        return self.license.log_facts()


class LicenseState(models.Model):
    """What an authority did to a licence, from when it counts and since when it is known; only ever appended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    license = models.ForeignKey(License, models.PROTECT, related_name="states")
    status = models.CharField(max_length=10, choices=states.LicenseStatus.choices)
    # the ground and the decision document: they may name the holder; see licenses.status.words_of
    sealed_words = models.BinaryField(null=True)
    effective_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    database_rights = "append"

    class Meta:
        ordering = ["effective_from", "recorded_at", "id"]
        indexes = [models.Index(fields=["license", "effective_from"])]


class Mark(models.Model):
    """What stands against a licence for now (under objection since …): set by an app above, shown with the status."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    license = models.ForeignKey(License, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    database_changes = ("until",)

    class Meta:
        constraints = [in_order("mark", "since", "until")]


class Counter(models.Model):
    """The next number of one series; the row is locked only while a number is taken, never while signing."""

    series = models.CharField(max_length=120, primary_key=True)
    next = models.BigIntegerField(default=1)


class Number(models.Model):
    """Every number that was ever taken from a series, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.CharField(max_length=120)
    value = models.BigIntegerField()
    text = models.CharField(max_length=128)
    case = models.ForeignKey(Case, models.PROTECT, related_name="numbers")
    reserved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "value"], name="number_value_once"),
            check("number_used_or_void", Q(used_at__isnull=True) | Q(void_at__isnull=True),
                  _("编号不能既已使用又已作废。")),
        ]


class ReturnReason(models.Model):
    """A stock sentence for sending a case back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.CharField(_("退回理由"), max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.text
