"""The fact base: every figure the workbooks use, with its definition, vintage, source and citation."""

from gapsheet.facts.article import Claim, Verdict, article, verdict_counts
from gapsheet.facts.base import FactBase
from gapsheet.facts.comparators import ComparatorCard, comparators
from gapsheet.facts.reader import load, units
from gapsheet.facts.records import AS_OF, Bound, Confidence, Fact, Unit, Use

__all__ = [
    "AS_OF",
    "Bound",
    "Claim",
    "ComparatorCard",
    "Confidence",
    "Fact",
    "FactBase",
    "Unit",
    "Use",
    "Verdict",
    "article",
    "comparators",
    "load",
    "units",
    "verdict_counts",
]
