"""One HTML file with the map in it, which opens anywhere: from disk, without a server or a network."""

from ui.shared_file.columns import SharedColumn, columns_of, values_of
from ui.shared_file.content import N_NEIGHBORS, SharedMap, content
from ui.shared_file.form import share_form

__all__ = ["N_NEIGHBORS", "SharedColumn", "SharedMap", "columns_of", "content", "share_form", "values_of"]
