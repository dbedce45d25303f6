"""Gives every address and key its grade, and every link that could judge its verdict key.

What the requester's own submission brought is the own; what a desk typed, at intake or as a correction, is the desk's,
and so is what a slip changed. A link that a desk ended while its case still went on judges again.
"""

import json
from collections import defaultdict

from django.db import migrations
from django.db.models import Q

BATCH = 500


class Phones:
    """Whose the telephone of a request was at an instant: by the corrections that its events tell of."""

    def __init__(self, events, roots):
        self.by_desk = defaultdict(list)
        self.by_requester = set()
        found = events.filter(action="correct", subject__startswith="case:").order_by("pk")
        for event in found.only("subject", "at", "by_kind", "payload").iterator():
            content = json.loads(bytes(event.payload))
            case = int(event.subject.partition(":")[2])
            if content["data"].get("field") != "phone" or case not in roots:
                continue
            own = event.by_kind == "requester" and content["by"].get("basis") == "full"
            if own:
                self.by_requester.add((roots[case], event.at))
            else:
                self.by_desk[roots[case]].append(event.at)

    def is_own(self, root, at):
        return not any(changed_at <= at for changed_at in self.by_desk.get(root, ()))


def fill(apps, schema_editor):
    cases = apps.get_model("requests_app", "EnterpriseRequest").objects
    roots = {pk: root or pk for pk, root in cases.values_list("pk", "split_from_id")}
    phones = Phones(apps.get_model("office", "Event").objects, roots)
    _grade_addresses(cases, list(phones.by_desk))
    _grade_keys(apps, roots, phones)


def _grade_addresses(cases, corrected):
    for at_desk, grade in ((False, "own"), (True, "desk")):
        entered = cases.filter(created_by__isnull=not at_desk)
        entered.exclude(phone_index="").update(phone_grade=grade)
        entered.exclude(email="").update(email_grade=grade)
    for start in range(0, len(corrected), BATCH):
        some = corrected[start : start + BATCH]
        family = cases.filter(Q(pk__in=some) | Q(split_from__in=some))
        family.exclude(phone_index="").update(phone_grade="desk")


def _grade_keys(apps, roots, phones):
    access = apps.get_model("requests_app", "AccessKey").objects
    verdict_key = apps.get_model("requests_app", "VerdictKey")
    made, desks = [], []
    for key in access.filter(grade="full").select_related("case").order_by("pk").iterator(chunk_size=BATCH):
        root, case = roots[key.case_id], key.case
        own = case.created_by_id is None and phones.is_own(root, key.created_at)
        if not own:
            desks.append(key.pk)
        made.append(
            verdict_key(
                case_id=key.case_id,
                token_hash=key.token_hash,
                code_hash=key.code_hash,
                grade="own" if own else "desk",
                round=None if key.code_hash else key.round,
                sent_to="receipt" if key.code_hash else "phone",
                created_at=key.created_at,
                ended_at=_ended_at(key, root, phones),
            )
        )
    verdict_key.objects.bulk_create(made, batch_size=BATCH)
    for start in range(0, len(desks), BATCH):
        access.filter(pk__in=desks[start : start + BATCH]).update(grade="desk")
    access.filter(grade="full").update(grade="own")


def _ended_at(key, root, phones):
    """Only the requester's own correction has ended what could judge a case that still goes on."""
    if key.case.closed_at is None and (root, key.ended_at) not in phones.by_requester:
        return None
    return key.ended_at


def back(apps, schema_editor):
    access = apps.get_model("requests_app", "AccessKey").objects
    access.filter(grade__in=("own", "checked")).update(grade="full")
    access.filter(grade__in=("desk", "none")).update(grade="slip")


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0005_one_beat"),
        ("requests_app", "0017_verdict_keys"),
    ]

    operations = [migrations.RunPython(fill, back)]
