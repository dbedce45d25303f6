"""Accounts, the roles they hold from when to when, and their API tokens. Changed by office/accounts.py alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import salted_hmac
from knox.models import AbstractAuthToken

from office.crypto import EncryptedTextField, blind_index
from office.database.statements import Select
from office.roles import ADMIN_ROLES, Role, has_role
from office.typed import phones


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_role(self, *roles: str, on: date) -> Self:
        """Active people who hold one of the roles on that local date."""
        grants = RoleGrant.objects.in_force(on).filter(role__in=roles)
        return self.active().filter(pk__in=grants.values("user"))

    def without_telephone(self) -> Self:
        """Leaves the encrypted numbers unread, for lists of recipients; `has_phone` knows who has one."""
        return self.defer("phone").annotate(phone_given=~Q(phone=""))

    def reached_by(self, *, phone: str, email: str = "") -> list[int]:
        """Keys of the active accounts with this number (digits alone) or e-mail; none for empty ones."""
        wanted = Q(phone_index=blind_index(phone)) if phone else Q()
        wanted |= Q(email__iexact=email) if email else Q()
        return (
            list(self.active().filter(wanted).order_by("pk").values_list("pk", flat=True)) if wanted else []
        )

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class PeopleManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes rows; accounts are opened, with their record, by `accounts.open_account`."""

    def create_user(self, username: str, *, name: str, password: str | None = None, **columns: Any) -> "User":
        """Without a password nobody can sign in to the account."""
        user = User(username=User.normalize_username(username), name=name, **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *args: Any, **kwargs: Any) -> "User":
        raise TypeError("Nobody is a superuser: open an account and grant it a role (office/accounts.py).")


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox is untyped
    # What AbstractUser brings and this platform does not use: one name, no groups, staff by role.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    name = models.CharField("姓名", max_length=50)
    phone = EncryptedTextField("联系电话", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    # Part of the session's hash: raising it ends all sessions, as a changed role must.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    # The absent colleague in whose place this instance is told; set by groups.duty_roster, never stored.
    acts_for: "User | None" = None

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_nobody_is_superuser"),
            models.CheckConstraint(condition=~Q(name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A number is found by its index: the two are written together."""
        columns = kwargs.get("update_fields")
        if columns is None or "phone" in columns:
            self.phone_index = blind_index(phones.stored(self.phone).number)
            if columns is not None:
                kwargs["update_fields"] = {*columns, "phone_index"}
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:  # type: ignore[override]
        """Django's word for who may enter the admin."""
        return has_role(self, *ADMIN_ROLES)

    def is_kept_apart(self) -> bool:
        """Whether the account holds, will hold or ever held staff's, approver's, auditor's or administrator's duty.

        One person may end a duty. Were the account an ordinary one then, that person could turn it to an own telephone
        and have the duty given back.
        """
        return self.role_grants.exclude(kind=RoleGrant.Kind.NONE).exists()

    @property
    def has_phone(self) -> bool:
        """Whether a telephone is on record."""
        known: bool | None = self.__dict__.get("phone_given")
        return bool(self.phone) if known is None else known

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def roles_on(self, on: date) -> frozenset[str]:
        """The roles in force on a local date; the grants are read once for this instance."""
        if not hasattr(self, "_grants"):
            self._grants = GRANTS.rows(user=self.pk)
        return frozenset(
            role for role, since, until in self._grants if since <= on and (until is None or on < until)
        )

    def forget_roles(self) -> None:
        """After a grant changed: the next question reads the table again."""
        self.__dict__.pop("_grants", None)

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterable[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.session_round}"
        return salted_hmac("office.User.session", value, secret=secret, algorithm="sha256").hexdigest()


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, on: date) -> Self:
        """Half-open: a grant ended today is not in force today."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def open(self) -> Self:
        return self.filter(until__isnull=True)


class RoleGrant(models.Model):
    """A role of an account from `since` until before `until`."""

    class Kind(models.TextChoices):
        """Duties that exclude one another: 三员分立."""

        BUSINESS = "business", "业务"
        AUDIT = "audit", "审计"
        SYSTEM = "system", "系统管理"
        NONE = "none", "不限"

    user = models.ForeignKey(User, verbose_name="账号", on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    kind = models.GeneratedField(
        expression=Case(
            When(role__in=[Role.STAFF, Role.APPROVER], then=Value("business")),
            When(role=Role.AUDITOR, then=Value("audit")),
            When(role=Role.ADMINISTRATOR, then=Value("system")),
            default=Value("none"),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, verbose_name="授予人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "角色授予"
        verbose_name_plural = "角色授予"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="rolegrant_role_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="rolegrant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until__isnull=True), name="rolegrant_one_open_per_role"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(until__isnull=True) & ~Q(kind="none"),
                name="rolegrant_one_exclusive_duty",
                violation_error_message="同一账号只能担任业务、审计、系统管理三类职责中的一种。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"


# Asked by every page of somebody signed in.
GRANTS = Select(
    lambda user: RoleGrant.objects.filter(user=user).values_list("role", "since", "until"),
    user=models.BigIntegerField(),
)


class ApiToken(AbstractAuthToken):  # type: ignore[misc]  # knox is untyped
    """A knox token; `scopes` narrow what its owner's roles allow. The token itself is shown once and kept hashed."""

    name = models.CharField("用途", max_length=100, default="", blank=True)
    scopes = models.JSONField("范围", default=list, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
