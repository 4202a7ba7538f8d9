"""The written world: YAML files read strictly, put together, checked, and typed as a `Scenario`.

Nothing here knows of arrays. A value keeps its file, line and column on the way, so that every complaint
has a place.
"""
