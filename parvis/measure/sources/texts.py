"""Text in an encoding nobody named: UTF-8, or else Latin-1, which never fails."""


def decode(raw: bytes) -> str:
    """Old histories and exports are written in either."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def mend(text: str) -> str:
    """What was read with `surrogateescape`, read again; half characters become U+FFFD."""
    try:
        return decode(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()


def clean(cells: list[str]) -> list[str]:
    """The cells without space around them, and without broken characters."""
    stripped = [cell.strip() for cell in cells]
    try:
        "".join(stripped).encode()
    except UnicodeEncodeError:
        return [mend(cell) for cell in stripped]
    return stripped
