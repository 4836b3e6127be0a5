"""`python -m themetag`."""

from themetag.cli.app import main

main()
