"""The made-up organisation of the benchmark: what the generator draws and what the peers' rules name.

The same tools, kinds and thresholds stand in the rule files beside this one (headline/, full/, extended/).
Where the two part, the answers differ and `measure.py` fails.
"""

from datetime import date

FIRST_MONDAY = date(2025, 8, 4)
WEEKS = 26
DAY = 86_400_000_000  # microseconds
WEEK = 7 * DAY
# 1970-01-01 was a Thursday: three days on, a whole division by WEEK counts weeks that start on Monday.
MONDAY_SHIFT = 3 * DAY
FIRST_WEEK = ((FIRST_MONDAY - date(1970, 1, 1)).days + 3) // 7

TOOLS = [f"tool-{n:02}" for n in range(1, 13)]
APPROVED = TOOLS[:6]
UNAPPROVED = TOOLS[6:9]  # in the register, not approved; the rest stands in no register
KINDS = ["email", "call_summary", "account_plan", "research", "other"]
ACTIVE_FROM = 3  # interactions in a week

# The further definitions of part (c): one tool, one kind, documented, and a threshold each.
FURTHER = [
    (kind, tool, threshold)
    for kind, threshold in (("email", 3), ("research", 1))
    for tool in APPROVED
]


def further_name(kind, tool):
    """The measure's name in the rule files: `email_with_tool_01`."""
    return f"{kind}_with_{tool.replace('-', '_')}"
