"""Many cases of one scenario: their design, their computation by several executors, the folder they are kept in."""
