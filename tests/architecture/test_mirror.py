"""Tests mirror the files they are about."""

from tests.architecture.sources import ROOT, name

TESTS = sorted(path for folder in ("geo", "gridnet") for path in (ROOT / "tests" / folder).rglob("test_*.py"))


def twin(path):
    """The file, or the package, that a file of tests is about."""
    inside = path.relative_to(ROOT / "tests")
    about = ROOT / inside.with_name(inside.name.removeprefix("test_"))
    return about if about.exists() else about.with_suffix("") / "__init__.py"


def test_test_files_have_the_file_they_are_about():
    alone = [name(path) for path in TESTS if not twin(path).exists()]
    assert len(alone) <= 0.05 * len(TESTS), alone
