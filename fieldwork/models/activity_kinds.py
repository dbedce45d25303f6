"""What kinds of activity there are, and the seven actions (七大行动) that each may serve."""

from django.db import models


class ActivityKind(models.TextChoices):
    SURVEY = "survey", "调研"
    INSPECTION = "inspection", "视察"
    ENFORCEMENT = "enforcement", "执法检查"
    DISCUSSION = "discussion", "座谈"
    OUTREACH = "outreach", "政策宣讲"
    ACCOUNT = "account", "述职"
    OTHER = "other", "其他"


class CountyAction(models.TextChoices):
    """七大行动."""

    INDUSTRY = "industry", "产业倍增"
    INNOVATION = "innovation", "科创引领"
    HUB = "hub", "枢纽提能"
    CITY = "city", "城市提质"
    RURAL = "rural", "乡村振兴"
    TOURISM = "tourism", "文旅融合"
    LIVELIHOOD = "livelihood", "民生改善"
