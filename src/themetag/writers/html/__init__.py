"""Reports as HTML: one page that stands alone, and a short view for notebooks. Needs Jinja2 (the extra `page`)."""
