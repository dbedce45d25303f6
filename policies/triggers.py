"""What was published as a version, and what was handed out as an edition, stays: the database refuses the rest."""

from office.database.objects import append_only, postgresql_trigger, sqlite_trigger
from policies import content

# What a version says. How it stands (state, who released and checked it) may still change.
FROZEN = ("policy_id", "number", *content.NAMES)
_NEW = ", ".join(f'NEW."{name}"' for name in FROZEN)
_OLD = ", ".join(f'OLD."{name}"' for name in FROZEN)
_PUBLISHED = "OLD.state IN ('published', 'superseded')"
_TAKEN_BACK = "NEW.state IN ('draft', 'submitted')"

TRIGGERS = (
    sqlite_trigger(
        "policies_policyversion",
        "policies_version_frozen",
        "BEFORE UPDATE ON policies_policyversion"
        f" WHEN {_PUBLISHED} AND ({_TAKEN_BACK} OR ({_NEW}) IS NOT ({_OLD}))"
        " BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END",
    ),
    postgresql_trigger(
        "policies_policyversion",
        "frozen",
        f"BEFORE UPDATE ON policies_policyversion FOR EACH ROW WHEN ({_PUBLISHED})",
        function="policies_frozen",
        body=f"IF {_TAKEN_BACK} OR ({_NEW}) IS DISTINCT FROM ({_OLD}) THEN"
        " RAISE EXCEPTION 'a published version is frozen' USING ERRCODE = 'restrict_violation';"
        " END IF; RETURN NEW;",
    ),
    *append_only(
        "policies_handbookedition",
        on_update="handbook_frozen_update",
        on_delete="handbook_frozen_delete",
        on_postgresql="frozen",
        function="handbook_frozen",
    ),
)
