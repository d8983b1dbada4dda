"""The generated pages of docs/: what the workflows and roles say, drawn from the tables themselves."""

import ast
import inspect
import re
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver

from portal.accounts.roles import APART_EVERYWHERE, APART_IN_DEPARTMENT, PERMISSIONS, ROLES
from portal.workflow import Workflow

_NOTE = "<!-- Written by `manage.py generate_docs`; change the code, not this page. -->\n"
_TRIGGER = re.compile(r"CREATE (?:OR REPLACE |CONSTRAINT )?TRIGGER (\w+)[^;]*? ON (\w+)", re.DOTALL)


# --- docs/states.md

def states_page() -> str:
    """Every workflow: diagram, steps with who may take them, and what the database holds of it."""
    parts = [
        "# States and steps\n", _NOTE,
        "A status changes only by a step of these tables (`portal.workflow`). The database refuses every other pair "
        "by the trigger `workflow_pair`, made from the same tables. Who may take a step is said by its policy, whose "
        "first sentence is quoted; the button, the refusal and this page come from the same place.\n",
    ]
    for name in sorted(Workflow.registry):
        parts.append(_workflow(Workflow.registry[name]))
    return "\n".join(parts)


def _workflow(workflow) -> str:
    return "\n".join([
        f"## {workflow.label} · `{workflow.name}`\n",
        f"Table `{workflow.table}`; begins as {_statuses(workflow, workflow.initial)}.\n",
        _diagram(workflow), _steps(workflow), _database_rules(workflow),
    ])


def _diagram(workflow) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {value}' for value, label in workflow.statuses.choices]
    lines += [f"    [*] --> {status}" for status in workflow.initial]
    leaving = set()
    for step in workflow.steps.values():
        for source in step.sources if step.target else ():
            leaving.add(str(source))
            lines.append(f"    {source} --> {step.target}: {step.label}")
    lines += [f"    {status} --> [*]" for status in workflow.statuses.values if status not in leaving]
    return "\n".join([*lines, "```", ""])


def _steps(workflow) -> str:
    rows = ["| Step | Label | From | To | Policy | Who |", "| --- | --- | --- | --- | --- | --- |"]
    for step in workflow.steps.values():
        action = workflow.actions.get(step.name)
        policy = f"`{action.policy.__module__}.{action.policy.__name__}`" if action else "no action"
        who = _first_sentence(action.policy) if action else ""
        prepared = " (first committed: a preparation; then slow work)" if action and action.prepare else ""
        rows.append(f"| `{step.name}`{prepared} | {step.label} | {_statuses(workflow, step.sources)} | "
                    f"{_statuses(workflow, [step.target]) if step.target else 'unchanged'} | {policy} | {who} |")
    return "\n".join([*rows, ""])


def _statuses(workflow, values) -> str:
    values = list(dict.fromkeys(str(v) for v in values))
    if set(values) == set(workflow.statuses.values) and len(values) > 3:
        return "any"
    return ", ".join(f"{workflow.statuses(value).label} `{value}`" for value in values)


def _first_sentence(function) -> str:
    return (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _database_rules(workflow) -> str:
    """What the database holds beside the pairs: checks of the table with their sentences, triggers of the app."""
    model = next(m for m in apps.get_models() if m._meta.db_table == workflow.table)
    lines = []
    for constraint in model._meta.constraints:
        if "two_persons" in constraint.name or constraint.name.endswith("_evidence"):
            lines.append(f"- `{constraint.name}`: {constraint.violation_error_message}")
    for path, docstring, triggers in _migrations(model._meta.app_config):
        on = [f"`{name}` on `{table}`" for name, table in triggers]
        if any(table == workflow.table for _name, table in triggers):
            lines.append(f"- {', '.join(on)} ({path}): {docstring}")
    return "\n".join(["What the database holds beside the pairs:\n", *lines, ""]) if lines else ""


def _migrations(config):
    """(path, first sentence, [(trigger, table)]) of an app's migrations that make triggers."""
    for file in sorted((settings.ROOT / config.name.replace(".", "/") / "migrations").glob("0*.py")):
        text = file.read_text(encoding="utf-8")
        triggers = _TRIGGER.findall(text)
        if triggers:
            docstring = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0].replace("\n", " ")
            yield file.relative_to(settings.ROOT), docstring, triggers


# --- docs/permissions.md

@dataclass(frozen=True)
class Address:
    """One URL: its pattern, its name, and who gets past its door (what happens behind it, policies decide)."""

    pattern: str
    name: str
    view: str
    door: str


def permissions_page() -> str:
    """Roles and permissions, the pairs kept apart, and the door of every URL."""
    return "\n".join([
        "# Roles and permissions\n", _NOTE,
        "Roles are held through appointments (person × department × role × period); the source is "
        "`portal/accounts/roles.py`. A permission says what a role may attempt; on which objects, `visible_to` and the "
        "policies say.\n",
        _roles(), _matrix(), _pairs(), _addresses(),
    ])


def _roles() -> str:
    rows = ["## Roles\n", "| Role | Label | Where | Second factor |", "| --- | --- | --- | --- |"]
    for role in ROLES.values():
        where = f"{role.plays} departments" if role.plays else "any department"
        rows.append(f"| `{role.key}` | {role.label} | {where} | {'yes' if role.second_factor else '–'} |")
    return "\n".join([*rows, ""])


def _matrix() -> str:
    rows = ["## Who may what\n", "| Permission | Meaning | " + " | ".join(str(r.label) for r in ROLES.values()) + " |",
            "| --- | --- |" + " :-: |" * len(ROLES)]
    for key, meaning in PERMISSIONS.items():
        marks = " | ".join("●" if key in role.permissions else "" for role in ROLES.values())
        rows.append(f"| `{key}` | {meaning} | {marks} |")
    return "\n".join([*rows, ""])


def _pairs() -> str:
    def listed(pairs):
        return [f"- {ROLES[a].label} – {ROLES[b].label}" for a, b in pairs]

    return "\n".join([
        "## Kept apart\n", "One person may not hold both in the same department (database trigger `roles_apart`):\n",
        *listed(APART_IN_DEPARTMENT), "", "One person may not hold both in any departments:\n",
        *listed(APART_EVERYWHERE), "",
    ])


def _addresses() -> str:
    rows = [
        "## The door of every URL\n",
        "`open`: without signing in. `signed in`: any role; lists and objects come through `visible_to`, so that what "
        "is out of scope is 404. Otherwise the permission that the role needs; without it 403 with the reason.\n",
        "| URL | Name | Door |", "| --- | --- | --- |",
    ]
    rows += [f"| `/{a.pattern}` | `{a.name}` | {a.door} |" for a in addresses()]
    return "\n".join([*rows, ""])


def addresses() -> list[Address]:
    """Every URL of the portal, in order of its pattern."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda a: a.pattern)


def _walk(resolver, prefix: str, namespace: str):
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            yield from _walk(entry, pattern, inner)
        else:
            view = entry.callback
            name = ":".join(filter(None, [namespace, entry.name]))
            yield Address(pattern, name, f"{view.__module__}.{view.__name__}", _door(view))


def _door(view) -> str:
    if getattr(view, "open_to_public", False):
        return "open"
    permissions = getattr(view, "permissions", ())
    return " or ".join(f"`{p}`" for p in permissions) if permissions else "signed in"
