"""Representatives who take part in a case beside the handling one."""

from __future__ import annotations

from django.db import models

from groups.models import Representative
from requests_app.models.requests import EnterpriseRequest


class Helper(models.Model):
    """A representative who takes part beside the handling one (协助代表), with the reason."""

    case = models.ForeignKey(EnterpriseRequest, models.CASCADE, related_name="helpers", verbose_name="诉求")
    representative = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="代表")
    because = models.CharField("原因", max_length=100, blank=True)
    since = models.DateField("自")

    class Meta:
        verbose_name = verbose_name_plural = "协助代表"
        constraints = [
            models.UniqueConstraint(fields=["case", "representative"], name="helper_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.representative}（协助）"
