"""What the workbooks about a staff list say alike on their covers, over Employees and under Checks."""

from __future__ import annotations

LEAD = "One person a row: blue columns are yours, those on the right follow. 60 invented people: paste your own over them, as values."
ROWS_LINE = '="Rows: "&FIXED(staff_used,0)&" used, "&FIXED(staff_excluded,0)&" left out, "&FIXED(staff_warned,0)&" with a warning"'


def state(finding: str = "finding") -> list[tuple[str, str]]:
    """Whose report it is, what it finds, how old it is; `finding` is the name of the cell with the finding."""
    return [
        ("Employer", '=employer&""'),
        ("Finding", f"={finding}"),
        ("As of", '=TEXT(as_of,"yyyy-mm-dd")'),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]
