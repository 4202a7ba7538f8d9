"""Results to words, tables and pictures for people; no arithmetic beyond layout."""
