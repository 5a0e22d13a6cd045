"""Events for calendars and search engines: iCalendar, Atom and schema.org."""
