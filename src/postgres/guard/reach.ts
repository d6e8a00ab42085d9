import { arrayText } from "./arrays.ts";
import { edgesOf, FIRST_USER_OID, type Frontier } from "./edges.ts";
import type { Inquiry } from "./inquiry.ts";
import type { Candidate } from "./resolve.ts";

/** A function that reading some objects may run. */
export interface Reached {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Built in, or a member of an extension: judged by name. */
  readonly shipped: boolean;
  readonly volatility: "i" | "s" | "v";
  readonly aggregate: boolean;
  readonly language: string;
  /** The text of the body. */
  readonly source: string;
  /** The stored tree of a body that was parsed when the function was made (BEGIN ATOMIC): what it uses is reached by itself. */
  readonly body: string | null;
  readonly defaults: string | null;
  readonly types: readonly number[];
  readonly twins: readonly number[] | null;
  readonly definer: boolean;
  readonly owner: string;
  readonly settings: readonly string[] | null;
  /** CREATE FUNCTION, for PL/pgSQL. */
  readonly definition: string | null;
}

interface Edge extends Record<string, unknown> {
  readonly kind: "r" | "f" | "o" | "t" | "tree" | "planned" | "function" | "files";
  readonly data: string;
}

/** Fields of a stored parse tree that hold an oid, or a list of them. */
const REFERENCE =
  /:(?:(funcid|aggfnoid|winfnoid|tsmhandler)|(relid)|(opno|eqop|sortop|opnos)|([a-z]*typeid|[a-z]*type|coltypes|funccoltypes|ctecoltypes)) (?:(\d+)|\(o ([\d ]+)\))/g;

/**
 * Follows objects to all that Postgres runs or reads when it reads them: through views, policies, virtual columns, children,
 * column types, domains, casts, operators, aggregates and bodies that are stored parsed. The planner also computes what is
 * immutable in the index expressions and constraints of a table. It goes level by level, with small queries whose plans are
 * cheap: one recursive query is estimated so high that a server with JIT would compile it for seconds.
 */
export class Reach {
  readonly #inquiry: Inquiry;
  readonly #seen = new Set<string>();
  #frontier = emptyFrontier();

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry;
  }

  /** The functions behind the candidates that were not reached before, and tables that lie in files of the server. */
  async from(candidates: readonly Candidate[]): Promise<{ functions: Reached[]; files: string[] }> {
    for (const candidate of candidates) this.#add(candidate.class, candidate.oid);
    const functions: Reached[] = [];
    const files: string[] = [];
    while (Object.values(this.#frontier).some((oids) => oids.size > 0)) {
      for (const { kind, data } of await this.#step()) {
        if (kind === "files") files.push(data);
        else if (kind === "tree") this.#tree(data, false);
        else if (kind === "planned") this.#tree(data, true);
        else if (kind === "function") functions.push(this.#function(JSON.parse(data) as Reached));
        else this.#add(kind, Number(data));
      }
    }
    return { functions, files };
  }

  #step(): Promise<Edge[]> {
    const [sql, lists] = edgesOf(this.#frontier);
    this.#frontier = emptyFrontier();
    return this.#inquiry.query<Edge>(sql, lists.map(arrayText));
  }

  #function(reached: Reached): Reached {
    if (reached.shipped) return reached;
    for (const tree of [reached.body, reached.defaults]) if (tree !== null) this.#tree(tree, false);
    for (const oid of reached.types) this.#add("t", oid);
    for (const oid of reached.twins ?? []) this.#add("f", oid);
    return reached;
  }

  #tree(tree: string, planned: boolean): void {
    for (const [, f, r, o, , one, list] of tree.matchAll(REFERENCE)) {
      const oids = (one ?? list ?? "").split(" ").map(Number);
      const reference =
        f === undefined ? (r === undefined ? (o === undefined ? "t" : "o") : "r") : "f";
      if (planned && (reference === "r" || reference === "t")) continue;
      for (const oid of oids)
        this.#add(planned ? (reference === "f" ? "fi" : "oi") : reference, oid);
    }
  }

  /** Of what initdb made, only functions are of interest. */
  #add(reference: keyof Frontier, oid: number): void {
    const isFunction = reference === "f" || reference === "fi";
    if (oid === 0 || (oid < FIRST_USER_OID && !isFunction) || this.#seen.has(`${reference} ${oid}`))
      return;
    this.#seen.add(`${reference} ${oid}`);
    this.#frontier[reference].add(oid);
  }
}

function emptyFrontier(): Record<keyof Frontier, Set<number>> {
  return { r: new Set(), f: new Set(), fi: new Set(), o: new Set(), oi: new Set(), t: new Set() };
}
