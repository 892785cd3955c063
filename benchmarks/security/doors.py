"""Where the house asks who may see or do something: found in the source, and each taken out in turn."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType

HOUSE = Path(__file__).resolve().parents[2]
APPS = ("povertyplan", "households", "assignments", "plans", "reports")
# rows of a user; without them all rows
LISTS = {"visible_to", "joined_by", "surveyed_by", "of_own_agencies", "raised_for"}
HELD = {  # ids of places of a user; without them those of all places
    "units_held": "households.AdministrativeUnit",
    "hamlets_held": "households.Hamlet",
    "agencies_held": "assignments.Agency",
}
UNITS = {"visible_unit", "worked_unit"}  # the commune of an address; without them any commune
RIGHTS = {"may_write", "may_change"}  # beside `can_…`
KINDS = {
    **{"require": "require", "hamlets_read": "hamlets", "roles_in": "roles"},
    **dict.fromkeys(LISTS, "rows"),
    **dict.fromkeys(HELD, "held"),
    **dict.fromkeys(UNITS, "unit"),
}
USERS = {"user", "by", "request.user", "self.user"}


@dataclass(frozen=True)
class Door:
    """One place that lets in or refuses: file, line, and what stands there."""

    path: str
    line: int
    column: int
    kind: str
    source: str

    @property
    def name(self) -> str:
        """Where it stands and what it is, for tables."""
        return f"{self.path}:{self.line} {self.kind}: {self.source}"

    @cached_property
    def codes(self) -> dict[tuple[str, int], CodeType]:
        """The code of each function around the door as it is without it, by name and first line."""
        tree = ast.parse((HOUSE / self.path).read_text())
        Removal(self).visit(tree)
        ast.fix_missing_locations(tree)
        return {
            (code.co_qualname, code.co_firstlineno): code
            for code in nested(compile(tree, str(HOUSE / self.path), "exec"))
            if self.line in _lines(code)
        }


def doors() -> list[Door]:
    """All doors of the house in the order of their files."""
    return [
        door
        for app in APPS
        for file in sorted((HOUSE / app).rglob("*.py"))
        if "migrations" not in file.parts
        for door in doors_of(file)
    ]


def doors_of(file: Path) -> Iterator[Door]:
    """The doors of one module."""
    tree = ast.parse(file.read_text())
    covered: set[ast.AST] = set()
    for node in ast.walk(tree):
        if (found := door_kind(node)) and node not in covered:
            line = node.body[0].lineno if isinstance(node, ast.FunctionDef) else node.lineno  # type: ignore[attr-defined]
            source = f"def {node.name}" if isinstance(node, ast.FunctionDef) else ast.unparse(node)
            column = node.col_offset  # type: ignore[attr-defined]
            yield Door(str(file.relative_to(HOUSE)), line, column, found, source)
            if found == "require":  # what it asks is the same door
                covered.update(ast.walk(node.args[0]) if sole_right(node.args[0]) else ())  # type: ignore[attr-defined]


def sole_right(node: ast.expr) -> bool:
    """Whether a condition is one right and nothing else."""
    return isinstance(node, ast.Call) and _is_right(_called(node))


def door_kind(node: ast.AST) -> str:
    """What sort of door a node is; '' for none."""
    if isinstance(node, ast.FunctionDef):
        if node.name in LISTS:
            return "all rows"
        return "right" if _is_right(node.name) else ""
    if not isinstance(node, ast.Call):
        return ""
    name = _called(node)
    if name in KINDS:
        return KINDS[name]
    if _is_right(name):
        return "right"
    if name == "filter" and any(is_user(keyword.value) for keyword in node.keywords if keyword.arg):
        return "user"
    if name == "get_object_or_404":
        return "part" if _part(node) else ""
    return ""


class Removal(ast.NodeTransformer):
    """Takes one door out of a module. What stood there is still named, so that closures stay as they are."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if self._is_here(node, node.body[0].lineno):
            answer = "self.all()" if self.door.kind == "all rows" else "True"
            node.body.insert(0, _statement(f"return {answer}", node.body[0].lineno))
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if not self._is_here(node, node.lineno):
            return self.generic_visit(node)
        return ast.copy_location(OPEN[self.door.kind](node), node)

    def _is_here(self, node: ast.FunctionDef | ast.Call, line: int) -> bool:
        place = (line, node.col_offset, door_kind(node))
        return place == (self.door.line, self.door.column, self.door.kind) and self._says(node)

    def _says(self, node: ast.FunctionDef | ast.Call) -> bool:
        return isinstance(node, ast.FunctionDef) or ast.unparse(node) == self.door.source


def _with(value: ast.expr, *named: ast.expr) -> ast.expr:
    """`value`, beside what is still named: `(value, …)[0]`."""
    return ast.Subscript(ast.Tuple([value, *named], ast.Load()), ast.Constant(0), ast.Load())


def _open_rows(node: ast.Call) -> ast.expr:
    assert isinstance(node.func, ast.Attribute)
    every = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
    return _with(every, *node.args)


def _open_require(node: ast.Call) -> ast.expr:
    return ast.Call(node.func, [_with(ast.Constant(True), node.args[0]), *node.args[1:]], node.keywords)


def _open_held(node: ast.Call) -> ast.expr:
    model = f"__import__('django.apps').apps.apps.get_model('{HELD[_called(node)]}')"
    return _with(ast.parse(f"[*{model}.objects.values_list('pk', flat=True)]", mode="eval").body, node)


def _open_unit(node: ast.Call) -> ast.expr:
    model = "__import__('django.apps').apps.apps.get_model('households.AdministrativeUnit')"
    asked = f"__import__('django.shortcuts').shortcuts.get_object_or_404({model}, pk=0)"
    find = ast.parse(asked, mode="eval").body
    assert isinstance(find, ast.Call)
    find.keywords[0].value = node.args[1]
    return _with(find, node.args[0])


def _open_user(node: ast.Call) -> ast.expr:
    others = [keyword for keyword in node.keywords if not is_user(keyword.value)]
    users = [keyword.value for keyword in node.keywords if is_user(keyword.value)]
    return _with(ast.Call(node.func, node.args, others), *users)


def _open_part(node: ast.Call) -> ast.expr:
    """The object of any place: `get_object_or_404(Agency.objects.in_unit(unit), pk=…)` without its unit."""
    rows, keywords = node.args[0], node.keywords
    if extra := [keyword for keyword in keywords if keyword.arg not in {"pk", "slug"}]:
        keywords = [keyword for keyword in keywords if keyword not in extra]
        return _with(
            ast.Call(node.func, [rows, *node.args[1:]], keywords), *(keyword.value for keyword in extra)
        )
    return ast.Call(node.func, [Unplaced().visit(rows), *node.args[1:]], keywords)


class Unplaced(ast.NodeTransformer):
    """`rows.in_unit(unit)` → all rows; `plan.sections` → all sections."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node = ast.Call(self.visit(node.func), node.args, node.keywords)
        if isinstance(node.func, ast.Attribute) and node.func.attr in PLACED:
            every = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
            return _with(every, *node.args)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id[0].islower():  # what belongs to an object
            return ast.parse(f"{ast.unparse(node)}.model._base_manager", mode="eval").body
        return ast.Attribute(self.visit(node.value), node.attr, node.ctx)


PLACED = {"in_unit", "in_year"}
OPEN: dict[str, Callable[[ast.Call], ast.expr]] = {
    "rows": _open_rows,
    "require": _open_require,
    "right": lambda node: _with(ast.Constant(True), node),
    "hamlets": lambda node: _with(ast.Constant(None), node),
    "roles": lambda node: _with(every_role(), node),
    "held": _open_held,
    "unit": _open_unit,
    "user": _open_user,
    "part": _open_part,
}


def every_role() -> ast.expr:
    return ast.parse("frozenset(__import__('households.rules').rules.Role)", mode="eval").body


def _part(node: ast.Call) -> bool:
    if any(keyword.arg not in {"pk", "slug"} for keyword in node.keywords):
        return True
    for inner in ast.walk(node.args[0]):
        if isinstance(inner, ast.Call) and _called(inner) in PLACED:
            return True
        if (
            isinstance(inner, ast.Attribute)
            and isinstance(inner.value, ast.Name)
            and inner.value.id in {"plan", "household", "period"}
        ):
            return True
    return False


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_right(name: str) -> bool:
    return name in RIGHTS or (name.startswith("can_") and name not in {"can_export", "can_be_imported"})


def is_user(node: ast.expr) -> bool:
    return ast.unparse(node) in USERS


def _statement(source: str, line: int) -> ast.stmt:
    (statement,) = ast.parse(source).body
    for node in ast.walk(statement):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = node.end_lineno = line
    return statement


def nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from nested(constant)


def _lines(code: CodeType) -> range:
    """From the first line of a function to its last, what is defined inside included."""
    lines = [line for each in (code, *nested(code)) for _, _, line in each.co_lines() if line]
    return range(code.co_firstlineno, max(lines, default=code.co_firstlineno) + 1)


def taken_out(door: Door, functions: list[FunctionType]) -> int:
    """Run on without the door; how many of the functions were changed. Only ever in a process of its own."""
    path, changed = str(HOUSE / door.path), 0
    for function in functions:
        code = function.__code__
        if code.co_filename == path and (found := door.codes.get((code.co_qualname, code.co_firstlineno))):
            function.__code__ = found
            changed += 1
    return changed


# Without these doors nobody sees or does more: what stands before or behind asks, too.
# Path, sort, source: reason.
OFFICER = (
    "only the unit's officer comes here, who sees all its households, and the rows are those of the unit"
)
WATCHER = "only who sees all households of the unit comes here, and the rows are those of the unit"
VISIBLE = "the unit was found among those visible, and the rows are those of the unit"
VIEWS = "assignments/views"
EQUIVALENT = {
    f"{VIEWS}/endangered.py rows: EndangeredHousehold.objects.visible_to(request.user)": OFFICER,
    f"{VIEWS}/endangered.py rows: Household.objects.visible_to(request.user)": OFFICER,
    f"{VIEWS}/prospects.py rows: EscapeProspect.objects.visible_to(request.user)": OFFICER,
    f"{VIEWS}/registrations.py rows: Household.objects.visible_to(request.user)": OFFICER,
    f"{VIEWS}/board.py require: require(can_see_all_households(request.user, unit), WHO_READS)": (
        "both pages ask next for the officer, who sees all households"
    ),
    "assignments/queries/care.py rows: Assignment.objects.visible_to(user)": (
        "of the reader's own agencies, standing, of this year or the last: all that visible_to asks"
    ),
    "assignments/queries/support.py rows: Visit.objects.visible_to(user)": (
        "the household is one that the reader sees or an agency of his helps (`helped_households`), "
        "else 404: that is what visible_to asks of a visit"
    ),
    "households/queries/register.py rows: Member.objects.visible_to(user)": (
        "only who sees numbers comes here (officer, leader), who sees all households of the unit"
    ),
    "households/views/imports.py rows: Household.objects.visible_to(request.user)": WATCHER,
    "households/views/imports.py rows: ReviewRound.objects.visible_to(request.user)": VISIBLE,
    "plans/views/document.py right: can_number(request.user, plan.unit)": (
        "of those who see a plan only the clerk reads no names, and the clerk numbers"
    ),
    "plans/views/writing.py roles: roles_in(request.user, source.plan.unit)": (
        "only the unit's officer comes here, and these pages show nothing that another role adds: no closing"
    ),
    "reports/views/explaining.py rows: Plan.objects.visible_to(request.user)": VISIBLE,
    "reports/views/commendation.py right: can_see_all_households(request.user, unit)": (
        "only who may commend comes here (officer, leader), who sees all households"
    ),
}
