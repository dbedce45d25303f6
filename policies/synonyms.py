"""The clerks' list: what people say for what papers call otherwise."""

from collections.abc import Sequence
from datetime import datetime

from office.actors import Actor
from office.events import Fact, record
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import Role, has_role
from office.verbs import verb
from policies.models import Synonym
from policies.search.words import normalised

KEEPERS = (Role.CLERK, Role.EDITOR, Role.STAFF)
WORD_AT_MOST = 20
MEANINGS_AT_MOST = 8


@verb
def put(word: str, means: Sequence[str], *, by: Actor, at: datetime) -> Synonym:
    """Let a word lead to these; no meaning at all switches the word off. The same again changes nothing."""
    if by.user is not None and not has_role(by.user, *KEEPERS):
        raise Refused("not_yours", "由服务站、政策编辑和工作人员维护")
    word = normalised(clean_text(word))
    cleaned = list(dict.fromkeys(each for text in means if (each := clean_text(text))))
    if not word or len(word) > WORD_AT_MOST:
        raise Refused("word", f"请填写 1 至 {WORD_AT_MOST} 个字的说法", field="word")
    if len(cleaned) > MEANINGS_AT_MOST or any(len(each) > WORD_AT_MOST for each in cleaned):
        raise Refused("means", f"最多 {MEANINGS_AT_MOST} 个，每个不超过 {WORD_AT_MOST} 字", field="means")
    if word in cleaned:
        raise Refused("itself", "左右两边不能是同一个词", field="means")
    synonym = Synonym.objects.select_for_update().filter(word=word).first()
    if synonym is not None and synonym.means == cleaned:
        return synonym
    before = "、".join(synonym.means) if synonym else ""
    synonym = synonym or Synonym(word=word)
    synonym.means, synonym.changed_at = cleaned, at
    synonym.save()
    texts = {"word": word, "before": before, "after": "、".join(cleaned)}
    record(Fact(f"synonym:{synonym.pk}", "synonym_put", {}, texts), by=by, at=at)
    return synonym
