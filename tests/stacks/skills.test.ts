import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixture } from "../skills/fixture.ts";
import { type Block, blocks } from "../skills/blocks.ts";
import { typeFaults } from "../helpers/type-check.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { noPgbouncer, noPython, program, python } from "./debian.ts";
import { writeFiles } from "./place.ts";
import { filesOf } from "./scenes.ts";

/** The blocks of the skills that need packages which only this suite has: loaded beside the files of configure_connection, as there. */
const of = (language: string): readonly Block[] =>
  blocks.filter((block) => block.language === language);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-skills-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(noPython)(`Python ${noPython ?? ""}`, () => {
  const source = of("python");
  /** By what they import of each other. */
  const pathOf = ({ text }: Block, index: number): string =>
    text.includes("table=True") ? "models.py" : `block${index}.py`;

  test("the blocks are loaded by FastAPI, SQLModel and SQLAlchemy", async () => {
    const { files } = await filesOf("fastapi-sqlmodel");
    const own = source.map((block, index) => ({ path: pathOf(block, index), content: block.text }));
    writeFiles(folder, [...files, ...own]);
    const imports = own.map(({ path }) => `import ${path.replace(".py", "")}`).join("\n");
    writeFileSync(join(folder, "all.py"), imports);
    const env = { DATABASE_URL: "postgresql://nobody@localhost/none" };
    expect(own.length).toBeGreaterThan(2);
    execFileSync(python, ["all.py"], { cwd: folder, env, stdio: "pipe" });
  });

  test("the routes answer, the models fit the tables, the context ends with its transaction", async () => {
    await using database = await testDatabase(fixture);
    const index = source.findIndex(({ text }) => text.includes("FastAPI("));
    const context = source.findIndex(({ text }) => text.includes("def act_as"));
    writeFileSync(
      join(folder, "ask.py"),
      `import json, threading, time
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID
import uvicorn
from sqlalchemy import text
from sqlmodel import Session
from database import engine
from block${index} import app
from block${context} import act_as

one = "00000000-0000-4000-8000-000000000001"
server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
origin = "http://127.0.0.1:%d" % server.servers[0].sockets[0].getsockname()[1]

def ask(path, method="GET"):
    try:
        with urlopen(Request(origin + path, method=method)) as response:
            body = response.read()
            return response.status, json.loads(body) if body else None
    except HTTPError as error:
        return error.code, None

try:
    _, first = ask(f"/organizations/{one}/tasks?limit=2")
    assert len(first) == 2, first
    _, second = ask(f"/organizations/{one}/tasks?limit=2&after={first[-1]['id']}")
    assert second[0]["id"] > first[-1]["id"], second
    assert ask(f"/organizations/{one}/tasks?limit=1000")[0] == 422
    assert ask(f"/tasks/{first[0]['id']}/done", "POST")[0] == 204
    assert ask("/tasks/999999/done", "POST")[0] == 404
    with Session(engine) as session:
        asked = lambda: session.connection().execute(text("select current_setting('app.user_id', true)")).scalar_one()
        act_as(session, UUID(one))
        assert asked() == one
        session.commit()
        assert asked() in (None, ""), asked()
    print("done")
finally:
    server.should_exit = True
    thread.join()
`,
    );
    const said = execFileSync(python, ["ask.py"], {
      cwd: folder,
      env: { DATABASE_URL: database.url },
      encoding: "utf8",
    });
    expect(said).toContain("done");
    const rows = await database.run("select count(*)::int as n from tasks where status = 'done'");
    expect(Number(rows[0]?.["n"])).toBeGreaterThan(0);
  });
});

describe.skipIf(noPgbouncer)(`Programs of Postgres ${noPgbouncer ?? ""}`, () => {
  const commands = of("sh").flatMap(({ text }) =>
    Array.from(
      text.matchAll(/^(pg_dump|pg_restore|psql) (.*)$/gm),
      ([, name = "", given = ""]) => ({
        name,
        options: Array.from(given.matchAll(/--[a-z-]+/g), ([option]) => option),
      }),
    ),
  );

  test.for(commands)("$name knows its options", ({ name, options }) => {
    const [command, args] = program(`usr/lib/postgresql/17/bin/${name}`, "--help");
    const help = execFileSync(command, args, { encoding: "utf8" });
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter((option) => !help.includes(option))).toEqual([]);
  });
});

describe("Prisma", () => {
  test("the schema is Prisma's, and the TypeScript is of the client that it makes", () => {
    const at = join(folder, "prisma-client");
    const [schema] = of("prisma");
    const typescript = of("typescript").filter(({ flags }) => flags.get("stack") === "prisma");
    writeFiles(at, [
      { path: "prisma/schema.prisma", content: schema?.text ?? "" },
      ...typescript.map(({ text, at: where }, index) => ({
        path: `block${index}.ts`,
        content: `// ${where}\n${text}`,
      })),
    ]);
    symlinkSync(join(import.meta.dirname, "node_modules"), join(at, "node_modules"));
    copyFileSync(
      join(import.meta.dirname, "drivers/prisma-generate.mjs"),
      join(at, "generate.mjs"),
    );
    execFileSync(process.execPath, ["generate.mjs"], { cwd: at, stdio: "pipe" });
    expect(typescript.length).toBeGreaterThan(1);
    // the command line, which is not installed here, hands out this package; a block may show a function that another calls
    const paths = { "prisma/config": ["./node_modules/@prisma/config/dist/index.d.ts"] };
    expect(
      typeFaults(at, {
        paths,
        noUnusedLocals: false,
        noUnusedParameters: false,
        erasableSyntaxOnly: false,
      }),
    ).toBe("");
  });
});
