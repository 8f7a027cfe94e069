"""Which group is looked at."""

from ui import session

CHOSEN = session.Kept("groups_chosen", "")
"""Its name; where there is no group of that name, the first in the list is."""
