import { beforeAll, expect, test } from "vitest";
import type { Catalog } from "../../../../../src/postgres/catalog/model/catalog.ts";
import type { EmitModels } from "../../../../../src/schema/models/format.ts";
import { emitPydantic } from "../../../../../src/schema/models/python/pydantic.ts";
import { emitSqlalchemy } from "../../../../../src/schema/models/python/sqlalchemy.ts";
import { emitSqlmodel } from "../../../../../src/schema/models/python/sqlmodel.ts";
import { modelSource } from "../../../../../src/schema/models/read-source.ts";
import { catalogOf, modelDatabase } from "../sources.ts";

const emitters = { sqlalchemy: emitSqlalchemy, sqlmodel: emitSqlmodel, pydantic: emitPydantic };
const catalogs = new Map<string, Catalog>();

beforeAll(async () => {
  for (const name of ["everything", "names"]) {
    await using database = await modelDatabase(name);
    catalogs.set(name, await catalogOf(database));
  }
});

function catalog(name: string): Catalog {
  const found = catalogs.get(name);
  if (found === undefined) throw new Error(`no catalog ${name}`);
  return found;
}

/** The file, or the class of that name with one space in place of line breaks. */
async function written(emit: EmitModels, name: string, className?: string): Promise<string> {
  const { files } = await emit(modelSource(catalog(name)));
  expect(files.map(({ path }) => path)).toEqual(["models.py"]);
  const content = files[0]?.content ?? "";
  const block = content.split("\n\n\n").find((each) => each.startsWith(`class ${className}(`));
  return className === undefined
    ? content
    : (block ?? "")
        .replaceAll(/,?\n\s*(?=[)\]}])/g, "")
        .replaceAll(/(?<=[([{])\n\s*/g, "")
        .replaceAll(/\n\s*/g, "\n");
}

test.each(Object.entries(emitters))(
  "%s writes the same text for the same catalog",
  async (_, emit) => {
    for (const name of ["everything", "names"])
      expect(await written(emit, name)).toBe(await written(emit, name));
  },
);

test("sqlalchemy: columns, keys and both ends of relationships", async () => {
  const task = (await written(emitSqlalchemy, "everything", "Task")).replaceAll("\n", " ");
  for (const expected of [
    "id: Mapped[int] = mapped_column(sa.BigInteger(), sa.Identity(increment=10, cache=5), primary_key=True)",
    'sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], name="tasks_project", ondelete="CASCADE")',
    'sa.CheckConstraint("starts_on <= ends_on", name="tasks_dates")',
    `sa.Index("tasks_open", "assignee_id", sa.text("priority DESC"), postgresql_where=sa.text("status <> 'done'::public.task_status"))`,
    `status: Mapped[TaskStatus] = mapped_column(TASK_STATUS, server_default=sa.text("'open'::public.task_status"))`,
    'title_length: Mapped[Optional[int]] = mapped_column(sa.Integer(), sa.Computed("length(title::text)", persisted=True))',
    'author: Mapped["User"] = relationship(back_populates="tasks_as_author", foreign_keys="Task.author_id")',
    'parent: Mapped[Optional["Task"]] = relationship(back_populates="children", foreign_keys="Task.parent_id", remote_side="Task.id")',
    'labels: Mapped[list["Label"]] = relationship(secondary=lambda: TaskLabel.__table__, back_populates="tasks", passive_deletes=True)',
  ])
    expect(task).toContain(expected);
  const user = (await written(emitSqlalchemy, "everything", "User")).replaceAll("\n", " ");
  for (const expected of [
    'sa.Index("users_created", sa.text("created_at DESC NULLS LAST"), "id", postgresql_include=["email"])',
    'sa.Index("users_settings", "settings", postgresql_using="gin", postgresql_ops={"settings": "jsonb_path_ops"})',
    'sa.literal_column("lower(display_name::text)").label("key_1"), postgresql_ops={"key_1": "text_pattern_ops"}',
    'balance: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2), server_default=sa.text("0"))',
    "updated_at: Mapped[datetime.datetime] = mapped_column(postgresql.TIMESTAMP(timezone=True, precision=3)",
    'profile: Mapped[Optional["Profile"]] = relationship(back_populates="user", cascade="all, delete", passive_deletes=True)',
    '"schema": "auth"',
  ])
    expect(user).toContain(expected);
});

test("sqlmodel: fields with columns, tables between, validators", async () => {
  const task = (await written(emitSqlmodel, "everything", "Task")).replaceAll("\n", " ");
  for (const expected of [
    "class Task(SQLModel, table=True):",
    "id: Optional[int] = Field(default=None, sa_column=sa.Column(sa.BigInteger(), sa.Identity(increment=10, cache=5), primary_key=True))",
    "title: str = Field(max_length=200, sa_column=sa.Column(sa.String(200), nullable=False))",
    'parent: Optional["Task"] = Relationship(back_populates="children", sa_relationship_kwargs={"foreign_keys": "Task.parent_id", "remote_side": "Task.id"})',
    'labels: list["Label"] = Relationship(back_populates="tasks", link_model=TaskLabel, sa_relationship_kwargs={"passive_deletes": True})',
    'if self.weight is not None and self.weight not in (0, 1, 2, 3): raise ValueError("tasks_weight_check")',
  ])
    expect(task).toContain(expected);
  const content = await written(emitSqlmodel, "everything");
  expect(content.indexOf("class TaskLabel(")).toBeLessThan(content.indexOf("class Task("));
});

test("pydantic: rows as they are, inserts and updates with what Postgres asks", async () => {
  expect(await written(emitPydantic, "everything", "ProfileCreate")).toBe(
    `class ProfileCreate(BaseModel):
model_config = ConfigDict(extra="forbid")

user_id: UUID
bio: Optional[str] = None
homepage: Optional[str] = Field(default=None, pattern=r"^https?://")
tags: list[str] = Field(default=None)
matrix: Optional[list[Int4]] = None`.replaceAll(/\n+/g, "\n"),
  );
  const task = await written(emitPydantic, "everything", "TaskCreate");
  expect(task).not.toContain("title_length");
  expect(task).toContain("priority: Int4 = Field(default=None, gt=0)");
  expect(await written(emitPydantic, "everything", "OpenTask")).toContain("author: Optional[str]");
  expect(await written(emitPydantic, "everything")).not.toContain("class OpenTaskCreate");
});

test("names that Python, SQLAlchemy or Pydantic have for themselves stay the columns' names", async () => {
  const order = await written(emitSqlalchemy, "names", "Order");
  for (const line of [
    'class_: Mapped[Optional[str]] = mapped_column("class", sa.Text())',
    'metadata_: Mapped[Optional[str]] = mapped_column("metadata", sa.Text())',
    "model_config: Mapped[Optional[str]] = mapped_column(sa.Text())",
    "type: Mapped[Optional[str]] = mapped_column(sa.Text())",
  ])
    expect(order.split("\n")).toContain(line);
  const row = await written(emitPydantic, "names", "Order");
  expect(row).toContain('model_config_: Optional[str] = Field(alias="model_config")');
  expect(row).toContain("metadata: Optional[str]\n");
});

test("what is lost stands in the file and in the result", async () => {
  const { files, warnings } = await emitSqlmodel(modelSource(catalog("everything")));
  expect(warnings).toEqual([
    "public.projects: SQLAlchemy has no class for the types of: budget, span.",
    "public.open_tasks: a view is a table of its own metadata, which nothing creates.",
    "public.task_counts: a view is a table of its own metadata, which nothing creates.",
    "auth.users: only Postgres asks email_check of email, CHECK ((VALUE OPERATOR(public.~) '^[^@]+@[^@]+$'::public.citext)).",
    "public.tasks: only Postgres asks tasks_done, CHECK (((status = 'done'::public.task_status) = (done_at IS NOT NULL))).",
  ]);
  const head = (files[0]?.content ?? "").split("\n\n")[0]?.replaceAll(/\n# {3}/g, " ") ?? "";
  for (const warning of warnings) expect(head).toContain(`# - ${warning}`);
});

test("a foreign key to a schema that is not asked for is left out, and said", () => {
  const { files, warnings } = emitSqlalchemy(modelSource(catalog("everything"), ["public"]));
  expect(files[0]?.content).not.toContain("auth.users");
  expect(warnings.filter((each) => each.startsWith("public.tasks: foreign key"))).toEqual([
    "public.tasks: foreign key tasks_assignee_id_fkey is left out.",
    "public.tasks: foreign key tasks_author_id_fkey is left out.",
  ]);
});
