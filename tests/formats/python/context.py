"""Sets the context as generate_rls says, over a pool of one connection, and reads within it and after it."""

import json
import os
import sys
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session, create_engine

folder = sys.argv[1]
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0)
snippet = {"Session": Session, "engine": engine, "text": text, "json": json}
exec(open(f"{folder}/snippet.py").read(), snippet)
arguments = json.load(open(f"{folder}/input.json"))
with contextmanager(snippet["session_for"])(*arguments) as session:
    within = [row[0] for row in session.execute(text("select title from notes order by title"))]
with Session(engine) as session:
    after = [row[0] for row in session.execute(text("select title from notes"))]
print(json.dumps({"within": within, "after": after}))
