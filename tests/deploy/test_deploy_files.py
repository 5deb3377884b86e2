"""The files of `deploy/`: they can be read, name what exists, and keep their promises."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.operating.measures import GAUGES
from bot.operator_pages import operator_report
from bot.serving import LOCALES_DIR
from bot.settings import PREFIX, Settings
from tests.applications import TestApplication
from tests.operating.test_pages import Health

ROOT = LOCALES_DIR.parent
DEPLOY = ROOT / "deploy"
OPERATE = ROOT / "docs" / "operate.md"
OF_PROMETHEUS = {"up"}
_FAMILY_ENDS = ("_total", "_bucket", "_count", "_sum")
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def read_yaml(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text("utf-8"))


RULES = [rule for group in read_yaml("prometheus/alerts.yaml")["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((DEPLOY / "grafana" / "sohoctap.json").read_text("utf-8"))
COMPOSE = read_yaml("compose.yaml")


def panels() -> Iterator[dict[str, Any]]:
    yield from DASHBOARD["panels"]


EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in panels() for target in panel["targets"]
]


def families(written: str) -> set[str]:
    """The families of a page of measures."""
    return {line.split()[2] for line in written.splitlines() if line.startswith("# TYPE")}


def family(name: str) -> str:
    return next((name.removesuffix(end) for end in _FAMILY_ENDS if name.endswith(end)), name)


async def test_every_measure_that_is_used_exists(sqlite_house: TestApplication) -> None:
    report = operator_report(sqlite_house.application, Health())
    await report.ticked()
    there = {family(each) for each in families((await report.metrics()).decode())}
    used = {name for each in EXPRESSIONS for name in re.findall(r"\bsohoctap_\w+", each)}
    assert len(used) > 10
    assert {family(name) for name in used} <= there
    assert there >= GAUGES.keys()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_has_its_brackets_and_names_something(expression: str) -> None:
    for opening, closing in ("()", "[]", "{}"):
        assert expression.count(opening) == expression.count(closing)
    names = set(re.findall(r"\b(?:sohoctap_\w+|up)\b", expression))
    assert names
    assert {name for name in names if not name.startswith("sohoctap_")} <= OF_PROMETHEUS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_has_a_section_of_the_runbook(rule: dict[str, Any]) -> None:
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["runbook"] == f"docs/operate.md#{rule['alert'].lower()}"
    page = OPERATE.read_text("utf-8")
    section = page.partition(f"\n#### {rule['alert']}\n")[2].partition("\n#")[0]
    assert len(section.split()) > 15, "what it means, and what to do"


def test_the_runbook_has_no_section_of_an_alert_that_is_not_there() -> None:
    told = set(re.findall(r"^#### (Sohoctap\w+)$", OPERATE.read_text("utf-8"), re.MULTILINE))
    assert told == {rule["alert"] for rule in RULES}


def test_the_dashboard_is_one_that_grafana_reads() -> None:
    assert DASHBOARD.keys() >= {"title", "uid", "schemaVersion", "panels", "time", "templating"}
    numbers = [panel["id"] for panel in panels()]
    assert len(numbers) == len(set(numbers))
    for panel in panels():
        assert panel["title"]
        assert panel["gridPos"].keys() == {"x", "y", "w", "h"}
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert panel["datasource"]["uid"] == "${source}"
        assert all(target["refId"] and target["expr"] for target in panel["targets"])


# --- compose --------------------------------------------------------------------------------------


def test_the_service_in_its_container_may_do_little() -> None:
    service = COMPOSE["services"]["service"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service, "the proxy is what people reach"
    assert "ports" not in COMPOSE["services"]["database"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_secrets_are_files_and_never_settings() -> None:
    names = set(COMPOSE["secrets"])
    made = (DEPLOY / "make-secrets.sh").read_text("utf-8")
    for name, where in COMPOSE["secrets"].items():
        assert where == {"file": f"./secrets/{name}"}
        assert f"\nmake {name} " in made
    assert {name.upper() for name in names if name.startswith("bot_")} <= SETTINGS
    for service in COMPOSE["services"].values():
        assert set(service.get("secrets", ())) <= names
        given = service.get("environment", {})
        assert {name for name in given if name.startswith(PREFIX)} <= SETTINGS
        assert not {name for name in given if "PASSWORD" in name and not name.endswith("_FILE")}


def test_every_container_is_checked_and_waits_for_what_it_needs() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    for name, service in COMPOSE["services"].items():
        assert "healthcheck" in service or (name == "service" and "HEALTHCHECK" in image)
        for waited in service.get("depends_on", {}).values():
            assert waited == {"condition": "service_healthy"}
        for volume in service["volumes"]:
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_the_image_is_not_roots_and_its_base_is_a_setting() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001" in lines
    assert [line for line in lines if line.startswith("FROM ")] == [
        "FROM ${BASE_IMAGE} AS builder", "FROM ${BASE_IMAGE}",
    ]  # fmt: skip
    for service in COMPOSE["services"].values():
        assert service["image"].startswith("${") or service["build"]["args"]["BASE_IMAGE"]


def test_the_secrets_are_made_once_and_fit_their_settings(tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_bytes((DEPLOY / "make-secrets.sh").read_bytes())
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    made = {each.name: each.read_text() for each in (tmp_path / "secrets").iterdir()}
    assert made.keys() == set(COMPOSE["secrets"])
    settings = Settings(_env_file=None, _secrets_dir=tmp_path / "secrets")
    assert settings.database_url.get_secret_value() == made["bot_database_url"]
    assert made["postgres_password"] in made["bot_database_url"]
    assert settings.read_backup_key() == bytes.fromhex(made["bot_backup_key"])
    assert settings.operator_token is not None
    assert settings.telegram_token is None
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    assert {each.name: each.read_text() for each in (tmp_path / "secrets").iterdir()} == made
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


# --- systemd --------------------------------------------------------------------------------------


class Unit(configparser.RawConfigParser):
    """A unit file; a name may stand in it several times, the last counts here."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
        self.read_string((DEPLOY / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["sohoctap.service", "sohoctap-backup.service"])
def test_a_unit_runs_as_its_own_user_and_may_write_only_its_own(name: str) -> None:
    service = Unit(name)["Service"]
    assert service["User"] == "sohoctap"
    for setting, value in {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
        "PrivateTmp": "yes", "CapabilityBoundingSet": "", "UMask": "0077",
    }.items():  # fmt: skip
        assert service[setting] == value
    text = (DEPLOY / name).read_text("utf-8")
    assert set(re.findall(r"\bBOT_[A-Z_]+\b", text)) <= SETTINGS | {"BOT_"}


def test_the_timer_starts_the_backup() -> None:
    assert Unit("sohoctap-backup.timer")["Timer"]["OnCalendar"]
    assert "bot backup" in Unit("sohoctap-backup.service")["Service"]["ExecStart"]
