"""The command line: `gridnet GROUP COMMAND`, a file a group; one that cannot be loaded does not stop the others."""

import ast
import importlib
import pkgutil
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from gridnet import __version__
from gridnet.base.errors import Refusal
from gridnet.base.postgres import ClusterError
from gridnet.base.settings import BadSetting

SHARED = frozenset({"context"})  # what the groups have in common, no group itself


class Groups(click.Group):
    """The groups beside this file, each the value that bears its file's name, loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click passes it
        """Their names, from the files."""
        names = {found.name for found in pkgutil.iter_modules(__path__)} - SHARED
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them, or None; raises `ClickException` when its file is broken."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        try:
            found: click.Command = getattr(importlib.import_module(f"gridnet.cli.{name}"), name)
        except Exception as error:
            raise click.ClickException(f"`gridnet {cmd_name}` cannot be loaded: {error!r}") from error
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them with the first line of their files, so that help neither waits for them nor trips over one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(name)) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what a person can mend is told in a sentence, what they cannot keeps its trace."""
        try:
            return super().invoke(ctx)
        except (Refusal, BadSetting, ClusterError) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"the database does not answer: {str(error.orig).strip()}") from error


def _first_line(name: str) -> str:
    path = Path(__path__[0]) / name.replace("-", "_")
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    try:
        doc = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    except SyntaxError:
        return "(cannot be read)"
    return doc.partition("\n")[0]


@click.command(cls=Groups)
@click.version_option(__version__)
def main() -> None:
    """Two networks, one incident, one responsible person in each."""
