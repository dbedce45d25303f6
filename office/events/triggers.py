"""Events, their numbers and anchors are only ever added: the database refuses to change or remove one, whoever asks."""

from office.database.objects import append_only

TRIGGERS = (
    *append_only(
        "office_event",
        on_update="office_event_no_update",
        on_delete="office_event_no_delete",
        on_postgresql="append_only",
        function="office_append_only",
    ),
    *append_only(
        "office_anchor",
        on_update="office_anchor_no_update",
        on_delete="office_anchor_no_delete",
        on_postgresql="append_only",
        function="office_append_only",
    ),
    *append_only(
        "office_eventnumber",
        on_update="office_eventnumber_no_update",
        on_delete="office_eventnumber_no_delete",
        on_postgresql="append_only",
        function="office_append_only",
    ),
)
