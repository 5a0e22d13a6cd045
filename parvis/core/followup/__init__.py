"""What becomes of a visit: next steps taken, introductions, contributions no system records."""
