"""What is written about Serein, held against what Serein is."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.apps import apps
from django.urls import Resolver404, resolve

from tests.source import FLOORS, ROOT, SOURCE, place

DOCS = ROOT / "docs"
_SETTING = re.compile(r"\bSEREIN_[A-Z][A-Z_]*[A-Z]\b")
# Set by `./serein test` for the tests themselves; no operator meets them.
_OF_TESTS = {"SEREIN_TEST_LONG", "SEREIN_TEST_CHROMIUM", "SEREIN_TEST_ONCE"}


def table(name: str) -> list[list[str]]:
    """Return the rows of the one table of a document, without its head."""
    lines = [line for line in (DOCS / name).read_text().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def marked(kind: str) -> set[str]:
    """Return the ids that tests are marked with."""
    texts = (file.read_text() for file in (ROOT / "tests").rglob("*.py"))
    pattern = re.compile(rf"mark\.{kind}\(([^)]*)\)")
    return {
        found for text in texts for words in pattern.findall(text) for found in re.findall(r"[\"'](\w+)[\"']", words)
    }


def test_each_model_has_an_entry_in_the_glossary() -> None:
    known = {code for row in table("glossary.md") for code in re.findall(r"`(\w+)`", row[3])}
    ours = [model for model in apps.get_models() if model.__module__.startswith("serein.")]

    missing = [model.__name__ for model in ours if _snake(model.__name__) not in known]

    assert not missing


def test_each_term_of_the_glossary_stands_in_three_languages() -> None:
    assert not [row for row in table("glossary.md") if len(row) != 4 or not all(row)]


def test_each_setting_is_explained_to_operators_and_each_one_explained_exists() -> None:
    sources = [*SOURCE.rglob("*.py"), ROOT / "serein"]
    used = {name for file in sources for name in _SETTING.findall(file.read_text())} - _OF_TESTS
    explained = set(_SETTING.findall((DOCS / "operate" / "settings.md").read_text()))

    assert used - explained == set()
    assert explained - used == set()


def test_the_62_promises_stand_once_each_in_a_room_of_the_house() -> None:
    rows = table("promises.md")
    rooms = set().union(*FLOORS)

    assert len({row[0] for row in rows}) == len(rows) == 62
    assert {row[2] for row in rows} <= {"built", "in part", "not yet"}
    assert {row[4] for row in rows} <= rooms


def test_each_promise_that_is_built_names_pages_that_answer_and_a_test_that_shows_it() -> None:
    shown = marked("promise")
    for promise, _words, state, pages, room in table("promises.md"):
        if state == "not yet":
            continue
        assert (SOURCE / room).is_dir(), promise
        assert promise in shown, f"no test is marked with {promise}"
        for page in pages.split(", "):
            assert _answers(page), f"{promise} names {page}, which is no page"


def test_tests_name_only_promises_and_harms_that_exist() -> None:
    assert marked("promise") <= {row[0] for row in table("promises.md")}
    assert marked("harm") <= {row[0] for row in table("harms.md")}


def test_each_harm_is_held_by_a_test_or_comes_with_a_promise_that_is_not_yet_built() -> None:
    held = marked("harm")
    not_yet = {row[0] for row in table("promises.md") if row[2] == "not yet"}
    rows = table("harms.md")

    assert [row[0] for row in rows] == [f"H{number:02}" for number in range(1, 36)]
    for harm, _words, _rule, by in rows:
        if by == "tests":
            assert harm in held, f"no test is marked with {harm}"
        else:
            assert by.removeprefix("comes with ") in not_yet, f"{harm} {by}, which is built: its test must exist"


def test_links_between_documents_lead_somewhere() -> None:
    files = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *SOURCE.rglob("README.md"), *(ROOT / "benchmarks").rglob("*.md")]
    broken = [
        f"{place(file)}: {link}"
        for file in files
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text())
        if "://" not in link and not link.startswith("mailto:") and not (file.parent / link).exists()
    ]

    assert not broken


def test_the_readme_says_where_the_boundary_is() -> None:
    sentence = "Serein est l'outil de la commune; il ne contient aucune donnée de police ni dossier social."

    assert sentence in (ROOT / "README.md").read_text()


def test_publiccode_is_valid() -> None:
    schema = json.loads((Path(__file__).parent / "publiccode.schema.json").read_text())
    code = yaml.load((ROOT / "publiccode.yml").read_text(), Loader=yaml.BaseLoader)

    jsonschema.validate(code, schema)


def test_every_command_is_known_to_the_operators_guide() -> None:
    from serein.config.commands import COMMANDS

    guide = "".join(file.read_text() for file in (DOCS / "operate").rglob("*.md")) + (ROOT / "README.md").read_text()
    developers = "".join(file.read_text() for file in (DOCS / "develop").rglob("*.md"))

    assert [name for name in COMMANDS if f"./serein {name}" not in guide + developers] == []


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "SECURITY.md", "CONTRIBUTING.md", "GOVERNANCE.md", "CHANGELOG.md"]
)
def test_the_papers_of_a_public_project_are_there(name: str) -> None:
    assert len((ROOT / name).read_text()) > 400


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _answers(page: str) -> bool:
    from django.utils.translation import override

    language = page.split("/")[1]
    with override(language if language in {"fr", "nl", "en"} else "fr"):
        try:
            resolve(page)
        except Resolver404:
            return False
    return True
