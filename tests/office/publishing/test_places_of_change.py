"""What is new in a text is told as new, beside what was changed."""

from office.publishing.differences import text_words

OLD = "一、每月参加接待不少于一次，每次不少于半天，并登记群众意见。\n二、每季度联系结对企业一次，了解企业的困难和建议。"
THIRD = "三、每年参加专题调研两次，写出调研报告，交联络员存档备查。"


def test_a_paragraph_at_the_end_is_new_or_gone() -> None:
    assert list(text_words(OLD, f"{OLD}\n{THIRD}")) == [f"新增“{THIRD}”"]
    assert list(text_words(f"{OLD}\n{THIRD}", OLD)) == [f"删去“{THIRD}”"]


def test_one_beside_a_changed_paragraph_is_told_apart() -> None:
    was = "二、每季度联系结对企业一次，了解企业的困难和建议。"
    becomes = was.replace("一次", "两次")
    new = f"{OLD.replace(was, becomes)}\n{THIRD}"
    assert list(text_words(OLD, new)) == [f"“{was}”改为“{becomes}”", f"新增“{THIRD}”"]
    assert list(text_words(new, OLD)) == [f"“{becomes}”改为“{was}”", f"删去“{THIRD}”"]
