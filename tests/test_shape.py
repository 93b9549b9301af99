"""The house keeps its shape: ARCHITECTURE.md's tables are read and the code is held to them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUDGETS = {"file": 250, "function": 50, "parameters": 5, "methods": 12}
FORBIDDEN = {"util", "utils", "common", "manager", "helper", "helpers", "base"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_house_keeps_its_shape() -> None:
    """No file of Onetake leaves the tables of ARCHITECTURE.md."""
    found = faults(ROOT / "src" / "onetake", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def faults(package: Path, architecture: str) -> list[str]:
    """Return what is wrong with a package, one line each, in the order of its files."""
    law = Law.read(architecture)
    modules = list(read_modules(package))
    return [
        *law.strangers(package),
        *(fault for module in modules for fault in module_faults(module, law)),
        *cycles(modules),
    ]


@dataclass(frozen=True, slots=True)
class Law:
    """What ARCHITECTURE.md says: what each room may import, and which budgets are raised."""

    rooms: dict[str, frozenset[str]]
    plugin_rooms: frozenset[str]
    raised: dict[tuple[str, str], int]

    @classmethod
    def read(cls, text: str) -> Law:
        """Read the tables; a table that is not there, or names an unknown room, is refused."""
        house = [(room_of(name), what, cell) for name, what, cell in table(text, "room")]
        rooms = {name: frozenset(map(room_of, words(cell))) for name, _, cell in house}
        assert rooms, "ARCHITECTURE.md has no table that starts with | room |"
        unknown = frozenset().union(*rooms.values()) - set(rooms)
        assert not unknown, (
            f"the table of rooms lets somebody import {sorted(unknown)}: no such room"
        )
        plugin_rooms = frozenset(name for name, what, _ in house if what.startswith("Plug-ins"))
        raised = {}
        for file, budget, reason in table(text, "file"):
            kind, limit = budget.split()
            assert kind in BUDGETS, f"{file}: a budget is one of {', '.join(BUDGETS)}, not {kind}"
            assert reason, f"{file}: a raised budget needs its reason"
            raised[file, kind] = int(limit)
        return cls(rooms, plugin_rooms, raised)

    def strangers(self, package: Path) -> Iterator[str]:
        """Yield what stands in the package without a row in the table."""
        for path in sorted(package.iterdir()):
            holds_code = path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
            if holds_code and room_of(path.name) not in {*self.rooms, ""}:
                yield f"{path.name}: has no row in ARCHITECTURE.md's table of rooms"

    def limit(self, file: str, kind: str) -> int:
        """Return a budget of a file, raised or not."""
        return self.raised.get((file, kind), BUDGETS[kind])


def table(text: str, first: str) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the Markdown table whose head starts with a word, three cells each."""
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == first:
            inside = True
        elif inside and not set(cells[0]) <= set("-: "):
            yield cells[0].strip("`"), cells[1], cells[2]


def room_of(path: str) -> str:
    """Return the room a file stands in, below the package: a folder, or a file's own name."""
    return "" if path == "__init__.py" else path.partition("/")[0].removesuffix(".py")


def words(cell: str) -> list[str]:
    """Return the rooms a cell names; a dash names none."""
    return [word.strip(" `") for word in cell.split(",") if word.strip(" `–-")]


@dataclass(frozen=True, slots=True)
class Import:
    """One module that a file imports: where, and whether inside a function."""

    target: str
    line: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package, parsed."""

    name: str
    file: str
    lines: int
    tree: ast.Module
    imports: list[Import] = field(default_factory=list)

    @property
    def room(self) -> str:
        """The room the file stands in; empty for the package's own door."""
        return room_of(self.file)

    @property
    def part(self) -> str:
        """The plug-in a file belongs to, when its room is one of plug-ins."""
        parts = Path(self.file).with_suffix("").parts
        return parts[1] if len(parts) > 1 else ""


def read_modules(package: Path) -> Iterator[Module]:
    """Parse every file of a package and resolve its imports."""
    names = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        names[path] = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    known = set(names.values())
    for path, name in names.items():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(path))
        file = path.relative_to(package).as_posix()
        imports = list(read_imports(tree, known))
        yield Module(name, file, len(text.splitlines()), tree, imports)


def read_imports(tree: ast.AST, known: set[str], *, inside: bool = False) -> Iterator[Import]:
    """Yield every import below a node, as the most exact module it names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, inside)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                exact = f"{origin}.{alias.name}"
                yield Import(exact if exact in known else origin, node.lineno, inside)
        else:
            deeper = inside or isinstance(node, Function | ast.Lambda)
            yield from read_imports(node, known, inside=deeper)


def module_faults(module: Module, law: Law) -> Iterator[str]:
    """Yield what is wrong with one file."""
    for imported in module.imports:
        fault = import_fault(module, imported, law)
        if fault:
            yield f"{module.file}:{imported.line}: {fault}"
    yield from docstring_faults(module)
    yield from budget_faults(module, law)
    yield from name_faults(module)


def import_fault(module: Module, imported: Import, law: Law) -> str | None:
    """Say why a file may not import a module; None when it may."""
    target = imported.target
    if target.startswith("."):
        return "a relative import; name the module from onetake on"
    top, _, below = target.partition(".")
    if top != "onetake":
        ours = imported.inside and top in sys.stdlib_module_names and module.room != "commands"
        return f"imports {target} inside a function; it costs nothing at the top" if ours else None
    if not below:
        return None
    room, _, rest = below.partition(".")
    if room != module.room and room not in law.rooms.get(module.room, frozenset()):
        room_name = module.room or "the door"
        return f"imports {target}; ARCHITECTURE.md does not let {room_name} import {room}"
    part = rest.partition(".")[0]
    own = room == module.room and part == module.part
    if room in law.plugin_rooms and room == module.room and part and not own:
        return f"imports {target}; plug-ins of one room never import each other"
    lazily = module.room == "commands" or (own and room in law.plugin_rooms)
    return f"imports {target} inside a function" if imported.inside and not lazily else None


def docstring_faults(module: Module) -> Iterator[str]:
    """Yield the module, public classes and public functions whose first line is no sentence."""
    named = [node for node in module.tree.body if isinstance(node, ast.ClassDef | Function)]
    for node in (module.tree, *(node for node in named if not node.name.startswith("_"))):
        first = (ast.get_docstring(node) or "").partition("\n")[0].strip()
        if not first.endswith((".", "?", "!", ":")):
            place = f"{module.file}:{getattr(node, 'lineno', 1)}"
            said = f"ends in the middle: {first!r}" if first else "is missing"
            yield f"{place}: the docstring of {getattr(node, 'name', 'the module')} {said}"


def budget_faults(module: Module, law: Law) -> Iterator[str]:
    """Yield every budget that the file passes."""
    if module.lines > law.limit(module.file, "file"):
        yield f"{module.file}: {module.lines} lines; the budget is {law.limit(module.file, 'file')}"
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            sizes = {"function": length(node), "parameters": positional(node)}
        elif isinstance(node, ast.ClassDef):
            sizes = {"methods": len(public_methods(node))}
        else:
            continue
        for kind, size in sizes.items():
            limit = law.limit(module.file, kind)
            unit = {"function": "lines", "parameters": "positional parameters"}.get(kind, "methods")
            if size > limit:
                place = f"{module.file}:{node.lineno}"
                yield f"{place}: {node.name} has {size} {unit}; the budget is {limit}"


def length(node: Function) -> int:
    """Return a function's lines, from its first decorator to its end."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or first) - first + 1


def positional(node: Function) -> int:
    """Return how many parameters may be given without their name, self and cls aside."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def public_methods(node: ast.ClassDef) -> set[str]:
    """Return the names of a class's public methods; overloads count once."""
    return {
        member.name
        for member in node.body
        if isinstance(member, Function) and not member.name.startswith("_")
    }


def name_faults(module: Module) -> Iterator[str]:
    """Yield names that say nothing, of files, folders, classes and functions."""
    folders = Path(module.file).with_suffix("").parts
    nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef | Function)]
    named = [(f"{module.file}:{node.lineno}", node.name) for node in nodes]
    for place, name in [*((module.file, folder) for folder in folders), *named]:
        said = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
        is_phrase = not name[:1].isupper() and len(said) > 1
        if not is_phrase and any(word.lower() in FORBIDDEN for word in said):
            yield f"{place}: {name} says nothing; name it after what it holds"


def cycles(modules: list[Module]) -> Iterator[str]:
    """Yield one import cycle, when there is one."""
    known = {module.name for module in modules}
    graph = {
        module.name: {i.target for i in module.imports if i.target in known} - {module.name}
        for module in modules
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"an import cycle: {' → '.join(reversed(error.args[1]))}"
