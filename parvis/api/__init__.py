"""The HTTP API, one file per resource. It translates; what it does, the domain's actions do."""
