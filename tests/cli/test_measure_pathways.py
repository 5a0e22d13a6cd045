"""`parvis measure` says by which versions of the pathways it counted."""

import json


def test_measure_names_the_versions_of_the_pathways(parvis, repository):
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    parvis("resolve")

    said = parvis("measure", "--as-of", "2020-01-01").stdout
    figures = json.loads(parvis("measure", "--as-of", "2020-01-01", "--format", "json").stdout)

    assert said.splitlines()[1] == "Pathways: version 1 of every area"
    assert (len(figures["pathways"]), figures["pathways"]["qa"]) == (10, 1)
