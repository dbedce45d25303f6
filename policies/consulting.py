"""What policies and information give to consultations below: kinds to choose from, items that answer."""

from __future__ import annotations

from django.urls import reverse

from policies.models import InformationItem, InformationKind, PolicyVersion
from stations.consultations.topics import PublicItem, Topic, item_lists, topic_lists


def topics() -> list[Topic]:
    """The kinds of information, closed ones too: what was written down under one keeps its name."""
    return [Topic(kind.code, kind.name, kind.is_open) for kind in InformationKind.objects.all()]


def public_items() -> list[PublicItem]:
    """What the public reads now, by title; two queries."""
    versions = PolicyVersion.objects.published().values_list("policy__slug", "title")
    items = InformationItem.objects.published().values_list("kind__code", "slug", "title")
    found = [
        PublicItem(f"policy:{slug}", title, reverse("policies:policy_detail", args=[slug]))
        for slug, title in versions
    ]
    found += [
        PublicItem(f"information:{slug}", title, reverse("policies:information_detail", args=[kind, slug]))
        for kind, slug, title in items
    ]
    return sorted(found, key=lambda item: item.title)


def register() -> None:
    topic_lists.register(topics)
    item_lists.register(public_items)
