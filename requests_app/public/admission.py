"""Whether a complete form is stored at once: asked at the beginning of the transaction that would store it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from requests_app.intake import duplicates, public_matches, triage_flags
from requests_app.intake.intake import Intake
from requests_app.intake.limits import Counted
from requests_app.public.forms.intake import IntakeForm


class Admission:
    """Calling it counts the form and gives the marks to store with it, or None where somebody is asked first.

    Afterwards `counted` and `twin` (受理编号 of the same words within the hour) say why not.
    """

    def __init__(self, form: IntakeForm, given: Intake, count: Callable[[], Counted], at: datetime) -> None:
        self.form, self.given, self.count, self.at = form, given, count, at
        self.counted, self.twin = Counted(), ""
        self._said = duplicates.said_before(given.phone, given.masked.text)
        self._own_marks = [*form.suspicions(at), *_followed(form)]

    def __call__(self) -> list[str] | None:
        self.counted = self.count()
        if self.counted.of_phone > 1:
            # Another tab may have sent the same since; its count was the wait for it.
            self._said = duplicates.said_before(self.given.phone, self.given.masked.text)
        if not self.form.is_meant_again:
            self.twin = duplicates.twin_in(self._said, self.given.contact, at=self.at)
        is_doubtful = bool(self.counted.doubts) or self.form.is_surely_a_script(self.at)
        if self.counted.retry_after or self.twin or (is_doubtful and not self.form.is_confirmed):
            return None
        return [*self._own_marks, *self.counted.doubts, *([triage_flags.SAME_TEXT] if self._said else [])]


def _followed(form: IntakeForm) -> list[str]:
    """The mark of a public case that the visitor met too."""
    number = form.data.get("follow", "")
    followed = public_matches.to_follow(number) if number else None
    return [triage_flags.met_too(followed.ledger_number)] if followed else []
