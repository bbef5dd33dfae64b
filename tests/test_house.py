"""The stairs of the house lead down only (design.md), and no room grows beyond what one reader keeps in mind."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import main

HOUSE = Path(main.__file__).parent
STAIRS = (("main",), ("notifications",), ("live", "learning"), ("registrations",), ("speakers",), ("events",),
          ("foundation",))  # fmt: skip
HEIGHT = {floor: -step for step, floors in enumerate(STAIRS) for floor in floors}
PLANNED = {"learning"}
BESIDE = {"migrations", "tests", "benchmarks"}
REFUSED_NAMES = {"common", "core", "utils", "util", "helpers", "helper", "service", "services", "manager", "managers"}

THE_DATABASE_MIGRATES = ("foundation/database.py", "migrations")
READS_THE_CLOCK = {"foundation/clock.py", "notifications/commands.py"}
CLOCKS = ("datetime.now", "time.time", "time.localtime", "time.gmtime")
COMMITS = {"foundation/edge.py", "foundation/database.py"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
TABLES = """
import main, sqlmodel
from notifications.wings import WINGS
print(len(sqlmodel.SQLModel.metadata.tables))
for rooms in WINGS.values():
    rooms()
print(len(sqlmodel.SQLModel.metadata.tables))
"""
TEMPLATE_TAG = re.compile(r"{%-?\s*(?:extends|import|include|from)\s+(\S+)")
TEMPLATE_NAME = re.compile(r"([a-z]+)/[\w/]+\.(?:html|txt)")


def code() -> Iterator[Path]:
    """Every module of the product, tests and measurements apart."""
    yield HOUSE / "main.py"
    for floor in sorted((HEIGHT.keys() | {"migrations"}) - {"main"}):
        yield from sorted((HOUSE / floor).rglob("*.py"))


def name_of(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


def floor_of(file: Path) -> str:
    return file.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(source: str, package: str) -> set[str]:
    """Top-level names that are imported anywhere in this source, in whatever way; `?` where nobody can tell."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(package if node.level else (node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            wanted = node.args[0] if node.args else None
            is_known = isinstance(wanted, ast.Constant) and isinstance(wanted.value, str)
            found.add(str(wanted.value).partition(".")[0] if isinstance(wanted, ast.Constant) and is_known else "?")
    return found


def called(node: ast.Call) -> str:
    """The last part of what is called: `commit` of `session.commit()`."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def leads_up(floor: str, other: str) -> bool:
    return other == "?" or (other in HEIGHT and other != floor and HEIGHT[other] >= HEIGHT[floor])


def test_every_import_leads_down() -> None:
    up = [
        f"{name_of(file)} → {name}"
        for file in code() if floor_of(file) in HEIGHT
        for name in sorted(imports(file.read_text(), floor_of(file))) if leads_up(floor_of(file), name)
    ]  # fmt: skip

    assert up == []


def test_only_the_database_reaches_the_migrations() -> None:
    reached = [(name_of(file), name) for file in code() if floor_of(file) in HEIGHT
               for name in imports(file.read_text(), floor_of(file)) if name in BESIDE]  # fmt: skip

    assert reached == [THE_DATABASE_MIGRATES]


@pytest.mark.parametrize(
    "source",
    [
        "import registrations", "import registrations.models as found", "from registrations import seats",
        "from registrations.models import Registration", "def run():\n    from registrations import seats",
        "class Rule:\n    import registrations", "if TYPE_CHECKING:\n    import registrations.models",
        "try:\n    import registrations\nexcept ImportError:\n    pass", "import_module('registrations.models')",
        "importlib.import_module('registrations')", "__import__('registrations')",
    ],
)  # fmt: skip
def test_no_way_to_import_is_overlooked(source: str) -> None:
    assert {name for name in imports(source, "events") if leads_up("events", name)} == {"registrations"}


def test_an_import_nobody_can_read_counts_as_one_that_leads_up() -> None:
    assert leads_up("events", *imports("import_module(name)", "events"))


def test_tables_refer_down_the_stairs() -> None:
    models = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    floors = {model.__tablename__: model.__module__.partition(".")[0] for model in models}

    up = [
        f"{table.name} → {key.column.table.name}"
        for table in SQLModel.metadata.tables.values() for key in table.foreign_keys
        if leads_up(floors[table.name], floors[key.column.table.name])
    ]  # fmt: skip

    assert up == []


def test_templates_inherit_and_import_down_the_stairs() -> None:
    templates = [file for floor in HEIGHT for file in (HOUSE / floor).glob("templates/**/*.*")]
    used = [(file, name.strip("\"'")) for file in templates for name in TEMPLATE_TAG.findall(file.read_text())]

    up = [f"{name_of(file)} → {name}" for file, name in used if leads_up(floor_of(file), name.partition("/")[0])]
    unclear = [f"{name_of(file)} → {name}" for file, name in used if not TEMPLATE_NAME.fullmatch(name)]

    assert len(used) > 20
    assert (up, unclear) == ([], [])


def test_no_floor_shows_the_pages_of_a_higher_one() -> None:
    texts = [
        (file, node.value) for file in code() for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]  # fmt: skip

    shown = [(file, text) for file, text in texts if TEMPLATE_NAME.fullmatch(text)]

    assert len(shown) > 20
    up = [f"{name_of(file)} → {text}" for file, text in shown if leads_up(floor_of(file), text.partition("/")[0])]
    assert up == []


def test_the_top_of_the_tree_is_the_one_of_the_design() -> None:
    packages = {init.parent.name for init in HOUSE.glob("*/__init__.py")}
    modules = {file.name for file in HOUSE.glob("*.py")}

    assert packages == (HEIGHT.keys() | BESIDE) - PLANNED - {"main"}
    assert modules == {"main.py"}


def test_files_are_named_for_what_they_decide() -> None:
    assert [name_of(file) for file in code() if REFUSED_NAMES & set(re.split(r"[_/.]", name_of(file)))] == []


def test_a_file_is_short_enough_to_be_read_at_once() -> None:
    kinds = ("html", "txt", "css", "js")
    shown = [file for floor in HEIGHT for kind in kinds for file in (HOUSE / floor).rglob(f"*.{kind}")]
    files = [file for file in [*code(), *shown] if "versions" not in file.parts]

    lengths = {name_of(file): len(file.read_text().splitlines()) for file in files}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_a_function_does_one_thing() -> None:
    lengths = {
        f"{name_of(file)}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in code() if "versions" not in file.parts
        for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }  # fmt: skip

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_rules_are_told_the_time() -> None:
    asked = {
        name_of(file)
        for file in code() for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and asks_the_time(node)
    }  # fmt: skip

    assert asked == READS_THE_CLOCK


def asks_the_time(node: ast.Call) -> bool:
    return called(node) in ("utc_now", "utcnow", "today") or ast.unparse(node.func).endswith(CLOCKS)


def test_only_the_edge_commits() -> None:
    commits = {
        name_of(file)
        for file in code() for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and called(node) == "commit"
    }  # fmt: skip

    assert commits == COMMITS


def test_every_table_is_known_before_a_wing_is_made() -> None:
    """Copies of a database follow what is known (foundation/to_postgresql.py), whoever has asked for a page before."""
    told = subprocess.run([sys.executable, "-c", TABLES], cwd=HOUSE, check=True, capture_output=True, text=True).stdout
    at_start, with_wings = told.split()
    assert at_start == with_wings
