"""Which tests come by which door, and in which of them it keeps somebody or something out: only there can its
absence be seen. Each door of the running program is marked; what it says is as before.
"""

from __future__ import annotations

import ast
import builtins
import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from django.db import connection

from benchmarks.security.doors import HOUSE, Door, door_kind, every_role, is_user, nested

CLOSED: dict[str, Callable[[Any], bool]] = {
    "right": lambda said: not said,
    "require": lambda said: not said,
    "hamlets": lambda said: said is not None,
    "roles": lambda said: said != eval(ast.unparse(every_role())),
}
ROWS = {"rows", "user", "all rows"}


class Passages:
    """Who came by which door. `met` and `refused` hold the names of doors since the last `fresh`."""

    def __init__(self, doors: list[Door]) -> None:
        self.doors = {door.name: door for door in doors}
        self.met: set[str] = set()
        self.refused: set[str] = set()

    def fresh(self) -> None:
        """Forget who came by."""
        self.met, self.refused = set(), set()

    def said(self, name: str, value: Any) -> Any:
        """`value`, as the door said it."""
        self.met.add(name)
        if name not in self.refused and CLOSED[self.doors[name].kind](value):
            self.refused.add(name)
        return value

    def rows(self, name: str, some: Any, every: Callable[[], Any]) -> Any:
        """`some` rows, as the door left them of `every` row."""
        self.met.add(name)
        if name not in self.refused and _fewer(some, every):
            self.refused.add(name)
        return some

    def came(self, name: str) -> None:
        """Somebody comes; what the door would say is not known here."""
        self.met.add(name)
        self.refused.add(name)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Every door marked; afterwards the program is as it was."""
        setattr(builtins, WATCH, self)
        before = list(self._marked())
        try:
            yield
        finally:
            for function, code in before:
                function.__code__ = code
            delattr(builtins, WATCH)

    def _marked(self) -> Iterator[tuple[FunctionType, CodeType]]:
        by_path: dict[str, list[Door]] = defaultdict(list)
        for door in self.doors.values():
            by_path[str(HOUSE / door.path)].append(door)
            import_module(
                door.path.removesuffix(".py").replace("/", ".")
            )  # some are imported at their first use
        codes = {path: _codes(path, doors) for path, doors in by_path.items()}
        for function in functions_of(set(by_path)):
            code = function.__code__
            if found := codes[code.co_filename].get((code.co_qualname, code.co_firstlineno)):
                yield function, code
                function.__code__ = found


def functions_of(paths: set[str]) -> list[FunctionType]:
    """The functions of the running program that these files define."""
    gc.unfreeze()  # what is frozen is not listed
    functions = [each for each in gc.get_objects() if type(each) is FunctionType]  # asks no lazy object
    return [each for each in functions if each.__code__.co_filename in paths]


def _fewer(some: Any, every: Callable[[], Any]) -> bool:
    """Whether a door keeps rows back just now. It asks unseen: no test counts or refuses these queries."""
    wrappers, counting = connection.execute_wrappers[:], connection.force_debug_cursor
    connection.execute_wrappers.clear()
    connection.force_debug_cursor = False
    try:
        left, all_rows = (set(rows.order_by().values_list("pk", flat=True)) for rows in (some, every()))
        return left != all_rows
    except Exception:  # a slice, a union, a table that is locked: not known
        return True
    finally:
        connection.force_debug_cursor = counting
        connection.execute_wrappers[:] = wrappers


WATCH = "_doors_watched"


def _codes(path: str, doors: list[Door]) -> dict[tuple[str, int], CodeType]:
    tree = ast.parse(Path(path).read_text())
    Marks({(door.line, door.column, door.kind, door.source): door.name for door in doors}).visit(tree)
    ast.fix_missing_locations(tree)
    return {(code.co_qualname, code.co_firstlineno): code for code in nested(compile(tree, path, "exec"))}


class Marks(ast.NodeTransformer):
    """Lets each door tell who came by."""

    def __init__(self, places: dict[tuple[int, int, str, str], str]) -> None:
        self.places = places
        self.within: list[str] = []  # the door whose definition this is, '' for another function

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        place = (node.body[0].lineno, node.col_offset, door_kind(node), f"def {node.name}")
        self.within.append(self.places.get(place, ""))
        self.generic_visit(node)
        self.within.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if not self.within or not self.within[-1] or node.value is None:
            return node
        if self.within[-1].rpartition(" def ")[0].endswith("all rows:"):
            value = _call(
                "rows", self.within[-1], node.value, _lazily(ast.parse("self.all()", mode="eval").body)
            )
        else:
            value = _call("said", self.within[-1], node.value)
        return ast.copy_location(ast.Return(value), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        kind = door_kind(node)
        name = self.places.get((node.lineno, node.col_offset, kind, ast.unparse(node)))
        if not name:
            return self.generic_visit(node)
        every = _unfiltered(node) if kind in ROWS else None
        self.generic_visit(node)
        if every:
            marked = _call("rows", name, node, _lazily(every))
        elif kind == "require":
            node.args[0] = _call("said", name, node.args[0])
            return node
        elif kind in {"part", "held", "unit"}:  # told before: some raise
            marked = ast.Subscript(
                ast.Tuple([_call("came", name), node], ast.Load()), ast.Constant(1), ast.Load()
            )
        else:
            marked = _call("said", name, node)
        return ast.copy_location(marked, node)


def _unfiltered(node: ast.Call) -> ast.expr:
    """The rows without the door; what it is made of is not marked, so that it is asked once."""
    assert isinstance(node.func, ast.Attribute)
    rows = ast.unparse(node.func.value)
    if door_kind(node) == "rows":
        return ast.parse(f"{rows}.all()", mode="eval").body
    others = [ast.unparse(keyword) for keyword in node.keywords if not is_user(keyword.value)]
    given = ", ".join([*map(ast.unparse, node.args), *others])
    return ast.parse(f"{rows}.filter({given})", mode="eval").body


def _lazily(value: ast.expr) -> ast.expr:
    none = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Lambda(none, value)


def _call(what: str, name: str, *values: ast.expr) -> ast.expr:
    watch = ast.Attribute(ast.Name(WATCH, ast.Load()), what, ast.Load())
    return ast.Call(watch, [ast.Constant(name), *values], [])
