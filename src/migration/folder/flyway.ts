import { flywayChecksum } from "./ledgers.ts";
import type { Entry, MigrationFile, Problem, ReadEntries } from "./set.ts";
import { baseName, duplicates } from "./text.ts";

const NAME = /^([VUBR])([\d._]*)__(.+)\.sql$/;

/**
 * `V<version>__name.sql` by version, then `R__name.sql` by name; `U` undoes. Each file is a transaction, unless its `.conf` says
 * `executeInTransaction=false` or all its statements are of the kind that Postgres refuses in one. A baseline `B` stands for what is
 * up to its version, and runs instead of it on an empty database: it is not read beside what it replaces.
 */
export const readFlyway: ReadEntries = (entries) => {
  const confs = new Map(entries.map(({ path, text }) => [path, text]));
  const named = entries.flatMap((entry) => {
    const [, kind = "", version = "", name = ""] = NAME.exec(baseName(entry.path)) ?? [];
    return kind === "" ? [] : [{ entry, kind, version: version.replaceAll("_", "."), name }];
  });
  const undo = new Map(
    named.filter(({ kind }) => kind === "U").map((each) => [each.version, each.entry]),
  );
  const fileOf = ({ path, text }: Entry, version?: string): MigrationFile => {
    const back = version === undefined ? undefined : undo.get(version);
    return {
      path,
      version,
      checksum: flywayChecksum(text),
      up: [piece(text, confs.get(`${path}.conf`))],
      ...(back === undefined ? {} : { down: [piece(back.text, confs.get(`${back.path}.conf`))] }),
    };
  };
  const versioned = named
    .filter(({ kind, version }) => kind === "V" && version !== "")
    .toSorted((a, b) => byVersion(a.version, b.version))
    .map(({ entry, version }) => fileOf(entry, version));
  const repeatable = named
    .filter(({ kind }) => kind === "R")
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ entry }) => fileOf(entry));
  const misnamed = entries.filter(
    ({ path }) => /^[vVuUrR]\d*_[^_].*\.sql$/.test(baseName(path)) && !NAME.test(baseName(path)),
  );
  return {
    files: [...versioned, ...repeatable],
    together: false,
    problems: [...duplicates(versioned), ...misnamed.map(passedOver)],
  };
};

function piece(sql: string, conf = "") {
  const outside = /^[ \t]*executeInTransaction\s*=\s*false/im.test(conf);
  return outside
    ? ({ sql, line: 1, shape: "each" } as const)
    : ({ sql, line: 1, shape: "transaction", separately: true, detects: true } as const);
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let at = 0; at < length; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const passedOver = ({ path }: Entry): Problem => ({
  rule: "misnamed-file",
  level: "warning",
  file: path,
  object: baseName(path),
  message:
    "Flyway wants two underscores between version and name (`V2__add_column.sql`), and passes this file over. Rename it.",
});
