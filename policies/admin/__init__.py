"""Policies, information, synonyms and what was read, in the admin. What has a life cycle is written at the desk."""

from office.admin.history import TITLES
from policies.admin import information, policies, readings, synonyms

TITLES.update(
    {
        "policy_drafted": "起草",
        "policy_saved": "修改草稿",
        "policy_submitted": "送核",
        "policy_returned": "退回修改",
        "policy_published": "发布",
        "policy_checked": "复核",
        "policy_withdrawn": "撤下",
        "policies_imported": "导入政策",
        "information_drafted": "起草资料",
        "information_saved": "修改草稿",
        "information_submitted": "送核",
        "information_returned": "退回修改",
        "information_published": "发布",
        "information_checked": "复核",
        "information_withdrawn": "撤下",
        "standard_answer_saved": "修改草稿",
        "standard_answer_submitted": "送核",
        "standard_answer_returned": "退回修改",
        "standard_answer_published": "核对启用",
        "standard_answer_withdrawn": "停用",
        "synonym_put": "修改同义词",
    }
)

__all__ = ["information", "policies", "readings", "synonyms"]
