import type { HypotheticalIndex } from "../../core/twin.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { identifier } from "../../core/identifier.ts";
import { qualified } from "../../sql/quote.ts";
import { evictAndSet, setVisible } from "../catalog.ts";
import { readIndexTrees } from "../relations.ts";
import type { TwinTable } from "../relations.ts";
import { nothingRemembered, sizeIndexes } from "../size/size-indexes.ts";
import type { IndexSize } from "../size/types.ts";
import { writeIndexes } from "../sizes.ts";
import type { Hands } from "../hands.ts";
import { clearStatistics } from "../statistics/import/clear.ts";
import { createIndexes, findTables } from "./create.ts";
import type { FileSize } from "./create.ts";
import { deriveStatistics } from "./expressions/derive.ts";
import { readIndexStatement } from "../../sql/index-statement.ts";
import type { IndexStatement } from "../../sql/index-statement.ts";

/** A hypothetical index with all that belongs to it: itself, or the indexes of partitions below it as well. */
interface Made {
  readonly index: HypotheticalIndex;
  readonly parts: readonly TwinTable[];
}

const PAGE = 8192;

/** The indexes that one caller has made on a twin, and what the planner sees. */
export class HypotheticalIndexes {
  readonly #hands: Hands;
  readonly #relations: ReadonlyMap<string, TwinTable>;
  readonly #made = new Map<string, Made>();
  /** Oids of tables and their partitions by the name in a statement. */
  readonly #tables = new Map<string, readonly string[]>();
  /** Oids of the indexes that the planner does not see. */
  #invisible = new Set<string>();
  /** Of tables as large as they are now. */
  #remembered = nothingRemembered();

  constructor(hands: Hands, relations: ReadonlyMap<string, TwinTable>) {
    this.#hands = hands;
    this.#relations = relations;
  }

  names(): string[] {
    return [...this.#made.keys()];
  }

  async create(
    statements: readonly string[],
    sizes: ReadonlyMap<string, FileSize>,
  ): Promise<readonly (HypotheticalIndex | Error)[]> {
    const read = await Promise.all(
      statements.map((sql) =>
        readIndexStatement(sql).catch((error: unknown) => {
          if (error instanceof ToolError) return error;
          throw error;
        }),
      ),
    );
    const valid = read.flatMap((statement) => (statement instanceof Error ? [] : [statement]));
    if (valid.length === 0) return read.flatMap((error) => (error instanceof Error ? [error] : []));
    const { directory } = this.#hands;
    const builder = await this.#hands.builder();
    const tables = await this.#tablesOf(builder, valid);
    const files = tables.flatMap((oid) => sizes.get(oid) ?? []);
    const oids = (await createIndexes(builder, directory, valid, files)).values();
    const outcomes = read.map((statement) =>
      statement instanceof Error ? statement : (oids.next().value ?? notMade()),
    );
    const made = await this.#describe(outcomes.filter((outcome) => typeof outcome === "string"));
    return outcomes.map((outcome) =>
      outcome instanceof Error ? outcome : (made.get(outcome) ?? notMade()),
    );
  }

  /** The schema stays as it is, so each name is looked up once. */
  async #tablesOf(builder: Session, statements: readonly IndexStatement[]): Promise<string[]> {
    const names = [...new Set(statements.map(({ table }) => table))];
    const unknown = names.filter((name) => !this.#tables.has(name));
    if (unknown.length > 0) {
      const found = await findTables(builder, unknown);
      for (const name of unknown)
        this.#tables.set(
          name,
          found.filter((table) => table.name === name).map(({ oid }) => oid),
        );
    }
    return [...new Set(names.flatMap((name) => this.#tables.get(name) ?? []))];
  }

  async drop(names: Iterable<string>): Promise<void> {
    const doomed = [...names].filter((name) => this.#made.has(name));
    if (doomed.length === 0) return;
    await this.#remove(doomed);
    for (const name of doomed) {
      for (const { oid } of this.#made.get(name)?.parts ?? []) this.#invisible.delete(oid);
      this.#made.delete(name);
    }
  }

  async #remove(names: readonly string[]): Promise<void> {
    const builder = await this.#hands.builder();
    await builder.query(`drop index ${names.join(", ")}`);
  }

  async show(names: Iterable<string>, hidden: Iterable<string>): Promise<void> {
    const shown = new Set(Array.from(names, (name) => this.#find(name).index.name));
    const invisible = new Set(Array.from(hidden, (name) => this.#original(name)).flat());
    for (const { index, parts } of this.#made.values())
      if (!shown.has(index.name)) for (const { oid } of parts) invisible.add(oid);
    const appear = [...this.#invisible].filter((oid) => !invisible.has(oid));
    const disappear = [...invisible].filter((oid) => !this.#invisible.has(oid));
    if (appear.length + disappear.length === 0) return;
    await setVisible(this.#hands.superuser, appear, disappear);
    this.#invisible = invisible;
  }

  /** Gives indexes the size that the statistics of their tables speak of now. */
  async resize(): Promise<void> {
    this.#remembered = nothingRemembered();
    if (this.#made.size === 0) return;
    const all = [...this.#made.values()].flatMap(({ parts }) => parts);
    const derived = all.filter(({ expressions }) => expressions);
    if (derived.length > 0) await clearStatistics(this.#hands.superuser, derived);
    const sizes = await this.#size(all);
    for (const [name, { index, parts }] of this.#made)
      this.#made.set(name, { parts, index: { ...index, ...total(parts, sizes) } });
  }

  async #describe(
    oids: readonly string[],
  ): Promise<ReadonlyMap<string, HypotheticalIndex | ToolError>> {
    const { superuser } = this.#hands;
    const trees = await readIndexTrees(superuser, oids);
    const tables = new Map(Array.from(this.#relations, ([name, { oid }]) => [oid, name] as const));
    const sizes = await this.#size(trees);
    const described = new Map<string, HypotheticalIndex | ToolError>();
    for (const oid of oids) {
      const parts = trees.filter(({ root }) => root === oid);
      const whole = parts.find((part) => part.oid === oid);
      if (whole === undefined) continue;
      // Without a size it would look as small and cheap as an empty one.
      if (whole.kind === "i" && !sizes.has(oid)) {
        await this.#remove([nameOf(whole)]);
        described.set(oid, notModelled(whole.method ?? ""));
        continue;
      }
      const index: HypotheticalIndex = {
        name: nameOf(whole),
        table: tables.get(whole.table ?? "") ?? "",
        method: whole.method ?? "",
        ...total(parts, sizes),
      };
      this.#made.set(index.name, { index, parts });
      described.set(oid, index);
    }
    return described;
  }

  async #size(indexes: readonly TwinTable[]): Promise<ReadonlyMap<string, IndexSize>> {
    const { session, superuser, directory } = this.#hands;
    const stored = indexes.filter(({ path }) => path !== null);
    const derived = stored.filter(({ expressions }) => expressions);
    if (derived.length > 0)
      await deriveStatistics(
        session,
        derived.map(({ oid }) => oid),
      );
    const sizes = await sizeIndexes(
      session,
      stored.map(({ oid }) => oid),
      new Map(),
      this.#remembered,
    );
    await evictAndSet(superuser, sizes);
    writeIndexes(directory, stored, sizes);
    return sizes;
  }

  #find(name: string): Made {
    const made = this.#made.get(name);
    if (made === undefined) throw notThere(name);
    return made;
  }

  /** Oids of an index of the original, with those of partitions below it. */
  #original(name: string): string[] {
    const index = this.#relations.get(name);
    if (index === undefined) throw notThere(name);
    const parts = [...this.#relations].filter(([, { whole }]) => whole === index.oid);
    return [index.oid, ...parts.flatMap(([part]) => this.#original(part))];
  }
}

function total(
  parts: readonly TwinTable[],
  sizes: ReadonlyMap<string, IndexSize>,
): { bytes: number; tuples: number } {
  const known = parts.flatMap(({ oid }) => sizes.get(oid) ?? []);
  return {
    bytes: known.reduce((sum, { pages }) => sum + pages * PAGE, 0),
    tuples: known.reduce((sum, { tuples }) => sum + tuples, 0),
  };
}

const nameOf = ({ schema, name }: TwinTable): string => qualified(schema, name);

const notMade = (): ToolError =>
  new ToolError("POSTGRES", "Postgres made no index and said nothing of it.", "Call again.");

const notModelled = (method: string): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    `There is no model of how large an index of method \`${identifier(method)}\` gets.`,
    "Build it on a branch and measure there: create_branch, then run_sql.",
  );

const notThere = (name: string): ToolError =>
  new ToolError(
    "NOT_FOUND",
    `There is no index \`${identifier(name)}\` on the twin.`,
    "Name it as the answer of its creation does, or as the catalogue of the original.",
  );
