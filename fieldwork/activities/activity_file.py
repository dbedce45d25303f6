"""Everything that guards and pages read of one activity, each asked for once."""

from __future__ import annotations

from functools import cached_property

from fieldwork.models import Activity, ActivityGroup, Invitation


class ActivityFile:
    def __init__(self, activity: Activity) -> None:
        self.activity = activity

    @cached_property
    def groups(self) -> list[ActivityGroup]:
        """The host first."""
        rows = ActivityGroup.objects.filter(activity=self.activity)
        return list(rows.select_related("professional_group", "regional_group"))

    @cached_property
    def invitations(self) -> list[Invitation]:
        rows = Invitation.objects.filter(activity=self.activity)
        return list(rows.select_related("representative", "department", "enterprise").order_by("pk"))

    @property
    def called(self) -> dict[int, Invitation]:
        """Invitations of representatives who are called, by the person."""
        return {
            row.representative_id: row
            for row in self.invitations
            if row.representative_id is not None and row.is_called
        }

    def invitation_of(self, representative: int) -> Invitation | None:
        """Of that representative, called or not."""
        return next((row for row in self.invitations if row.representative_id == representative), None)

    @property
    def departments(self) -> set[int]:
        """Units that are invited."""
        return {row.department_id for row in self.invitations if row.department_id and row.is_called}

    @property
    def professional_groups(self) -> set[int]:
        return {row.professional_group_id for row in self.groups if row.professional_group_id}

    @property
    def regional_groups(self) -> set[int]:
        return {row.regional_group_id for row in self.groups if row.regional_group_id}
