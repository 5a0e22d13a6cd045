"""Reading tasks where the work is: GitHub's issues, Bugzilla's bugs."""
