"""Map: all texts as points, coloured by group; select, filter, click, download."""

from ui import map as map_page
from ui import page_shell, search

page_shell.start("Map")
project, space = page_shell.require_space()
with page_shell.errors_explained():
    map_page.check_enough_rows(space)
    view = map_page.map_view(project, space.n_rows)
    shown = map_page.shown_map(project, space, view)
    map_page.map_and_panel(shown, more_like=search.open_with_row)
