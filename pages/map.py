"""Map: the picture of all texts, coloured by group; select, filter, click, download."""

from ui import controls, frame, map_views

frame.start("Map")
project, space = frame.require_space()
with frame.errors_explained():
    map_views.check_enough_rows(space)
    view = controls.map_view(project, space.n_rows)
    picture = map_views.picture(project, space, view)
    map_views.map_and_panel(project, space, picture)
