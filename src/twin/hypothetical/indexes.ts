import type { HypotheticalIndex } from "../../core/twin.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { qualified } from "../../sql/quote.ts";
import { setIndexFigures, setVisible } from "../catalog.ts";
import { readRelations } from "../relations.ts";
import type { TwinTable } from "../relations.ts";
import { sizeIndexes } from "../size/size-indexes.ts";
import type { IndexSize } from "../size/types.ts";
import { writeIndexes } from "../sizes.ts";
import type { Hands } from "../hands.ts";
import { createIndexes } from "./create.ts";
import type { Sizes } from "./create.ts";
import { readIndexStatement } from "./index-statement.ts";

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
  /** Oids of the indexes that the planner does not see. */
  #invisible = new Set<string>();

  constructor(hands: Hands, relations: ReadonlyMap<string, TwinTable>) {
    this.#hands = hands;
    this.#relations = relations;
  }

  /** Those on these tables; of all by default. */
  names(tables?: ReadonlySet<string>): string[] {
    const made = [...this.#made.values()];
    return made
      .filter(({ index }) => tables?.has(index.table) ?? true)
      .map(({ index }) => index.name);
  }

  async create(
    statements: readonly string[],
    sizes: Sizes,
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
    const oids = (await createIndexes(builder, directory, valid, sizes)).values();
    const outcomes = read.map((statement) =>
      statement instanceof Error ? statement : (oids.next().value ?? notMade()),
    );
    const made = await this.#describe(outcomes.filter((outcome) => typeof outcome === "string"));
    return outcomes.map((outcome) =>
      outcome instanceof Error ? outcome : (made.get(outcome) ?? notMade()),
    );
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
  async resize(names: readonly string[]): Promise<void> {
    const parts = names.flatMap((name) => this.#made.get(name)?.parts ?? []);
    const sizes = await this.#size(parts);
    for (const name of names) {
      const made = this.#made.get(name);
      if (made !== undefined)
        this.#made.set(name, { ...made, index: { ...made.index, ...total(made.parts, sizes) } });
    }
  }

  async #describe(
    oids: readonly string[],
  ): Promise<ReadonlyMap<string, HypotheticalIndex | ToolError>> {
    const { superuser } = this.#hands;
    const trees = await superuser.query<{ root: string; oid: string }>(
      `with recursive tree (root, oid) as (
         select oid, oid from unnest($1::oid[]) oid
         union all
         select tree.root, inhrelid from pg_catalog.pg_inherits join tree on tree.oid = inhparent
       ) select root::text, oid::text from tree`,
      [`{${oids.join()}}`],
    );
    const relations = await readRelations(
      superuser,
      trees.map(({ oid }) => oid),
    );
    const byOid = new Map(relations.map((relation) => [relation.oid, relation]));
    const tables = new Map(Array.from(this.#relations, ([name, { oid }]) => [oid, name] as const));
    const sizes = await this.#size(relations);
    const described = new Map<string, HypotheticalIndex | ToolError>();
    for (const oid of oids) {
      const whole = byOid.get(oid);
      if (whole === undefined) continue;
      // Without a size it would look as small and cheap as an empty one.
      if (whole.kind === "i" && !sizes.has(oid)) {
        await this.#remove([nameOf(whole)]);
        described.set(oid, notModelled(whole.method ?? ""));
        continue;
      }
      const parts = trees.flatMap(({ root, oid: part }) =>
        root === oid ? (byOid.get(part) ?? []) : [],
      );
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
    const sizes = await sizeIndexes(
      session,
      stored.map(({ oid }) => oid),
    );
    await writeIndexes(superuser, directory, stored, sizes);
    await setIndexFigures(superuser, sizes);
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
