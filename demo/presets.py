"""常用处理 that the office has made of what it decides again and again."""

from __future__ import annotations

from datetime import datetime

from demo.directory import Directory
from groups.models import Department
from office import events
from office.actors import Actor
from office.events import Fact
from portal.reference_data.files import read
from requests_app.models import Category, Preset, PresetDepartment


def keep(directory: Directory, *, at: datetime) -> None:
    """Those of data/demo/presets.json, made by staff."""
    made_by = directory["staff"]
    for order, row in enumerate(read("demo/presets.json")):
        preset = Preset.objects.create(
            name=row["name"],
            category=Category.objects.get(code=row["category"]) if row["category"] else None,
            difficulty=row["difficulty"],
            expected_outcome=row["expected_outcome"],
            text=row["text"],
            order=order,
            made_by=made_by,
        )
        for place, code in enumerate(row["units"]):
            PresetDepartment.objects.create(
                preset=preset, department=Department.objects.get(code=code), order=place
            )
        events.record(Fact(f"preset:{preset.pk}", "added"), by=Actor.of(made_by), at=at)
