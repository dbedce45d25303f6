"""Learns data/accusation-weights.json from data/accusations.json and the ordinary texts of data/; then says how well.

    python tools/learn_accusations.py       the same texts give the same weights

Logistic regression over the features of requests_app/texts/accusations.py; each fifth is judged by what the others taught.
"""

import json
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from requests_app.texts.accusations import SHARP, features  # noqa: E402
from requests_app.triage import examples  # noqa: E402

FOLDS, EPOCHS, RATE, DECAY = 5, 20, 0.1, 1e-4
SEEN_AT_LEAST, KEPT, ROUNDED = 2, 3000, 2
# How much more a missed accusation counts than one too many, beside their numbers.
CAUTION = 1.0
Sample = tuple[list[str], bool]


def main() -> None:
    samples = [(sorted(features(text)), accuses) for text, accuses in texts()]
    right = Counter((accuses, judged) for accuses, judged in cross_validated(samples))
    weights = learned(samples)
    path = ROOT / "data" / "accusation-weights.json"
    rows = ",\n".join(
        f"  {json.dumps(key, ensure_ascii=False)}: {weight}" for key, weight in sorted(weights.items())
    )
    path.write_text(f'{{\n "texts": {len(samples)},\n "weights": {{\n{rows}\n }}\n}}\n', encoding="utf-8")
    found, missed = right[(True, True)], right[(True, False)]
    sys.stdout.write(
        f"{len(weights)} weights; cross-validated: {found} of {found + missed} accusations, "
        f"{right[(False, True)]} of {right[(False, True)] + right[(False, False)]} others taken for one\n"
    )


def texts() -> Iterator[tuple[str, bool]]:
    """Each text, and whether it accuses."""
    samples = examples.read("accusations.json")
    yield from ((text, True) for text in samples["accusations"])
    yield from ((text, False) for text in samples["grievances"])
    yield from ((one.text, one.unit == "refer:JWJ") for one in examples.typed())


def cross_validated(samples: Sequence[Sample]) -> Iterator[tuple[bool, bool]]:
    for fold in range(FOLDS):
        weights = learned([one for place, one in enumerate(samples) if place % FOLDS != fold])
        yield from ((accuses, weighed(held, weights) > 0) for held, accuses in samples[fold::FOLDS])


def learned(samples: Sequence[Sample]) -> dict[str, float]:
    seen = Counter(feature for held, _ in samples for feature in held)
    rows = [([one for one in held if seen[one] >= SEEN_AT_LEAST], accuses) for held, accuses in samples]
    accusing = sum(accuses for _, accuses in rows)
    share = CAUTION * (len(rows) - accusing) / accusing
    weights: dict[str, float] = dict.fromkeys(sorted(seen), 0.0)
    chance = random.Random(1)  # noqa: S311
    for _ in range(EPOCHS):
        chance.shuffle(rows)
        for held, accuses in rows:
            sure = 1 / (1 + math.exp(-weighed(held, weights)))
            step = RATE * (share if accuses else 1) * (accuses - sure) * SHARP / math.sqrt(len(held))
            for feature in held:
                weights[feature] = weights[feature] * (1 - DECAY) + step
    strongest = sorted(weights, key=lambda feature: (-abs(weights[feature]), feature))[:KEPT]
    return {feature: round(weights[feature], ROUNDED) for feature in strongest}


def weighed(held: Sequence[str], weights: Mapping[str, float]) -> float:
    known = [weights[feature] for feature in held if feature in weights]
    return SHARP * sum(known) / math.sqrt(len(known)) if known else -1.0


if __name__ == "__main__":
    main()
