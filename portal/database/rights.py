"""What each role of the database may do with each table, and which columns may change: read off the models.

A model says `database_rights = "append"` (INSERT, SELECT) or "delete" (all of a row); without it SELECT, INSERT and
UPDATE. Where it says `database_changes = ("until", …)`, only these columns ever change, for every role.
"""

from django.apps import apps

WEB, MAINTENANCE = "portal_web", "portal_maintenance"

# Tables of libraries whose rows the web role may delete; everything of ours is kept unless its model says so.
DELETABLE = {
    "django_session", "axes_accessattempt", "axes_accessattemptexpiration",
    "accounts_user_groups", "catalogs_version_images", "catalogs_version_matters",
}
READ_ONLY = {"django_migrations", "django_content_type", "auth_permission"}


def grants() -> dict[str, str]:
    """Table → privileges of the web role. History tables are append-only. Deletion is a status, not a DELETE."""
    rights = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        table = model._meta.db_table
        kind = "append" if is_history(model) else getattr(model, "database_rights", "")
        rights[table] = {
            "append": "SELECT, INSERT", "delete": "SELECT, INSERT, UPDATE, DELETE", "": "SELECT, INSERT, UPDATE",
        }[kind]
        if table in DELETABLE:
            rights[table] = "SELECT, INSERT, UPDATE, DELETE"
        if table in READ_ONLY:
            rights[table] = "SELECT"
    rights["django_migrations"] = "SELECT"
    return rights


def is_history(model) -> bool:
    """Whether the model is a history table of django-simple-history."""
    return hasattr(model, "history_id") or model.__name__.startswith("Historical")


def append_only_tables() -> list[str]:
    """Tables whose rows are never changed or deleted."""
    return sorted(table for table, rights in grants().items() if rights == "SELECT, INSERT")


def changing_columns() -> dict[str, list[str]]:
    """Table → the only columns of it that ever change, for models that say so."""
    return {
        model._meta.db_table: sorted(model._meta.get_field(name).column for name in model.database_changes)
        for model in apps.get_models() if hasattr(model, "database_changes") and not is_history(model)
    }


def histories() -> dict[str, str]:
    """History table → the table whose rows it tells of."""
    return {
        model._meta.db_table: model.instance_type._meta.db_table
        for model in apps.get_models() if hasattr(model, "instance_type")
    }


def roles_sql() -> str:
    """The two roles beside the owner; on a cluster that the set-up made they are there already."""
    return "".join(f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF;
        END $$;
        GRANT {role} TO CURRENT_USER;
    """ for role in (WEB, MAINTENANCE))
