import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { ToolError } from "../../../../src/core/errors.ts";
import { blocksOf, type LockMode } from "../../../../src/core/migration.ts";
import type { Session } from "../../../../src/core/session.ts";
import type { Effect } from "../../../../src/migration/effects/effect.ts";
import { openMeter, type MeterOptions } from "../../../../src/migration/effects/open-meter.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { testDatabase } from "../../../helpers/postgres.ts";

/** What a form did: names of schema `m`, without the schema, separated by spaces. */
export interface Column {
  readonly locks?: Readonly<Partial<Record<Abbreviation, string>>>;
  readonly rewrites?: string;
  readonly builds?: string;
  readonly scans?: string;
  readonly waits?: boolean;
  /** Tables that nobody can read though their own lock's mode allows it: one of their indexes is locked. */
  readonly readers?: string;
  /** No form has one. */
  readonly disagreement?: string;
  readonly error?: string;
}

/** One form of statement with what it did on Postgres 18, and on older majors where that was otherwise. */
export interface Form {
  readonly id: string;
  readonly sql: string;
  /** Runs before it. */
  readonly pre?: string;
  /** The first major version that has it. */
  readonly since?: number;
  readonly alone?: boolean;
  readonly on: Column;
  readonly was?: Readonly<Record<string, Column>>;
}

type Abbreviation = "AS" | "RS" | "RE" | "SUE" | "S" | "SRE" | "E" | "AE";

const abbreviations: Readonly<Record<LockMode, Abbreviation>> = {
  "ACCESS SHARE": "AS",
  "ROW SHARE": "RS",
  "ROW EXCLUSIVE": "RE",
  "SHARE UPDATE EXCLUSIVE": "SUE",
  SHARE: "S",
  "SHARE ROW EXCLUSIVE": "SRE",
  EXCLUSIVE: "E",
  "ACCESS EXCLUSIVE": "AE",
};

const data = join(import.meta.dirname, "../../../data/effects");
export const setup = readFileSync(join(data, "setup.sql"), "utf8");
export const forms = JSON.parse(readFileSync(join(data, "forms.json"), "utf8")) as readonly Form[];

/** Statements of which the rules and the measurement say the same, beside those of the forms. */
export const further = readFileSync(join(data, "agree.sql"), "utf8")
  .replace(/^--.*\n/, "")
  .split(/;\n/)
  .slice(0, -1);

export const columnOf = ({ on, was }: Form, major: number): Column => was?.[major] ?? on;

/** An effect as the table has it. */
export function asColumn(effect: Effect): Column {
  const locks: Partial<Record<Abbreviation, string>> = {};
  for (const abbreviation of Object.values(abbreviations).toSorted()) {
    const relations = effect.locks.filter(({ mode }) => abbreviations[mode] === abbreviation);
    const names = listed(relations.map(({ relation }) => relation));
    if (names !== undefined) locks[abbreviation] = names;
  }
  const more = effect.locks.filter(({ mode, blocks }) => blocks !== blocksOf(mode));
  const lists = {
    rewrites: listed(effect.rewrites),
    builds: listed(effect.builds),
    scans: listed(effect.scans),
    readers: listed(more.map(({ relation }) => relation)),
  };
  return {
    ...(Object.keys(locks).length === 0 ? {} : { locks }),
    ...Object.fromEntries(Object.entries(lists).filter(([, names]) => names !== undefined)),
    ...(effect.waits ? { waits: true } : {}),
    ...(effect.disagreement === undefined ? {} : { disagreement: effect.disagreement }),
  };
}

function listed(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return names
    .map((name) => name.replace(/^m\./, ""))
    .toSorted()
    .join(" ");
}

/** Databases with the schema of the forms on one cluster, and what its forms do there. */
export interface Bench extends AsyncDisposable {
  /** Measures a form; what it did is undone, or its database is thrown away. */
  /** With the schema, and nothing of the forms done. */
  readonly session: Session;
  measure(form: Form, options?: Partial<MeterOptions>): Promise<Column>;
}

const { signal } = new AbortController();

/** \`cluster\` is a superuser's URL. The meter is a superuser too, which one of the forms needs. */
export async function openBench(cluster: string, schema = setup): Promise<Bench> {
  const base = await testDatabase("", cluster);
  await base.runAsSuperuser(schema);
  const shared = await copy(cluster, base.name);
  return {
    session: shared.session,
    async measure(form, options = {}) {
      if (form.alone !== true && form.pre === undefined) return measured(shared, form, options);
      await using own = await copy(cluster, base.name);
      return await measured(own, form, options);
    },
    async [Symbol.asyncDispose]() {
      await shared[Symbol.asyncDispose]();
      await base[Symbol.asyncDispose]();
    },
  };

  async function measured(
    { session, connect }: Copy,
    form: Form,
    options: Partial<MeterOptions>,
  ): Promise<Column> {
    await using meter = openMeter({ session, connect }, { signal, ...options });
    try {
      for (const { text } of form.pre === undefined ? [] : await parseScript(form.pre))
        await meter.run([text]);
      const [effect] = await (form.alone === true
        ? meter.run([form.sql])
        : meter.tryOut([form.sql]));
      if (effect === undefined) throw new Error(`${form.id} has no effect`);
      return asColumn(effect);
    } catch (error) {
      if (!(error instanceof ToolError) || error.quoted === undefined) throw error;
      return { error: error.quoted.split("\n", 1).join() };
    }
  }
}

interface Copy extends AsyncDisposable {
  readonly session: Session;
  readonly connect: () => Promise<Session>;
}

async function copy(cluster: string, template: string): Promise<Copy> {
  const name = `copy_${randomBytes(6).toString("hex")}`;
  await query(cluster, `create database ${name} template ${template}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  const address = addressFromUrl(url.href);
  const pool = createPool({ deployment: "url", address: async () => address });
  const session = await pool.open({ signal });
  await session.query("set search_path = m");
  return {
    session,
    connect: () => pool.open({ signal }),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await pool.close();
      await query(cluster, `drop database ${name} with (force)`);
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
