"""Many cases of one scenario: their design, who computes them, and the folder they are kept in."""
