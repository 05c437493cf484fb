"""Who may know whom, and how large things may grow: read from the source, so that it cannot drift."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("solver", "dispatcher", "scenarios", "benchmarks/comparison", "benchmarks/peers", "benchmarks/public")

# A module of the solver may import its own layer and those before it. A module that is not named here asks questions
# of the finished engine (explain, compare, ...): nothing above it in this list may know it.
LAYERS = (
    {"errors", "status", "policy", "clock"},
    {"tickets", "visits"},
    {"roster"},
    {"problem"},
    {"plan"},
    {"timeline", "curve", "heads", "commitment"},
    {"serving", "locks", "fits", "sequence", "rows", "changes", "minutes"},
    {"kpis"},
    {"rules"},
    {"weights", "kpis", "tables", "checker", "compilation", "partition"},
    {"search"},
)
QUESTIONS = len(LAYERS)
# What one voice of a rule reads, and the other does not.
JUDGES_READ = {"timeline", "serving", "commitment"}
COMPILERS_READ = {"heads", "locks", "fits", "sequence", "rows", "curve"}
# Figures of the request alone, given out in `constants`: both voices may read them, the oracle works them out anew.
REQUEST_CONSTANTS = {"fair_shares", "scarce_trades"}
# What the checker reads a plan with.
CHECKER_KNOWS = {"errors", "policy", "problem", "plan", "rules", "kpis"} | JUDGES_READ
# Neither wire formats nor services, neither clocks nor the environment: the solver's answers depend on its arguments.
FOREIGN_TO_SOLVER = {
    "dispatcher", "scenarios", "tests", "benchmarks", "pydantic", "fastapi", "starlette", "pandas", "rich", "typer",
    "time", "datetime", "zoneinfo", "logging", "json", "sqlite3", "sqlalchemy", "alembic",
}  # fmt: skip
# Libraries that a part of the dispatcher alone may know, and the parts importers refuse to know.
SPREADSHEETS = {"pandas": {"importers"}, "openpyxl": {"importers", "reports"}}
DATABASES = {
    "sqlalchemy": {"store", "runs", "api", "webhooks"},
    "alembic": {"store"},
    "sqlite3": {"store"},
    "pysqlite3": {"store"},
}
SERVICE = {"store", "runs", "api", "cli", "webhooks"}
# What messages are sent and signed with.
SENDING = {"h11", "standardwebhooks", "ssl", "socket"}
FOREIGN_TO_IMPORTERS = {"planning", "answer", "convert", "reports", "cli"}
MODULE_LINES = 300
FUNCTION_LINES = 60
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources(*packages: str) -> list[Path]:
    """Return the modules of packages, in order."""
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    """Return the dotted name of a module, a package's being its own."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def is_type_checking(node: ast.AST) -> bool:
    """Whether a node is an ``if TYPE_CHECKING:`` block, which does nothing at run time."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes below one, ``TYPE_CHECKING`` blocks left out."""
    for child in ast.iter_child_nodes(node):
        if not is_type_checking(child):
            yield child
            yield from runtime_nodes(child)


@cache
def imported(tree: ast.Module) -> frozenset[str]:
    """Return the dotted names a module imports at run time (``from a import b`` counts as a and as a.b)."""
    names: set[str] = set()
    for node in runtime_nodes(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute in this project"
            base = node.module or ""
            names.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(names)


def solver_parts(names: Set[str]) -> set[str]:
    """Return the parts of the solver (module or sub-package names) among imported names."""
    known = {module_name(path).split(".")[1] for path in sources("solver") if module_name(path) != "solver"}
    return {part for name in names if name.startswith("solver.") if (part := name.split(".")[1]) in known}


def layer_of(part: str) -> int:
    """Return the position of a part of the solver in ``LAYERS``; unnamed ones come last."""
    return next((k for k, parts in enumerate(LAYERS) if part in parts), QUESTIONS)


def solver_imports(tree: ast.Module) -> dict[str, str]:
    """Return the part of the solver each imported name of a module comes from."""
    rows = (node for node in runtime_nodes(tree) if isinstance(node, ast.ImportFrom))
    return {alias.name: node.module.split(".")[1] for node in rows for alias in node.names
            if node.module and node.module.startswith("solver.")}  # fmt: skip


def uses(function: Function) -> set[str]:
    """Return the names of a module, and of its own class, that the body of a function reads."""
    # The signature is left out: both voices name types in theirs. What is assigned inside hides an outer name.
    nodes = [node for line in function.body for node in ast.walk(line)]
    arguments = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    read = {node.id for node in nodes if isinstance(node, ast.Name)} - arguments - stored
    return read | {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self"}


def reached(tree: ast.Module, start: str) -> tuple[set[str], set[str]]:
    """Return the functions of a module that one function reaches, itself included, and all names they use."""
    defined: dict[str, list[Function]] = {}
    for function in functions(tree):
        defined.setdefault(function.name, []).append(function)
    seen: set[str] = set()
    names: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        used = {name for function in defined[name] for name in uses(function)}
        names |= used
        ahead += used & defined.keys()
    return seen, names


def functions(tree: ast.Module) -> Iterator[Function]:
    """Yield every function and method of a module, inner ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def undocumented(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    """Yield the public classes, functions and methods without a docstring; overrides inherit theirs."""
    for child in node.body:
        if not isinstance(child, Function | ast.ClassDef) or child.name.startswith("_"):
            continue
        inherits = isinstance(node, ast.ClassDef) and bool(node.bases)
        if ast.get_docstring(child) is None and not inherits:
            yield f"{prefix}.{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, f"{prefix}.{child.name}")


def rule_files() -> list[Path]:
    """Return the modules that hold a rule."""
    return [path for path in sources("solver/rules") if path.stem not in ("__init__", "base")]


@pytest.fixture(params=sources("solver"), ids=module_name)
def solver_module(request: pytest.FixtureRequest) -> Path:
    """One module of the solver."""
    path: Path = request.param
    return path


@pytest.fixture(params=sources(*PACKAGES), ids=module_name)
def module(request: pytest.FixtureRequest) -> Path:
    """One shipped module."""
    path: Path = request.param
    return path


def test_solver_imports_nothing_of_the_outside(solver_module: Path) -> None:
    """The solver imports no wire format, no service, no clock and no other package of the project."""
    names = imported(parse(solver_module))

    foreign = {name for name in names if name.split(".")[0] in FOREIGN_TO_SOLVER}

    assert not foreign


def test_solver_reads_no_environment_and_prints_nothing(solver_module: Path) -> None:
    """The solver neither prints nor reads environment variables."""
    nodes = list(ast.walk(parse(solver_module)))

    prints = [n.lineno for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("print", "input")]
    reads = [n.lineno for n in nodes if isinstance(n, ast.Attribute) and n.attr in ("environ", "getenv", "stdout")]

    assert prints + reads == []


def test_solver_layers_point_one_way(solver_module: Path) -> None:
    """A module of the solver imports only its own layer and those below it."""
    name = module_name(solver_module)
    layer = layer_of(name.split(".")[1]) if "." in name else 0

    upward = {part for part in solver_parts(imported(parse(solver_module))) if layer_of(part) > layer}

    assert not upward


def test_tables_and_checker_do_not_know_each_other() -> None:
    """What the search reads and what the checker does share the rules only."""
    tables = solver_parts(imported(parse(ROOT / "solver" / "tables.py")))
    checker = solver_parts(imported(parse(ROOT / "solver" / "checker.py")))

    assert "checker" not in tables
    assert checker <= CHECKER_KNOWS


@pytest.mark.parametrize("path", rule_files(), ids=module_name)
def test_voices_of_a_rule_are_independent(path: Path) -> None:
    """The judge of a rule uses nothing the compile voice computes with, and the other way round.

    The one exception are constants of the request.
    """
    tree = parse(path)
    origin = solver_imports(tree)

    judging, judge_names = reached(tree, "judge")
    compiling, compile_names = reached(tree, "compile")

    assert {name for name in judge_names if origin.get(name) in COMPILERS_READ} == set()
    assert {name for name in compile_names if origin.get(name) in JUDGES_READ} == set()
    assert judging & compiling <= REQUEST_CONSTANTS


@pytest.mark.parametrize("package", ["solver.checker", "solver.rules", "solver.partition"])
def test_checker_loads_no_search(package: str) -> None:
    """Importing the checker, every rule or the partition loads neither ortools nor numba nor the search."""
    program = f"import {package}, sys; print([m for m in sys.modules if m.split('.')[0] in ('ortools', 'numba')"
    program += " or m.startswith('solver.search')])"

    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


def test_solver_imports_form_no_cycle() -> None:
    """No module of the solver imports itself through others at run time."""
    graph = {module_name(path): imported(parse(path)) for path in sources("solver")}
    edges = {name: {other for other in names if other in graph and other != name} for name, names in graph.items()}

    while removable := [name for name, targets in edges.items() if not targets & edges.keys()]:
        for name in removable:
            del edges[name]

    assert not edges


@pytest.mark.parametrize("path", sources("dispatcher"), ids=module_name)
def test_dispatcher_layers(path: Path) -> None:
    """Only the command line knows typer, and nothing else of the package knows the command line."""
    names = imported(parse(path))

    if module_name(path).split(".")[1:2] in (["cli"], ["reference"], ["__main__"]):
        assert "fastapi" not in {name.split(".")[0] for name in names}
    else:
        assert "typer" not in {name.split(".")[0] for name in names}
        assert not {name for name in names if f"{name}.".startswith("dispatcher.cli.")}


@pytest.mark.parametrize("path", sources("dispatcher"), ids=module_name)
def test_http_is_known_in_one_place(path: Path) -> None:
    """Only the API knows FastAPI and its server, and only the client httpx; nobody but a command starts the API."""
    names = imported(parse(path))
    part = [*module_name(path).split("."), ""][1]
    roots = {name.split(".")[0] for name in names}

    assert part == "api" or not roots & {"fastapi", "starlette", "uvicorn"}
    assert part == "client" or "httpx" not in roots
    assert part == "webhooks" or not roots & SENDING or module_name(path) == "dispatcher.api.serving"
    assert part in ("api", "cli", "reference") or not {name for name in names if name.startswith("dispatcher.api")}
    assert part != "client" or not {name for name in names if name.startswith(("solver", "dispatcher.planning"))}


@pytest.mark.parametrize("path", sources("solver", "dispatcher", "scenarios"), ids=module_name)
def test_the_comparison_is_known_to_its_command_alone(path: Path) -> None:
    """Nothing but `dispatcher bench` knows other engines, and their libraries are the peers' alone."""
    roots = {name.split(".")[0] for name in imported(parse(path))}

    assert module_name(path) == "dispatcher.cli.bench" or "benchmarks" not in roots
    assert not roots & {"pyvrp", "vroom"}


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=module_name)
def test_spreadsheets_are_read_in_one_place(path: Path) -> None:
    """Pandas is known to the importers alone, openpyxl to them and to the reports."""
    roots = {name.split(".")[0] for name in imported(parse(path))}
    part = [*module_name(path).split("."), ""][1]

    assert {library for library in roots & SPREADSHEETS.keys() if part not in SPREADSHEETS[library]} == set()


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=module_name)
def test_the_store_is_known_in_one_place(path: Path) -> None:
    """Databases are the store's and the runs' (errors of theirs the API's too); what plans knows neither of them."""
    names = imported(parse(path))
    part = [*module_name(path).split("."), ""][1]
    libraries = {name.split(".")[0] for name in names} & DATABASES.keys()

    assert {library for library in libraries if part not in DATABASES[library]} == set()
    if part not in SERVICE:
        assert not {name for name in names if name.startswith(("dispatcher.store", "dispatcher.runs"))}
    if part == "store":
        known = {name.split(".")[1] for name in names if name.startswith("dispatcher.")}
        assert known <= {"store", "schemas", "faults", "digest", "wire_json"}
        assert solver_parts(names) <= {"rules"}


@pytest.mark.parametrize("path", [p for p in sources("dispatcher") if "importers" in p.parts], ids=module_name)
def test_importers_know_neither_planning_nor_reports(path: Path) -> None:
    """Importers make requests; they neither plan nor show anything."""
    names = {name.split(".")[1] for name in imported(parse(path)) if name.startswith("dispatcher.")}

    assert not names & FOREIGN_TO_IMPORTERS


@pytest.mark.parametrize("path", [p for p in sources("dispatcher") if "schemas" in p.parts], ids=module_name)
def test_schemas_know_no_solving(path: Path) -> None:
    """The wire format says what the contract says; of the solver it knows words and rule names at most."""
    parts = solver_parts(imported(parse(path)))

    assert parts <= {"problem", "policy", "status", "rules", "plan"}


def test_modules_are_one_noun(module: Path) -> None:
    """No module is longer than 300 lines, and each says in a docstring what it owns."""
    text = module.read_text(encoding="utf-8")

    assert text.count("\n") <= MODULE_LINES
    assert ast.get_docstring(parse(module))


def test_functions_are_short(module: Path) -> None:
    """No function is longer than 60 lines."""
    long = [f"{f.name}: {f.end_lineno - f.lineno + 1}" for f in functions(parse(module)) if f.end_lineno is not None
            and f.end_lineno - f.lineno + 1 > FUNCTION_LINES]  # fmt: skip

    assert long == []


def test_public_names_are_documented(module: Path) -> None:
    """Every public class, function and method has a docstring."""
    assert list(undocumented(parse(module), module_name(module))) == []


def test_no_bare_except_and_no_assert_in_shipped_code(module: Path) -> None:
    """Shipped code catches named errors and does not rely on ``assert``, which python -O removes."""
    nodes = list(ast.walk(parse(module)))

    bare = [n.lineno for n in nodes if isinstance(n, ast.ExceptHandler) and n.type is None]
    asserts = [n.lineno for n in nodes if isinstance(n, ast.Assert)]

    assert bare + asserts == []


def test_every_test_says_its_fact() -> None:
    """Every test has a docstring, and asserts or expects something."""
    silent: list[str] = []
    for path in sources("tests"):
        for function in functions(parse(path)):
            body = ast.unparse(function)
            checks = "assert" in body or "raises" in body or "check" in body
            if function.name.startswith("test_") and not (ast.get_docstring(function) and checks):
                silent.append(f"{path.name}: {function.name}")

    assert silent == []
