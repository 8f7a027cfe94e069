"""What is in the data that is open, on Home, where there is any."""

from ui import page_shell, session


def show() -> bool:
    """Shows it; whether data with vectors is open."""
    project = session.project()
    if project is None or project.space is None:
        return False
    from ui import preview  # what the first look at Home does without
    from ui.summary.page import page

    preview.follow()
    with page_shell.errors_explained():
        page(project, project.space)
    return True
