"""The program of the guide is no stranger to the engine: it is checked, told and asked like any other."""

from pathlib import Path

from config import files
from config.schema import ProgramFile
from domain.programs import Catalogue
from handlers import answers
from tests.conftest import asking
from tests.views import read

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "example-program.yaml"


def test_the_guide_holds_the_example_word_for_word() -> None:
    body = "\n".join(line for line in EXAMPLE.read_text().splitlines() if not line.startswith("#")).strip()
    assert body in (DOCS / "program-files.md").read_text()


def test_the_guide_explains_every_key() -> None:
    guide = (DOCS / "program-files.md").read_text()
    models = [ProgramFile]
    for model in models:
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}`" in guide, f"{model.__name__}.{name}"
            models += [m for m in _models(field.annotation) if m not in models]
    assert len(models) > 15


def _models(annotation):  # type: ignore[no-untyped-def]
    if isinstance(annotation, type):
        return [annotation] if hasattr(annotation, "model_fields") else []
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]


def test_each_place_of_the_example_is_found_and_told() -> None:
    program = files.load(EXAMPLE).program
    catalogue = Catalogue(1, (program,))
    assert program.jurisdictions
    for place in program.jurisdictions:
        said = answers.to_text(asking(catalogue, f"/status {place.full_name}"))
        assert read(said).startswith(place.full_name)  # type: ignore[arg-type]
    for command in answers.COMMANDS:
        assert answers.to_text(asking(catalogue, f"/{command}"))
