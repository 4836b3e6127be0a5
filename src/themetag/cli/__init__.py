"""The command line: one module a command; `themetag.cli.app` puts them together."""
