"""The game for other software, and games from it: `export`, `import`."""
