import { expect, test } from "vitest";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";
import { parseScript } from "../../../../src/sql/parse.ts";

const head = `"""a revision"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision: str = "aaa"
down_revision: Union[str, None] = None
TABLE = "tasks"

def upgrade() -> None:
`;

const read = (body: string) => {
  const indented = body
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
  const { files } = readEntries([
    { path: "versions/aaa.py", text: `${head}${indented}\n\n\ndef downgrade():\n    pass\n` },
  ]);
  const { up = [], unread = [] } = files[0] ?? {};
  return {
    sql: up.map(({ sql }) => sql),
    lines: up.map(({ line }) => line),
    shapes: up.map(({ shape }) => shape),
    unread: unread.map(({ what }) => what),
  };
};

/** What Alembic prints for Postgres (`alembic upgrade --sql`). */
test.each<[string, readonly string[]]>([
  [
    'op.add_column("tasks", sa.Column("due", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False))',
    ["ALTER TABLE tasks ADD COLUMN due timestamp with time zone DEFAULT now() NOT NULL"],
  ],
  [
    'op.add_column(TABLE, sa.Column("state", sa.String(length=20), server_default="open", comment="it\'s"), schema="app")',
    [
      "ALTER TABLE app.tasks ADD COLUMN state varchar(20) DEFAULT 'open'",
      "COMMENT ON COLUMN app.tasks.state IS 'it''s'",
    ],
  ],
  [
    'op.add_column("tasks", sa.Column("owner_id", sa.Integer(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=True))',
    [
      "ALTER TABLE tasks ADD COLUMN owner_id integer",
      "ALTER TABLE tasks ADD FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE",
    ],
  ],
  ['op.drop_column("tasks", "Old Name")', ['ALTER TABLE tasks DROP COLUMN "Old Name"']],
  [
    'op.create_table("users",\n  sa.Column("id", sa.Integer(), nullable=False),\n  sa.Column("email", sa.Unicode(100), nullable=False),\n  sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=True),\n  sa.Column("role", sa.Enum("a", "b", name="role"), index=True),\n  sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),\n  sa.UniqueConstraint("email"),\n  sa.CheckConstraint("email <> \'\'", name="filled"),\n)',
    [
      "CREATE TYPE role AS ENUM ('a', 'b')",
      "CREATE TABLE users (\n  id serial NOT NULL,\n  email varchar(100) NOT NULL,\n  tags text[],\n  role role,\n  CONSTRAINT pk_users PRIMARY KEY (id),\n  UNIQUE (email),\n  CONSTRAINT filled CHECK (email <> '')\n)",
      "CREATE INDEX ix_users_role ON users (role)",
    ],
  ],
  [
    'op.create_table("m", sa.Column("a_id", sa.Integer(), sa.ForeignKey("app.a.id"), primary_key=True), sa.Column("n", sa.Numeric(10, 2)))',
    [
      "CREATE TABLE m (\n  a_id integer NOT NULL,\n  n numeric(10, 2),\n  PRIMARY KEY (a_id),\n  FOREIGN KEY (a_id) REFERENCES app.a (id)\n)",
    ],
  ],
  ['op.drop_table("tasks")', ["DROP TABLE tasks"]],
  [
    'op.create_index(op.f("ix_tasks_due"), "tasks", ["due", sa.text("lower(title)")], unique=True, postgresql_concurrently=True, postgresql_where=sa.text("due is not null"))',
    [
      "CREATE UNIQUE INDEX CONCURRENTLY ix_tasks_due ON tasks (due, lower(title)) WHERE due is not null",
    ],
  ],
  [
    'op.drop_index("ix_tasks_due", table_name="tasks", schema="app", postgresql_concurrently=True, if_exists=True)',
    ["DROP INDEX CONCURRENTLY IF EXISTS app.ix_tasks_due"],
  ],
  [
    'op.alter_column("tasks", "n", existing_type=sa.INTEGER(), type_=sa.BigInteger(), nullable=False, postgresql_using="n::bigint")',
    [
      "ALTER TABLE tasks ALTER COLUMN n TYPE bigint USING n::bigint",
      "ALTER TABLE tasks ALTER COLUMN n SET NOT NULL",
    ],
  ],
  [
    'op.alter_column("tasks", "n", server_default=None, new_column_name="m")',
    ["ALTER TABLE tasks ALTER COLUMN n DROP DEFAULT", "ALTER TABLE tasks RENAME n TO m"],
  ],
  [
    'op.create_foreign_key(None, "tasks", "users", ["owner_id"], ["id"], source_schema="app", ondelete="SET NULL")',
    ["ALTER TABLE app.tasks ADD FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET NULL"],
  ],
  [
    'op.create_unique_constraint("uq", "tasks", ["a", "b"])',
    ["ALTER TABLE tasks ADD CONSTRAINT uq UNIQUE (a, b)"],
  ],
  [
    'op.create_check_constraint("ck", "tasks", "n > 0")',
    ["ALTER TABLE tasks ADD CONSTRAINT ck CHECK (n > 0)"],
  ],
  ['op.drop_constraint("ck", "tasks", type_="check")', ["ALTER TABLE tasks DROP CONSTRAINT ck"]],
  ['op.rename_table("tasks", "todos")', ["ALTER TABLE tasks RENAME TO todos"]],
  [
    'with op.batch_alter_table("tasks", schema=None) as batch_op:\n    batch_op.add_column(sa.Column("a", sa.JSON()))\n    batch_op.create_index("i", ["a"])\n    batch_op.drop_constraint("c", type_="unique")',
    [
      "ALTER TABLE tasks ADD COLUMN a json",
      "CREATE INDEX i ON tasks (a)",
      "ALTER TABLE tasks DROP CONSTRAINT c",
    ],
  ],
  [
    'op.execute("update tasks " "set n = 1")\nop.execute(sa.text(r"select \'\\:x\'"))',
    ["update tasks set n = 1", "select ':x'"],
  ],
])("%s", async (body, expected) => {
  const { sql, unread } = read(body);
  expect({ sql, unread }).toEqual({ sql: expected, unread: [] });
  for (const statement of sql) expect(await parseScript(statement)).toHaveLength(1);
});

test("what is not plain is named, what is in it passed over, and what follows is read", () => {
  const { sql, unread } = read(`conn = op.get_bind()
"""a text"""
if conn.dialect.name == "postgresql":
    op.execute("select 1")
for name in ["a", "b"]:
    op.drop_column("t", name)
conn.execute(sa.text("select 2"))
op.execute(f"drop table {TABLE}")
op.bulk_insert(t, [{"a": 1}])
op.add_column("t", sa.Column("x", MyType()))
op.execute("select 3")`);
  expect(sql).toEqual(["select 3"]);
  expect(unread).toEqual([
    'if conn.dialect.name == "postgresql":',
    'for name in ["a", "b"]:',
    'conn.execute(sa.text("select 2"))',
    'op.execute(f"drop table {TABLE}")',
    'op.bulk_insert(t, [{"a": 1}])',
    'op.add_column("t", sa.Column("x", MyType()))',
  ]);
});

test("an autocommit block leaves the transaction, and lines are those of the file", () => {
  const { sql, lines, shapes } = read(`op.execute("""
    select 1;
""")
with op.get_context().autocommit_block():
    op.execute("create index concurrently i on t (a)")
op.execute("select 2")`);
  expect(sql.map((text) => text.trim())).toEqual([
    "select 1;",
    "create index concurrently i on t (a)",
    "select 2",
  ]);
  expect(lines).toEqual([11, 15, 16]);
  expect(shapes).toEqual(["transaction", "batch", "transaction"]);
});

const revision = (id: string, down: string): string =>
  `revision = "${id}"\ndown_revision = ${down}\ndef upgrade():\n    op.execute("select 1")\n`;
const graph = (files: Record<string, string>) =>
  readEntries(Object.entries(files).map(([path, text]) => ({ path, text })));

test("files come after those that they build on; several heads, lost revisions and circles are told", () => {
  const merged = graph({
    "z.py": revision("r1", "None"),
    "a.py": revision("r4", '("r2", "r3")'),
    "m.py": revision("r2", '"r1"'),
    "k.py": revision("r3", '"r1"'),
  });
  expect(merged.files.map(({ version }) => version)).toEqual(["r1", "r2", "r3", "r4"]);
  expect(merged).toMatchObject({ together: true, problems: [] });
  const broken = graph({
    "1.py": revision("r1", "None"),
    "2.py": revision("r2", '"r1"'),
    "3.py": revision("r3", '"r1"'),
    "4.py": revision("r4", '"gone"'),
    "5.py": revision("r1", "None"),
    "6.py": revision("r6", '"r7"'),
    "7.py": revision("r7", '"r6"'),
    "env.py": "transaction_per_migration=True",
  });
  expect(
    broken.problems.map(({ rule, file, object }) => `${rule} ${file} ${object}`).sort(),
  ).toEqual([
    "duplicate-number 5.py r1",
    "missing-revision 4.py gone",
    "revision-cycle 6.py r6",
    "revision-cycle 7.py r7",
    "several-heads 4.py r2, r3, r4",
  ]);
  expect(broken.together).toBe(false);
});
