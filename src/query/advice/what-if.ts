import type { Twin } from "../../core/twin.ts";
import type { Candidate, Configuration } from "./candidate.ts";
import { identity } from "./candidates/btrees.ts";
import { createStatement, type Definition } from "./candidates/definition.ts";
import { explainPlans } from "./explain-plan.ts";
import type { PreparedQuery } from "./prepare.ts";
import type { Table } from "./table.ts";

/** A query with the tables it reads. */
export interface Subject extends PreparedQuery {
  readonly tables: ReadonlySet<Table>;
  /** What planning it once takes, in milliseconds or so, the same on every machine. */
  readonly effort: number;
}

/** What the planner answered once: with these indexes to choose from it used those, at this cost. */
export interface Answer {
  readonly visible: ReadonlySet<number>;
  readonly used: readonly number[];
  readonly cost: number;
}

/** A question, and its answer when it is known. */
interface Asked {
  readonly at: number;
  readonly own: readonly number[];
  readonly key: string;
  answer: Answer | undefined;
}

/** Plans asked for in one round trip: between them a call can be stopped. */
const together = 16;

/** The time is over, or the caller is gone. */
export class OutOfTime extends Error {}

/**
 * Asks the twin's planner what queries cost with indexes that nobody has built, and never the same twice: where it chose a plan among
 * more indexes than are there now, and all that the plan uses are there, it would choose it again.
 */
export class WhatIf {
  readonly candidates: Candidate[] = [];
  readonly subjects: readonly Subject[];
  calls = 0;
  /** What all calls took, in the unit of a subject's effort. */
  effort = 0;
  readonly #twin: Twin;
  readonly #stop: () => boolean;
  readonly #known = new Map<string, Candidate | undefined>();
  readonly #byIndex = new Map<string, number>();
  readonly #answers: Answer[][];
  readonly #memo: Map<string, Answer>[];
  #shown = "";

  constructor(twin: Twin, subjects: readonly Subject[], stop: () => boolean) {
    this.#twin = twin;
    this.#stop = stop;
    this.subjects = subjects;
    this.#answers = subjects.map(() => []);
    this.#memo = subjects.map(() => new Map());
  }

  /** Makes those that are new; undefined in the place of one that Postgres refused. */
  async create(definitions: readonly Definition[]): Promise<(Candidate | undefined)[]> {
    const fresh = new Map<string, Definition>();
    for (const definition of definitions)
      if (!this.#known.has(identity(definition))) fresh.set(identity(definition), definition);
    const list = [...fresh.entries()];
    for (let from = 0; from < list.length; from += 100) {
      this.check();
      await this.#createBatch(list.slice(from, from + 100));
    }
    return definitions.map((definition) => this.#known.get(identity(definition)));
  }

  async #createBatch(batch: readonly (readonly [string, Definition])[]): Promise<void> {
    const made = await this.#twin.createIndexes(
      batch.map(([, definition], at) =>
        createStatement(definition, { name: `advice_${this.#known.size + at + 1}` }),
      ),
    );
    const whole = new Map<string, number>();
    for (const [at, [text, definition]] of batch.entries()) {
      const result = made[at];
      if (result === undefined || result instanceof Error) {
        this.#known.set(text, undefined);
        continue;
      }
      const { name, bytes, tuples } = result;
      const candidate = { id: this.candidates.length, definition, name, bytes, tuples };
      this.candidates.push(candidate);
      this.#known.set(text, candidate);
      this.#byIndex.set(plainName(name), candidate.id);
      if (definition.table.partitioned) whole.set(name, candidate.id);
    }
    // createIndexes shows what it makes
    this.#shown = "unknown";
    if (whole.size > 0) await this.#learnPartitions(whole);
  }

  /** A plan names the index of a partition, which Postgres named itself. */
  async #learnPartitions(whole: ReadonlyMap<string, number>): Promise<void> {
    const rows = await this.#twin.session.query<{ whole: string; part: string }>(
      `select w.name as whole, c.relname as part
       from unnest($1::text[]) w (name), pg_catalog.pg_partition_tree(w.name::regclass) t
       join pg_catalog.pg_class c on c.oid = t.relid`,
      [[...whole.keys()]],
    );
    for (const { whole: name, part } of rows) {
      const id = whole.get(name);
      if (id !== undefined) this.#byIndex.set(part, id);
    }
  }

  /** The cost of one execution, exactly, and the candidates that the plan uses. */
  async ask(at: number, configuration: Configuration): Promise<Answer> {
    const [answer] = await this.askAll(configuration, [at]);
    if (answer === undefined) throw new Error("no such query");
    return answer;
  }

  /** The same for all queries, or for these, in their order. */
  async askAll(
    configuration: Configuration,
    queries: Iterable<number> = this.subjects.keys(),
  ): Promise<Answer[]> {
    const all = Array.from(queries, (at) => this.#look(at, configuration));
    const unknown = all.filter(({ answer }) => answer === undefined);
    for (let from = 0; from < unknown.length; from += together)
      await this.#plan(configuration, unknown.slice(from, from + together));
    return all.flatMap(({ answer }) => answer ?? []);
  }

  #look(at: number, configuration: Configuration): Asked {
    const own = this.own(at, configuration);
    const key = own.join();
    const answer = this.#memo[at]?.get(key) ?? this.#derive(at, own);
    if (answer !== undefined) this.#memo[at]?.set(key, answer);
    return { at, own, key, answer };
  }

  /** Those on the query's tables, in order. */
  own(at: number, configuration: Configuration): number[] {
    const tables = this.subjects[at]?.tables;
    return [...configuration]
      .filter((id) => {
        const table = this.candidates[id]?.definition.table;
        return table !== undefined && tables?.has(table) === true;
      })
      .toSorted((a, b) => a - b);
  }

  #derive(at: number, own: readonly number[]): Answer | undefined {
    const set = new Set(own);
    return this.answers(at).find(
      ({ visible, used }) => used.every((id) => set.has(id)) && own.every((id) => visible.has(id)),
    );
  }

  async #plan(configuration: Configuration, asked: readonly Asked[]): Promise<void> {
    this.check();
    const subjects = asked.flatMap(({ at }) => this.subjects[at] ?? []);
    await this.show(configuration);
    this.calls += subjects.length;
    this.effort += subjects.reduce((sum, { effort }) => sum + effort, 0);
    const plans = await explainPlans(this.#twin.session, subjects);
    for (const [position, one] of asked.entries()) {
      const { cost, indexes } = readCost(plans[position] ?? "");
      const used = indexes.map((name) => this.#byIndex.get(name)).filter((id) => id !== undefined);
      one.answer = {
        visible: new Set(one.own),
        used: [...new Set(used)].toSorted((a, b) => a - b),
        cost,
      };
      this.#answers[one.at]?.push(one.answer);
      this.#memo[one.at]?.set(one.key, one.answer);
    }
  }

  async show(configuration: Configuration, hidden: readonly string[] = []): Promise<void> {
    const ids = [...configuration].toSorted((a, b) => a - b);
    const key = JSON.stringify([ids, hidden]);
    if (key === this.#shown) return;
    this.#shown = key;
    await this.#twin.show(
      ids.map((id) => this.candidates[id]?.name ?? ""),
      hidden,
    );
  }

  /** Leaves the twin as it was. */
  async clear(): Promise<void> {
    await this.#twin.dropIndexes(this.candidates.map(({ name }) => name));
    await this.#twin.show([]);
  }

  /** All that the planner has said of a query so far. */
  answers(at: number): readonly Answer[] {
    return this.#answers[at] ?? [];
  }

  /** Throws OutOfTime. */
  check(): void {
    if (this.#stop()) throw new OutOfTime("out of time");
  }

  candidate(id: number): Candidate {
    const found = this.candidates[id];
    if (found === undefined) throw new Error(`no candidate ${id}`);
    return found;
  }
}

function plainName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).replaceAll('"', "");
}

/**
 * The cost of the whole plan, and the names of all indexes in it, by the text of the JSON: a name in a condition has its quotes
 * escaped there.
 */
function readCost(json: string): { cost: number; indexes: string[] } {
  const indexes = Array.from(
    json.matchAll(/"Index Name": ("(?:[^"\\]|\\.)*")/g),
    ([, name = '""']) => JSON.parse(name) as string,
  );
  return { cost: Number(/"Total Cost": ([\d.]+)/.exec(json)?.[1] ?? Number.NaN), indexes };
}
