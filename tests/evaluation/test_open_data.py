"""Open data: frozen editions only, each version kept, every line of the files explained."""

import csv
import io
import re

from django.test import Client

from evaluation import disclosing, published_files
from evaluation.data_dictionary import entries
from evaluation.models import Disclosure
from office.actors import Actor
from tests.evaluation.test_disclosing import at, drafted, published
from tests.stories import Story

__all__ = ["drafted"]


def paths(edition: Disclosure) -> set[str]:
    """As the CSV writes them, the number of a line as *."""
    rows = csv.reader(io.StringIO(published_files.csv_bytes(edition).decode("utf-8-sig")))
    return {re.sub(r"\.\d+(?=\.|$)", ".*", path) for path, *_ in list(rows)[1:]}


def test_every_line_of_a_file_is_explained_once(story: Story, drafted: Disclosure) -> None:
    edition = published(story, drafted)
    explained = [each.path for each in entries()]
    assert len(explained) == len(set(explained))
    assert paths(edition) - set(explained) == set()


def test_drafts_are_not_in_it_and_every_version_is(
    story: Story, drafted: Disclosure, visitor: Client
) -> None:
    assert visitor.get("/open-data/index.json").json()["editions"] == []
    edition = published(story, drafted)
    following = disclosing.correct(edition, "站名有误", by=Actor.of(story.people["staff"]), at=at(7))
    assert len(visitor.get("/open-data/index.json").json()["editions"]) == 1
    disclosing.submit(following, by=Actor.of(story.people["staff"]), at=at(12))
    disclosing.publish(following, by=Actor.of(story.people["approver"]), at=at(13))
    found = visitor.get("/open-data/index.json").json()["editions"]
    assert [(each["edition"], each["is_current"], each["note"]) for each in found] == [
        (2, True, "站名有误"),
        (1, False, ""),
    ]
    for each in found:
        for ending in ("json", "csv"):
            assert visitor.get(each[ending].removeprefix("http://testserver")).status_code == 200
    page = visitor.get("/open-data/").content.decode()
    assert "第 1 版（已更正）" in page
    assert "按期答复率：分子" in visitor.get("/open-data/dictionary.csv").content.decode("utf-8-sig")
