"""Training back ends on labelled corpora."""
