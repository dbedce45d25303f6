"""HTML that was pasted: a tree of it, made as a browser would, may take quadratic time."""

from typing import Any

import nh3


def cleaned(content: bytes, task: dict[str, Any]) -> bytes:
    """The HTML with the tags and attributes that `task` names, no comments, no instructions."""
    return nh3.clean(
        content.decode(),
        tags=set(task["tags"]),
        clean_content_tags=set(task["dropped"]),
        attributes={tag: set(names) for tag, names in task["attributes"].items()},
        strip_comments=True,
    ).encode()
