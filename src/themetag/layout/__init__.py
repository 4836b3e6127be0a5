"""From the lines of a page to blocks: paragraphs, list items, headings, tables and furniture."""
