"""What is shipped and what is wrong with a file: `list`, `check`, `show`, `schema`."""
