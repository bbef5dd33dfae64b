"""What we install stands beside what others install: no name of ours is taken, and nothing of ours stays behind."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLANNED = {"live", "learning"}
NOT_INSTALLED = {"tests", "benchmarks"}


def our_names() -> set[str]:
    """Top-level names that the tree gives to modules and packages, `main` among them."""
    packages = {init.parent.name for init in ROOT.glob("*/__init__.py")}
    return packages | {module.stem for module in ROOT.glob("*.py")}


def test_no_distribution_brings_a_top_level_name_of_ours() -> None:
    theirs = {name: owners for name, owners in packages_distributions().items() if set(owners) != {"rembuk"}}

    assert {name: theirs[name] for name in (our_names() | PLANNED) & theirs.keys()} == {}


def test_nothing_of_ours_is_named_like_the_standard_library() -> None:
    assert (our_names() | PLANNED) & sys.stdlib_module_names == set()


def test_the_installed_program_has_everything_that_the_tree_has() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]

    installed = {Path(entry).stem for entry in wheel["only-include"]}

    assert installed == our_names() - NOT_INSTALLED
