"""PowerShell as tree-sitter reads it.

There is no PowerShell on this computer. The grammar finds most errors of syntax and none of
meaning; it reads a few legal one-line forms wrongly, which the scripts do without.
"""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter
import tree_sitter_powershell

_LANGUAGE = tree_sitter.Language(tree_sitter_powershell.language())


def parsed(script: str) -> tree_sitter.Node:
    return tree_sitter.Parser(_LANGUAGE).parse(script.encode("utf-8")).root_node


def every_node(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    yield root
    for child in root.children:
        yield from every_node(child)


def errors_in(script: str) -> list[str]:
    """The lines that the grammar does not understand."""
    lines = script.splitlines()
    return [
        f"{node.start_point[0] + 1}: {lines[node.start_point[0]]}"
        for node in every_node(parsed(script))
        if node.type == "ERROR" or node.is_missing
    ]


def kinds(script: str) -> list[str]:
    """The types of all nodes that have a name of their own in the grammar."""
    return [node.type for node in every_node(parsed(script)) if node.is_named]
