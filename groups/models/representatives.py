"""Representatives (人大代表). Whether one is in office is told by mandates, never stored here."""

from datetime import date

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Lower

from groups.models.derived import PhoneIndexField, SortKeyField
from groups.models.mandates import Mandate
from groups.models.memberships import ProfessionalMembership, RegionalMembership
from groups.models.professional_groups import ProfessionalGroup
from groups.models.regional_groups import RegionalGroup, RegionalUnit
from groups.spans import known_values
from office.crypto import EncryptedTextField


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def in_office(self, on: date) -> "RepresentativeQuerySet":
        """Holds an active mandate of any level on that date; suspended and ended ones do not count."""
        return self.filter(Exists(Mandate.objects.active(on).filter(representative=OuterRef("pk"))))

    def out_of_office(self, on: date) -> "RepresentativeQuerySet":
        return self.exclude(Exists(Mandate.objects.active(on).filter(representative=OuterRef("pk"))))

    def of(self, group: ProfessionalGroup | RegionalGroup, on: date) -> "RepresentativeQuerySet":
        """Members of the group on that date."""
        if isinstance(group, ProfessionalGroup):
            professional = ProfessionalMembership.objects.in_force(on).filter(group=group)
            return self.filter(pk__in=professional.values("representative"))
        regional = RegionalMembership.objects.in_force(on).filter(group=group)
        return self.filter(pk__in=regional.values("representative"))

    def of_unit(self, unit: RegionalUnit, on: date) -> "RepresentativeQuerySet":
        """Members of the unit's regional groups on that date."""
        memberships = RegionalMembership.objects.in_force(on).filter(group__unit=unit)
        return self.filter(pk__in=memberships.values("representative"))

    def for_public(self, on: date) -> "RepresentativeQuerySet":
        """Those whom a visitor may see, without the columns that no visitor may see."""
        return self.in_office(on).with_groups(on).defer("phone", "phone_index", "born_month")

    def with_groups(self, on: date) -> "RepresentativeQuerySet":
        """Adds `current_professional` and `current_regional`: lists of at most one membership each."""
        professional = ProfessionalMembership.objects.in_force(on).select_related("group")
        regional = RegionalMembership.objects.in_force(on).select_related("group__unit")
        return self.prefetch_related(
            Prefetch("professional_memberships", professional, to_attr="current_professional")
        ).prefetch_related(Prefetch("regional_memberships", regional, to_attr="current_regional"))

    def by_name(self) -> "RepresentativeQuerySet":
        """By the pinyin of the name; namesakes by certificate number."""
        return self.order_by("sort_key", "certificate_number")


class Representative(models.Model):
    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    code = models.CharField(
        "代码",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+$", "只能用小写字母和数字。")],
        help_text="用于公开网址和二维码，启用后不要改动。",
    )
    certificate_number = models.CharField("代表证号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=60)
    sort_key = SortKeyField("排序拼音", max_length=600, source="name", db_index=True)
    gender = models.CharField("性别", max_length=8, choices=Gender, blank=True)
    born_month = models.CharField(
        "出生年月",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", "请按 1980-05 的格式填写出生年月。")],
    )
    phone = EncryptedTextField("联系电话", blank=True, default="")
    phone_index = PhoneIndexField("电话索引", max_length=64, source="phone", blank=True, db_index=True)
    occupation = models.CharField("职业或职务", max_length=100, blank=True)
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    employer_department = models.ForeignKey(
        "groups.Department",
        on_delete=models.PROTECT,
        related_name="employed_representatives",
        verbose_name="所在承办单位",
        null=True,
        blank=True,
        help_text="代表在承办单位任职的，该单位主办、会办的诉求须回避。",
    )
    field = models.CharField("专业领域", max_length=60, blank=True)
    bio = models.TextField("简介", max_length=1000, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="representative",
        verbose_name="登录账号",
        null=True,
        blank=True,
    )
    external_id = models.CharField(
        "外部系统编号", max_length=80, unique=True, null=True, blank=True, default=None
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = "人大代表"
        verbose_name_plural = "人大代表"
        ordering = ["sort_key", "certificate_number"]
        constraints = [
            known_values("gender", "", "male", "female", name="representative_gender_is_known"),
            models.CheckConstraint(
                condition=Q(code=Lower("code")) & ~Q(code=""), name="representative_code_is_lower_case"
            ),
            models.CheckConstraint(
                condition=~Q(certificate_number=""), name="representative_has_certificate_number"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="representative_has_name"),
            models.CheckConstraint(
                condition=Q(born_month="") | Q(born_month__gte="1900-01", born_month__lte="2099-12"),
                name="representative_born_month_is_plausible",
                violation_error_message="请按 1980-05 的格式填写出生年月。",
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True) | ~Q(external_id=""),
                name="representative_external_id_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_office(self, on: date) -> bool:
        return Mandate.objects.active(on).filter(representative=self).exists()

    def professional_group(self, on: date) -> ProfessionalGroup | None:
        """The professional group on that date, or None."""
        membership = self.professional_memberships.in_force(on).select_related("group").first()
        return membership.group if membership else None

    def regional_group(self, on: date) -> RegionalGroup | None:
        """The regional group on that date, or None."""
        membership = self.regional_memberships.in_force(on).select_related("group__unit").first()
        return membership.group if membership else None
