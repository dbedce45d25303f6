"""What a template may promise: whether a text message or an e-mail can go out at all."""

from django import template

from office.notifications import channels

register = template.Library()


@register.simple_tag
def is_set_up(channel: str) -> bool:
    """Whether the operator has named a way for `sms` or `email`."""
    return channels.is_set_up(channel)
