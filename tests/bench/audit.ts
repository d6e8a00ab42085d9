import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { auditSecurity } from "../../src/rules/audit.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { print, timed } from "./figures.ts";
import { publicSchema, publicSchemas } from "./public-schemas.ts";

/** audit_security on schemas of well-known programs: what it finds by rule. `npm run bench -- audit [NAME or FILE...] [--all]`. */
const all = process.argv.includes("--all");
const named = process.argv.slice(2).filter((word) => word !== "--all");

const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const deps = openDeps(
  readConfig([], { NEON_DBA_HOME: home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

try {
  for (const name of named.length === 0 ? publicSchemas : named) {
    const ddl = publicSchema(name);
    const { ms, result } = await timed(() => auditSecurity({ ddl }, deps, call));
    const rules = result.groups.map(({ rule, level, count }) => [`${level} ${rule}`, count]);
    print(name, {
      schema: { ms, statements_left_out: result.skipped.length - 1 },
      findings: Object.fromEntries(rules) as Record<string, number>,
    });
    if (!all) continue;
    for (const { what, reason } of result.skipped) process.stdout.write(`  ${what}: ${reason}\n`);
    for (let page = result; ;) {
      for (const { level, key, message } of page.findings)
        process.stdout.write(`  ${level} ${key}\n    ${message}\n`);
      if (page.next_cursor === undefined) break;
      page = await auditSecurity({ ddl, cursor: page.next_cursor }, deps, call);
    }
  }
} finally {
  removeHome(home);
}
process.exit(0);
