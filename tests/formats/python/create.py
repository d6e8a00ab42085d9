"""Loads models.py of a folder as an application does, lets its metadata create everything in an empty database, and asks Alembic what is
left to do. Prints JSON. Every warning is an error."""

import importlib
import json
import os
import sys
import warnings

warnings.simplefilter("error")

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import configure_mappers

sys.path.insert(0, sys.argv[1])
models = importlib.import_module("models")
configure_mappers()
base = getattr(models, "Base", None) or models.SQLModel
engine = sa.create_engine(os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg2:"))
base.metadata.create_all(engine)

schemas = {table.schema for table in base.metadata.tables.values()}


def include_name(name, kind, parents):
    return kind != "schema" or name in schemas


with engine.connect() as connection:
    warnings.filterwarnings("ignore", message="Did not recognize type")
    warnings.filterwarnings("ignore", message="Skipped unsupported reflection")
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_schemas": True,
            "include_name": include_name,
        },
    )
    left = compare_metadata(context, base.metadata)


def describe(change):
    if isinstance(change, list):
        return [describe(each) for each in change]
    kind, *rest = change
    return " ".join([kind, *(str(each) for each in rest[1:3])])


print(
    json.dumps(
        {
            "sqlalchemy": sa.__version__,
            "tables": len(base.metadata.tables),
            "alembic": [line for change in left for line in ([describe(change)] if isinstance(change, tuple) else describe(change))],
        }
    )
)
