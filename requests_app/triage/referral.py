"""Matters that are none for a unit of the office: what they are, and where they are at home (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from requests_app.models.disposals import DisposalReason
from requests_app.texts import accusations
from requests_app.texts.classifier import Classifier, Guess, Kind, Learned
from requests_app.texts.lexicon import REFER, lexicon

LIKELY = 0.25
# A visitor is only stopped for a moment where hardly anything else can be meant.
SURELY = 0.6
TOLD_BEFORE = frozenset(
    {DisposalReason.PRIVATE, DisposalReason.LITIGATION, DisposalReason.REPORT, DisposalReason.OUTSIDE}
)

BODIES = {"FY": "人民法院", "JCY": "人民检察院", "GAJ": "公安机关", "JWJ": "监察机关"}
LOOKS_LIKE = {
    DisposalReason.PRIVATE: "像是民事纠纷",
    DisposalReason.LITIGATION: "像是涉法涉诉事项",
    DisposalReason.REPORT: "像是检举控告公职人员",
    DisposalReason.OUTSIDE: "像是非涉企事项",
    DisposalReason.UNCLEAR: "没有说清是什么事",
    DisposalReason.THANKS: "像是感谢，没有诉求",
    DisposalReason.SPAM: "像是广告或测试信息",
}
GUIDANCE = {
    DisposalReason.PRIVATE: "民事纠纷可以申请人民调解，或向仲裁机构、人民法院提出；法律咨询请拨打 12348。",
    DisposalReason.LITIGATION: "案件的办理由司法机关依法进行，请向承办法院、检察院或公安机关提出；诉讼服务热线 12368。",
    DisposalReason.REPORT: "检举控告公职人员，请拨打 12388，或向纪检监察机关当面、来信提出。",
    DisposalReason.OUTSIDE: "与企业无关的事项，请拨打 12345 政务服务便民热线，或向您所在选区的代表联络站提出。",
    DisposalReason.UNCLEAR: "请补充说明是什么事、在哪里、希望怎样解决。",
}


@dataclass(frozen=True)
class OtherBody:
    """`step`: refer (to `body`, a unit's code) or decline; `reason`: Disposal.Reason; `guidance` may be empty."""

    step: str
    body: str
    reason: str
    looks: str
    because: str
    guidance: str

    @property
    def words(self) -> str:
        """像是感谢，没有诉求（提到“感谢”），可考虑不予受理"""
        away = f"转送{BODIES.get(self.body, '有关机关')}" if self.step == REFER else "不予受理并说明去处"
        return f"{self.looks}（{self.because}），可考虑{away}"


def proposed(units: Sequence[Guess]) -> OtherBody | None:
    """Where the likeliest unit is none; a unit that is likelier than every other way stays a unit's matter."""
    best = next(iter(units), None)
    if best is None or not best.reason or best.score < LIKELY:
        return None
    return of_guess(best)


def of_guess(guess: Guess) -> OtherBody:
    """A guess that refers or declines, in words."""
    step, _, body = guess.key.partition(":")
    return _of_reason(step, body, DisposalReason(guess.reason), guess.because)


def _of_reason(step: str, body: str, reason: DisposalReason, because: str) -> OtherBody:
    return OtherBody(step, body, reason.value, LOOKS_LIKE[reason], because, GUIDANCE.get(reason, ""))


def before_sending(text: str) -> OtherBody | None:
    """What a visitor is told before a matter of another place is sent, by words alone: no query, some milliseconds.

    An accusation of a person in office first, whatever else the text tells.
    """
    if because := accusations.signs(text):
        return _of_reason(REFER, "JWJ", DisposalReason.REPORT, f"提到“{because}”")
    found = _by_words().guess(text, Learned())
    seems = proposed(found.units)
    sure = seems is not None and found.units[0].score >= SURELY and seems.reason in TOLD_BEFORE
    return seems if sure else None


@lru_cache
def _by_words() -> Classifier:
    return Classifier({topic.category: Kind(topic.category) for topic in lexicon().topics})
