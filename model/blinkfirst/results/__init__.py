"""What was found, kept: records, tables and folders that explain themselves."""
