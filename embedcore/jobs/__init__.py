"""Long work in processes of its own: tasks, queue, worker; progress and cancel."""
