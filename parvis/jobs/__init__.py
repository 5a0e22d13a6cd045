"""Work behind the site: tasks of Django's, which `parvis worker` does."""
