"""Shipped scenarios and problems of files: `list`, `check`, `show`, `schema`."""
