"""反映单位自身问题: which departments a case complains about; one of them may be co, never lead."""

from __future__ import annotations

from django.db import models

from groups.models import Department
from requests_app.models.requests import EnterpriseRequest

# Instead of the enterprise's name, in what the unit complained about reads.
SOMEBODY = "某企业"


class Complaint(models.Model):
    """The enterprise's name is withheld from these units unless the enterprise has agreed."""

    case = models.OneToOneField(
        EnterpriseRequest, models.PROTECT, related_name="complaint", verbose_name="诉求"
    )
    departments: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, related_name="+", verbose_name="被反映单位"
    )
    names_agreed = models.BooleanField("企业同意告知名称", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "反映单位自身问题"

    def __str__(self) -> str:
        return f"{self.case.ledger_number} 反映单位自身问题"
