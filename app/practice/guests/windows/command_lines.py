"""How Windows programs see their command line."""

from __future__ import annotations


def split_as_windows_does(line: str) -> list[str]:
    """The documented rules of the C library: backslashes count before a quote only."""
    words: list[str] = []
    word, inside, begun, place = "", False, False, 0
    while place < len(line):
        slashes = len(line[place:]) - len(line[place:].lstrip("\\"))
        place += slashes
        quote = line[place : place + 1] == '"'
        word += "\\" * (slashes // 2 if quote else slashes)
        begun = begun or slashes > 0
        if place == len(line):
            break
        letter = line[place]
        place += 1
        if quote and slashes % 2 == 0:
            inside, begun = not inside, True
        elif letter in " \t" and not inside:
            words, word, begun = ([*words, word] if begun else words), "", False
        else:
            word, begun = word + letter, True
    return [*words, word] if begun else words
