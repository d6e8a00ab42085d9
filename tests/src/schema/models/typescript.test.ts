import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelSource } from "../../../../src/schema/models/read-source.ts";
import { emitTypescript } from "../../../../src/schema/models/typescript.ts";
import { compile } from "./compile.ts";
import { catalogOf, modelDatabase, modelFixtures } from "./sources.ts";

/** What a program may do with the types, and what not: the compiler wants an error under each `@ts-expect-error`. */
const program = `
import type { Project, ProjectInsert, Task, TaskInsert, TaskStatus, TaskUpdate, User, UserInsert, OpenTask } from "./everything.ts";
const author = "8c3e7f6e-0000-4000-8000-000000000000";
export const insert: TaskInsert = { tenant_id: 1n, project_id: "2", title: "t", author_id: author };
export const update: TaskUpdate = { status: "done", done_at: new Date(), parent_id: null };
export const least: ProjectInsert = { tenant_id: 1, name: "n" };
export function read(task: Task, user: User, project: Project, open: OpenTask): unknown {
  const id: string = task.id;
  const status: TaskStatus = task.status;
  const done: Date | null = task.done_at;
  const balance: string = user.balance;
  const days: number | undefined = user.patience?.days;
  const title: string | null = open.title;
  return [id, status, done, balance, days, title, project];
}
// @ts-expect-error a column without a default is missing
export const missing: TaskInsert = { tenant_id: 1, project_id: 2, title: "t" };
// @ts-expect-error it is no label of the enum
export const label: TaskStatus = "opened";
// @ts-expect-error it is generated
export const generated: TaskInsert = { ...insert, title_length: 3 };
// @ts-expect-error it is always generated
export const identity: ProjectInsert = { ...least, id: 1 };
// @ts-expect-error it is not NULL
export const nothing: UserInsert = { email: null, display_name: "x" };
`;

test("the compiler reads the types of every schema, and holds programs to them", async () => {
  const files = await Promise.all(
    modelFixtures.map(async (name) => {
      await using database = await modelDatabase(name);
      const { files: made } = emitTypescript(modelSource(await catalogOf(database)));
      return { path: `${name}.ts`, content: made[0]?.content ?? "" };
    }),
  );
  await compile([...files, { path: "program.ts", content: program }]);
  const wrong = {
    path: "wrong.ts",
    content: 'import type { Task } from "./everything.ts";\nexport const id: Task["id"] = 1;',
  };
  await expect(compile([...files, wrong])).rejects.toThrow(/wrong\.ts\(2,14\): error TS2322/);
});

test("the same schema gives the same text; comments end nothing; what cannot be said is told", async () => {
  await using database = await modelDatabase("everything");
  const [catalog, again] = [await catalogOf(database), await catalogOf(database)];
  const { files, warnings } = emitTypescript(modelSource(catalog));
  expect(emitTypescript(modelSource(again)).files).toEqual(files);
  const [file] = files;
  expect(file?.content).toContain(
    'export type TaskStatus = "open" | "in progress" | "done" | "won\'t \\"fix\\"";',
  );
  expect(file?.content).toContain(" * People who sign in. /* not a comment *\\/ -- nor this");
  expect(warnings).toContain("arrays of these types come as text, `{a,b}`: auth.users.roles");
  for (const warning of warnings) expect(file?.content).toContain(`// Note: ${warning}`);
  await compile(files).then((folder) => readFile(join(folder, "out/models.js"), "utf8"));
});
