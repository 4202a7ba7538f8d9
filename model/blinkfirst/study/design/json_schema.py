"""The JSON Schema of study files, for editors, made from the models that check them.

Unlike a scenario, a study file stands alone, so what it needs is required.
"""

from __future__ import annotations

from typing import Any

from blinkfirst.study.design.sampling import METHODS
from blinkfirst.study.design.study_schema import StudyFile
from blinkfirst.study.store.tables import OUTCOMES


def study_file_schema() -> dict[str, Any]:
    """Return the schema of a study file (JSON Schema draft 2020-12)."""
    schema: dict[str, Any] = StudyFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "blinkfirst studies, language version 1"
    schema["$defs"]["SampleEntry"]["properties"]["method"]["enum"] = list(METHODS)
    outcomes, _ = schema["$defs"]["StudyEntry"]["properties"]["outcomes"]["anyOf"]
    outcomes["items"]["enum"] = list(OUTCOMES)
    return schema
