"""Map: the picture of all texts, coloured by group; select, filter, click, download."""

from ui import page_shell
from ui.map import controls, views

page_shell.start("Map")
project, space = page_shell.require_space()
with page_shell.errors_explained():
    views.check_enough_rows(space)
    view = controls.map_view(project, space.n_rows)
    picture = views.picture(project, space, view)
    views.map_and_panel(project, space, picture)
