"""What the columns of a table say of rows: parts to filter by, what sets rows apart, and how groups grow over time."""

from embedcore.facets.apart import Overrepresented, overrepresented
from embedcore.facets.facet import Facet, facet, facets
from embedcore.facets.growth import Growth, growth

__all__ = ["Facet", "Growth", "Overrepresented", "facet", "facets", "growth", "overrepresented"]
