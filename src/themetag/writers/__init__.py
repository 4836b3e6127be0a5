"""Writers: from reports to what people and programs read. The registry is in `themetag.writers.formats`."""
