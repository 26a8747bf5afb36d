"""`python -m gridnet` is the command line."""

from gridnet.cli import main

main(prog_name="gridnet")
