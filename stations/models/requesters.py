"""Who comes to a station with a matter: with a request, a booking or a question."""

from django.db import models


class RequesterKind(models.TextChoices):
    ENTERPRISE = "enterprise", "企业"
    EMPLOYEE = "employee", "园区员工"
    VOTER = "voter", "选民群众"
