"""What is only read: events, anchors, and what the queue still has or gave up."""

from django.contrib import admin

from office.admin.history import title_of
from office.admin.recorded import ReadOnlyAdmin
from office.models import Anchor, Event, Job, Message


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin[Event]):
    """Codes and dates only: the texts beside the chain are read where the matter is."""

    list_display = ["at", "by_user", "by_kind", "title", "subject"]
    list_filter = ["by_kind"]
    list_select_related = ["by_user"]
    search_fields = ["=subject", "=action"]
    search_help_text = "按对象（如 case:12）或动作（如 login）的全称搜索"
    ordering = ["-pk"]
    fields = ["at", "by_kind", "by_user", "on_behalf_of", "subject", "seq", "title", "codes", "key_id"]
    readonly_fields = ["title", "codes"]

    @admin.display(description="动作")
    def title(self, event: Event) -> str:
        return title_of(event)

    @admin.display(description="内容")
    def codes(self, event: Event) -> str:
        return "；".join(f"{name}：{value}" for name, value in event.data.items())


@admin.register(Anchor)
class AnchorAdmin(ReadOnlyAdmin[Anchor]):
    list_display = ["on", "seq", "at", "fingerprint"]
    fields = ["seq", "on", "at", "key_id", "fingerprint"]
    readonly_fields = ["fingerprint"]
    ordering = ["-seq"]

    @admin.display(description="校验码")
    def fingerprint(self, anchor: Anchor) -> str:
        return bytes(anchor.mac).hex()


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin[Message]):
    """Without addresses and texts: who needs them opens the matter. What was given up is dealt with on the desk."""

    list_display = ["pk", "channel", "is_digest", "state", "attempts", "due_at", "error"]
    list_filter = ["state", "channel", "is_digest"]
    fields = [
        "channel",
        "is_digest",
        "state",
        "attempts",
        "due_at",
        "finished_at",
        "error",
        "told_by",
        "told_at",
    ]
    ordering = ["-pk"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin[Job]):
    list_display = ["kind", "key", "state", "attempts", "due_at", "error"]
    list_filter = ["state", "kind"]
    fields = ["kind", "key", "state", "attempts", "due_at", "finished_at", "error"]
    ordering = ["-pk"]
