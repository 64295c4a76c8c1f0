"""The ground rules of the house, held against all of its source."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import phonenumbers
import pytest
from django.apps import apps
from django.db import models

from serein.kit.data_classes import DataClass
from tests.source import FLOORS, ROOT, SOURCE, floor_of, imports_of, package_of, parsed, place, python_files, templates

OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("serein.")]
DOMAIN = set().union(*FLOORS[2:-1])


def test_each_package_imports_only_packages_below_it() -> None:
    code = "from importlinter.cli import lint_imports_command as lint; lint()"

    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_every_package_has_its_floor() -> None:
    found = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()}

    assert found <= set().union(*FLOORS)


def test_no_package_reaches_into_the_pages_of_another() -> None:
    faults = [
        f"{place(file)} imports {name}"
        for file in python_files()
        for name in imports_of(file)
        if package_of(file) != "config"
        and (inside := re.match(r"serein\.(\w+)\.(?:views|forms|urls)\b", name))
        and inside[1] not in {package_of(file), "kit"}
    ]

    assert not faults


def test_engines_can_be_imported_where_django_cannot() -> None:
    names = [
        ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        for file in python_files()
        if package_of(file) == "engines"
    ]
    code = (
        "import sys, importlib\n"
        "for blocked in ('django', 'ninja', 'serein.kit'): sys.modules[blocked] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert len(names) > 1
    assert done.returncode == 0, done.stderr


def test_engines_touch_no_file_no_network_no_clock_and_no_global_chance() -> None:
    forbidden = {
        "os",
        "io",
        "pathlib",
        "socket",
        "urllib",
        "http",
        "requests",
        "random",
        "time",
        "subprocess",
        "shutil",
    }
    faults = []
    for file in python_files():
        if package_of(file) != "engines" or file.name == "cli.py":
            continue
        faults += [f"{place(file)} imports {name}" for name in imports_of(file) if name.split(".")[0] in forbidden]
        faults += [f"{place(file)} calls open()" for node in ast.walk(parsed(file)) if _calls(node, "open")]
        faults += [
            f"{place(file)} uses {found}"
            for found in re.findall(r"np\.random\.(?!default_rng|Generator)\w+", file.read_text())
        ]

    assert not faults


def test_keys_between_packages_point_down_and_leave_no_name_behind() -> None:
    faults = []
    for model in OUR_MODELS:
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or target is None:
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if not target.__module__.startswith("serein.") or here == there:
                continue
            if floor_of(there) >= floor_of(here):
                faults.append(f"{model.__name__}.{field.name} points up, to {there}")
            if not (field.remote_field.related_name or "").endswith("+"):  # Django lengthens that of many-to-many keys
                faults.append(f'{model.__name__}.{field.name} crosses to {there} without related_name="+"')

    assert not faults


@pytest.mark.harm("H22")
def test_no_package_above_people_keeps_a_person_so_that_no_file_on_people_can_grow() -> None:
    persons = {"Account", "StaffMember"}
    faults = [
        f"{model.__name__}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if model._meta.app_label not in {"people", "kit"}
        and isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model.__name__ in persons
    ]

    assert not faults


def test_every_model_declares_its_data_class() -> None:
    faults = [model.__name__ for model in OUR_MODELS if not isinstance(vars(model).get("data_class"), DataClass)]

    assert len(OUR_MODELS) > 10
    assert not faults


@pytest.mark.harm("H08")
def test_no_field_tells_of_nationality_origin_status_health_or_plates() -> None:
    forbidden = re.compile(
        r"(?:^|_)(?:nationalit\w*|citizenship|origin|ethnic\w*|race|religion|status|residence_permit|migrant|asylum|"
        r"refugee|health|illness|disease|disability|diagnosis_of|plate|plates|licence_plate|national_number|gender|sex)(?:_|$)"
    )
    faults = [
        f"{model.__name__}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if forbidden.search(field.name)
    ]

    assert not faults


def test_sealed_fields_are_declared_d3() -> None:
    faults = []
    for model in OUR_MODELS:
        declared = getattr(model, "field_data_classes", {})
        for field in model._meta.concrete_fields:
            is_sealed = type(field).__name__ == "SealedTextField"
            if is_sealed and DataClass.D3 not in {vars(model)["data_class"], declared.get(field.name)}:
                faults.append(f"{model.__name__}.{field.name} is sealed and not declared D3")
        faults += [
            f"{model.__name__}.{name} is D3 and not sealed"
            for name, data_class in declared.items()
            if data_class == DataClass.D3 and type(model._meta.get_field(name)).__name__ != "SealedTextField"
        ]

    assert not faults


def test_every_template_belongs_to_its_package() -> None:
    faults = []
    for file in templates():
        parts = file.relative_to(SOURCE).parts
        if "templates" not in parts:
            continue
        package, name = parts[0], "/".join(parts[parts.index("templates") + 1 :])
        if name.startswith(f"{package}/") or _overrides_a_library(name):
            continue
        if package == "kit" and (name.startswith("cotton/") or re.fullmatch(r"\d{3}\.html", name)):
            continue
        faults.append(place(file))

    assert not faults


def test_every_template_is_used_by_its_package() -> None:
    faults = []
    for file in templates():
        parts = file.relative_to(SOURCE).parts
        if "templates" not in parts:
            continue
        package, name = parts[0], "/".join(parts[parts.index("templates") + 1 :])
        if _overrides_a_library(name) or re.fullmatch(r"\d{3}\.html", name):
            continue
        words = [name] if not name.startswith("cotton/") else [_cotton_tag(name)]
        # A part may be shown by pages of the floors above; a page is its package's own.
        is_part = package == "kit" or "parts" in parts
        readers = _text_of("all") if is_part else _text_of(package)
        if not any(word in text for word in words for path, text in readers if path != file):
            faults.append(place(file))

    assert not faults


@pytest.mark.harm("H20")
def test_no_phone_number_is_written_in_a_template_so_that_none_can_grow_stale_there() -> None:
    short = re.compile(
        r"(?<![\d#&.,/-])(?:100|101|103|105|106|107|110|112|116\s?\d{3}|1207|1712|1722|1733|1813)(?![\d%.,]|\s?(?:px|km|m\b))"
    )
    faults = []
    for file in templates():
        text = re.sub(r"<[^>]*>", " ", re.sub(r"\{#.*?#\}|<!--.*?-->", " ", file.read_text(), flags=re.DOTALL))
        found = [match.raw_string for match in phonenumbers.PhoneNumberMatcher(text, "BE")] + short.findall(text)
        faults += [f"{place(file)}: {number}" for number in found]

    assert not faults


def test_no_page_loads_anything_from_another_site() -> None:
    loads = re.compile(r"(?:\ssrc|<link[^>]*\shref|\saction|\sposter)\s*=\s*[\"'](?:https?:)?//[^\"']*", re.IGNORECASE)

    faults = [f"{place(file)}: {found}" for file in templates() for found in loads.findall(file.read_text())]

    assert not faults


def test_the_domain_is_told_the_time_and_never_asks() -> None:
    """Views, jobs, commands and middleware call the clock; queries, operations and models are told."""
    asked = re.compile(r"\b(?:clock\.now|timezone\.now|timezone\.localdate|datetime\.now|date\.today)\(\s*\)")
    tellers = {"queries", "operations", "models"}
    faults = [
        f"{place(file)}: {found}"
        for file in python_files()
        if package_of(file) in DOMAIN and file.relative_to(SOURCE).parts[1].removesuffix(".py") in tellers
        for found in asked.findall(file.read_text())
    ]

    assert not faults


def test_no_package_hides_what_it_does_in_signals() -> None:
    faults = [
        f"{place(file)} imports {name}"
        for file in python_files()
        for name in imports_of(file)
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    ]

    assert not faults


def test_files_stay_small() -> None:
    faults = [
        f"{place(file)}: {lines}" for file in python_files() if (lines := len(file.read_text().splitlines())) > 400
    ]

    assert not faults


def test_each_package_and_engine_says_in_one_page_what_it_is() -> None:
    homes = [folder for folder in SOURCE.iterdir() if (folder / "__init__.py").exists() and folder.name != "engines"]
    homes += [folder for folder in (SOURCE / "engines").iterdir() if (folder / "__init__.py").exists()]
    missing = [place(home) for home in sorted(homes) if not (home / "README.md").exists()]
    long = [
        place(home)
        for home in homes
        if home.parent.name != "engines"
        and (home / "README.md").exists()
        and len((home / "README.md").read_text().splitlines()) > 60
    ]

    assert not missing
    assert not long


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


@cache
def _names_of_libraries() -> frozenset[str]:
    site = Path(models.__file__).parents[3]
    folders = [folder for library in ("allauth", "django") for folder in (site / library).rglob("templates")]
    return frozenset(str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*.*"))


def _overrides_a_library(name: str) -> bool:
    """Whether an installed library has a template of that name, whose place ours takes."""
    return name in _names_of_libraries()


def _cotton_tag(name: str) -> str:
    return "<c-" + name.removeprefix("cotton/").removesuffix(".html").replace("/", ".").replace("_", "-")


def _text_of(package: str) -> list[tuple[Path, str]]:
    files = [*python_files(), *templates()]
    return [(file, file.read_text()) for file in files if package in {"all", package_of(file)}]
