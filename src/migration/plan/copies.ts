import type { Deps, Shadow } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { applyDdl } from "../../schema/apply-ddl.ts";
import type { Failure } from "../../schema/apply-ddl.ts";
import { printDdl, withRoles } from "../../schema/ddl.ts";
import type { Ddl } from "../../schema/ddl.ts";
import { populate } from "../../schema/populate.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { CopiedRoles } from "./roles.ts";

/** Copies of the target's schema to try things out on: no rows, and gone when they are disposed of. */
export interface Copies extends AsyncDisposable {
  /** The same each time. */
  open(): Promise<SchemaShadow>;
  /** Begins with the one that `open` gives next, while others work. */
  prepare(): void;
  /** Without the schema. */
  empty(): Promise<Shadow>;
}

export interface SchemaShadow extends AsyncDisposable {
  readonly shadow: Shadow;
  /** What the copy lacks. */
  readonly failures: readonly Failure[];
  readonly missing: Ddl["missing"];
}

/** A shadow that is being made while others work; the first that is asked for. */
export function shadowAhead(
  deps: Pick<Deps, "shadow">,
  signal: AbortSignal,
): Pick<Deps, "shadow"> & AsyncDisposable {
  let ahead: Promise<Shadow> | undefined = deps.shadow(signal);
  // Whoever asks for it hears of it; nobody has to.
  ahead.catch(() => {});
  return {
    shadow() {
      const made = ahead ?? deps.shadow(signal);
      ahead = undefined;
      return made;
    },
    async [Symbol.asyncDispose]() {
      const unused = await ahead?.catch(() => undefined);
      await unused?.[Symbol.asyncDispose]();
    },
  };
}

/** `searchPath` is the target's, in which the script's names are looked up; `roles` are what its statements speak of. */
export function copiesOf(
  schema: DatabaseSchema,
  searchPath: readonly string[],
  roles: CopiedRoles,
  deps: Pick<Deps, "shadow">,
  signal: AbortSignal,
): Copies {
  const ddl = withRoles(printDdl(schema.catalog, schema.dependencies), roles);
  const empty = async (): Promise<Shadow> => deps.shadow(signal);
  let next: Promise<SchemaShadow> | undefined;
  const make = async (): Promise<SchemaShadow> => {
    const shadow = await empty();
    try {
      const failures = await applyDdl(shadow.session, ddl);
      // one that another shadow made before
      await shadow.adopt?.(roles.actors);
      await populate(shadow.session, schema.catalog);
      await shadow.session.query("select pg_catalog.set_config('search_path', $1, false)", [
        searchPath.map(quoteIdentifier).join(", "),
      ]);
      return {
        shadow,
        failures,
        missing: ddl.missing,
        [Symbol.asyncDispose]: () => shadow[Symbol.asyncDispose](),
      };
    } catch (error) {
      await shadow[Symbol.asyncDispose]();
      throw error;
    }
  };
  return {
    empty,
    prepare() {
      next ??= make();
      // Whoever opens it hears of it; nobody has to.
      next.catch(() => {});
    },
    open() {
      const made = next ?? make();
      next = undefined;
      return made;
    },
    async [Symbol.asyncDispose]() {
      const unused = await next?.catch(() => undefined);
      await unused?.[Symbol.asyncDispose]();
    },
  };
}

/** What is planned without having seen it. */
export function copyFindings({ failures, missing }: SchemaShadow): Finding[] {
  return [
    ...failures.map(({ statement, error }) => finding(statement.object, reasonOf(error))),
    ...missing.map(({ object, reason }) => finding(object, reason)),
  ];
}

const reasonOf = (error: ToolError): string => `SQLSTATE ${error.sqlstate ?? "unknown"}`;

const finding = (object: string, reason: string): Finding => ({
  rule: "not-copied",
  level: "warning",
  object,
  message: `\`${object}\` could not be copied into the shadow (${reason}), so what the migration does to it was not tried. Rehearse on a branch.`,
  evidence: "measured",
  key: `not-copied:${object}`,
});
