"""A coordinator's own questions at sign-up, and whether they were answered."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import LONGEST_ANSWER

MOST = 6  # more would not be half a minute


class Question(TypedDict, total=False):
    """What is asked: `choices` where one of several is to be chosen."""

    key: str
    words: str
    is_required: bool
    choices: list[str]


def checked_answers(questions: Sequence[Question], given: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered to these questions, and nothing else.

    Raises RegistrationError with a sentence for each answer that is missing or cannot be.
    """
    answers = {one["key"]: str(given.get(one["key"], "")).strip() for one in questions}
    wrong = [text for one in questions if (text := _wrong(one, answers[one["key"]]))]
    if wrong:
        raise RegistrationError(" ".join(wrong))
    return {key: answer for key, answer in answers.items() if answer}


def known_answers(questions: Sequence[Question], given: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered to these questions, where nobody has to answer."""
    asked = {one["key"] for one in questions}
    return {key: str(words).strip() for key, words in given.items() if key in asked}


def read_questions(text: str) -> list[Question]:
    """Read questions as a coordinator writes them: a line each.

    A star at the end makes one required; choices stand after a colon, divided by slashes:
    “What do you eat? * : everything / no meat / vegan”. Raises RegistrationError for too many, or
    for one that is said twice.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise RegistrationError(f"Ask at most {MOST} questions: sign-up should take half a minute.")
    found = [_question(number, line) for number, line in enumerate(lines, 1)]
    if len({one["words"] for one in found}) < len(found):
        raise RegistrationError("Two of the questions are the same. Ask each once.")
    return found


def written(questions: Sequence[Question]) -> str:
    """Return questions as `read_questions` reads them."""
    return "\n".join(_line(one) for one in questions)


def _question(number: int, line: str) -> Question:
    words, _, choices = line.partition(" : ")
    is_required = words.rstrip().endswith("*")
    named = list(dict.fromkeys(part.strip() for part in choices.split("/") if part.strip()))
    plain = words.strip().rstrip("*").strip()
    if not plain:
        raise RegistrationError(f"Line {number} of the questions asks nothing. Write its words.")
    return {"key": f"q{number}", "words": plain, "is_required": is_required, "choices": named}


def _line(one: Question) -> str:
    star = " *" if one.get("is_required") else ""
    choices = " : " + " / ".join(one["choices"]) if one.get("choices") else ""
    return f"{one['words']}{star}{choices}"


def _wrong(question: Question, answer: str) -> str:
    if not answer:
        return f"Answer “{question['words']}”." if question.get("is_required") else ""
    if len(answer) > LONGEST_ANSWER:
        return f"Shorten the answer to “{question['words']}” to {LONGEST_ANSWER} characters."
    choices = question.get("choices") or [answer]
    return "" if answer in choices else f"Choose one of the answers to “{question['words']}”."
