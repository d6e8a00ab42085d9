import type { Rendered } from "../../core/tool.ts";
import type { DesignedSchema } from "./design-schema.ts";

type Shown = Pick<
  DesignedSchema,
  "ddl" | "rollback" | "verification" | "decisions" | "questions" | "findings" | "proof"
> & {
  readonly indexes: readonly { readonly sql: string; readonly serves: readonly string[] }[];
};

/** What was made, what is asked, and what comes next. */
export function designText(shown: Shown): Rendered {
  const { ddl, indexes, decisions, questions, findings, proof, verification } = shown;
  const tables = ddl.match(/^CREATE TABLE /gm)?.length ?? 0;
  return {
    head: `${count(tables, "table")}, ${count(indexes.length, "index", "indexes")} beside keys. Carried out on a shadow, taken back to the same schema, carried out again, ${count(verification.length, "verification query", "verification queries")} answered each time (measured, ${proof.duration_ms} ms).`,
    data: [
      ddl,
      indexes.map(({ sql, serves }) => `${sql}\n  for ${serves.join(", ")}`).join("\n"),
      findings
        .map(({ level, rule, object, message }) => `${level} ${rule} ${object}: ${message}`)
        .join("\n"),
      decisions
        .map(
          ({ topic, chosen, options, reason }) =>
            `${topic}: ${chosen} (${reason}) of ${options.map(({ name }) => name).join(" | ")}`,
        )
        .join("\n"),
      questions.map((question) => `? ${question}`).join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n"),
    next: `${questions.length === 0 ? "" : "Ask the user the questions, and call this again with the answers in the model. "}Then carry the ddl out: on a branch by run_sql with mode write, in a live database by plan_migration with this ddl as sql, rehearse_migration and apply_migration.`,
  };
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
