"""Action plans as workbooks, Word files and Markdown."""
