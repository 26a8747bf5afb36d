"""What a device keeps of the files."""

from pathlib import Path

from gridnet.web import assets
from gridnet.web.offline import shell

LIBRARIES = Path(__file__).parents[4] / "node_modules"


def test_every_module_of_the_field_is_kept():
    kept = set(shell.paths())
    assert {assets.asset(f"js/{name}.js") for name in ("app", "outbox/send", "report/form", "left")} <= kept


def test_the_version_is_another_when_a_file_or_a_library_changes(monkeypatch, tmp_path):
    before = shell.version(LIBRARIES)
    for name in shell.LIBRARIES:
        path = tmp_path / shell.FILES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("another")
    other_library = shell.version(tmp_path)
    monkeypatch.setattr(assets, "version", lambda: "another")
    assert len({before, other_library, shell.version(LIBRARIES)}) == 3
