"""What the columns of a table say of rows: parts to filter by, what sets rows apart, and how groups grow over time."""

from embedcore.facets.apart import Overrepresented, overrepresented
from embedcore.facets.days import Days
from embedcore.facets.facet import FEW_VALUES, Facet, facet, facets
from embedcore.facets.growth import Growth, growth
from embedcore.facets.since import NewSince, last_days, new_since
from embedcore.facets.values import number_values, time_values

__all__ = [
    "FEW_VALUES",
    "Days",
    "Facet",
    "Growth",
    "NewSince",
    "Overrepresented",
    "facet",
    "facets",
    "growth",
    "last_days",
    "new_since",
    "number_values",
    "overrepresented",
    "time_values",
]
