"""The Graph Model of a compiled game: its moves, the stability of its states, and the reasons for it."""
