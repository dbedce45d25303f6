"""Words that promise a text message or an e-mail: said only where one can go out."""

from typing import cast

from django.utils.functional import lazystr

from office.notifications.channels import is_set_up


class _IfSetUp:
    """Decides each time it is written, as a form's fields live as long as the process."""

    def __init__(self, channel: str, words: str, otherwise: str) -> None:
        self._channel, self._words, self._otherwise = channel, words, otherwise

    def __str__(self) -> str:
        return self._words if is_set_up(self._channel) else self._otherwise


def if_set_up(channel: str, words: str, otherwise: str = "") -> str:
    """`words` where the operator has named a way for the channel, else `otherwise`; decided when it is shown."""
    return cast(str, lazystr(_IfSetUp(channel, words, otherwise)))
