import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Target } from "../../core/target.ts";
import type { Rendered } from "../../core/tool.ts";
import type { Decision } from "./advice/decisions.ts";
import { CHARACTERS } from "./fit.ts";
import type { Maintenance } from "./purges.ts";
import type { DesignProof } from "./prove-design.ts";
import type { VerificationQuery } from "./verification.ts";

interface Shown {
  readonly target?: Target | undefined;
  readonly ddl: string;
  readonly rollback: string;
  readonly erd: string;
  readonly indexes: readonly { readonly sql: string; readonly serves: readonly string[] }[];
  readonly queries: readonly {
    readonly pattern: string;
    readonly sql: string;
    readonly next_page?: { readonly sql: string } | undefined;
  }[];
  readonly verification: readonly VerificationQuery[];
  readonly maintenance: readonly Maintenance[];
  readonly decisions: readonly Decision[];
  readonly questions: readonly string[];
  readonly findings: readonly Finding[];
  readonly rls?:
    | {
        readonly sql: string;
        readonly proof?: { readonly passed: boolean; readonly cells: number } | undefined;
      }
    | undefined;
  readonly models?: Readonly<Record<string, string>> | undefined;
  readonly next_cursor?: string | undefined;
  readonly proof?: DesignProof | undefined;
}

/** What was made, what is asked, and what comes next; sections that do not fit are named. */
export function designText(shown: Shown): Rendered {
  const { ddl, rollback, indexes, questions, verification, proof, rls } = shown;
  const { next_cursor: cursor } = shown;
  if (proof === undefined)
    return {
      head: `${cursor === undefined ? "The last" : "A further"} part of the ddl; the first call proved the whole.`,
      data: ddl,
      next:
        cursor === undefined ? `Append it, then carry the whole out: ${carryOut}` : more(cursor),
    };
  const tables = rollback.match(/^DROP TABLE /gm)?.length ?? 0;
  return {
    head: [
      `${count(tables, "table")}, ${count(indexes.length, "index", "indexes")} beside keys, for access patterns, foreign keys and purges.`,
      `Carried out on a shadow of Postgres ${proof.postgres}, taken back to the same schema, carried out again; ${count(verification.length, "verification query", "verification queries")} answered as expected each time (measured, ${proof.duration_ms} ms).`,
      rls === undefined ? "" : `Policies for tenants: ${provenText(rls.proof)}.`,
      givenText(shown),
    ]
      .filter(Boolean)
      .join(" "),
    data: bodyOf(shown),
    next: `${cursor === undefined ? "" : `${more(cursor)} `}${questions.length === 0 ? "" : "Ask the user the questions, and call this again with the answers in the model. "}Then carry out the ddl${rls === undefined ? "" : " and rls.sql"}: ${carryOut}`,
  };
}

const carryOut =
  "on a branch by run_sql with mode write, in a live database by plan_migration with it as sql, rehearse_migration and apply_migration.";

const more = (cursor: string): string =>
  `The ddl goes on: repeat the call with cursor ${JSON.stringify(cursor)}, and append what comes without anything between.`;

function givenText({ findings, target }: Shown): string {
  const given = findings.filter(({ rule }) => rule === "taken-as-given");
  if (given.length === 0) return "";
  const held = target === undefined ? "not checked" : "checked against the target (measured)";
  return `Taken as given and not made: ${given.map(({ object }) => identifier(object)).join(", ")}; ${held}.`;
}

const provenText = (proof: { readonly passed: boolean; readonly cells: number } | undefined) =>
  proof === undefined
    ? "not proven, see the findings of rls"
    : `${proof.passed ? "proven" : "not proven"} by ${proof.cells} things tried (measured)`;

function bodyOf(shown: Shown): string {
  const { ddl, indexes, questions, findings, decisions, verification, maintenance, rls } = shown;
  const sections: readonly (readonly [title: string, text: string])[] = [
    [shown.next_cursor === undefined ? "ddl" : "ddl, the first part", ddl],
    ["questions", questions.join("\n")],
    [
      "findings",
      findings
        .map(({ level, rule, object, message }) => `${level} ${rule} ${object}: ${message}`)
        .join("\n"),
    ],
    [
      "indexes and what they serve",
      indexes.map(({ sql, serves }) => `${nameIn(sql)}: ${serves.join(", ")}`).join("\n"),
    ],
    ["decisions", decisions.map(decisionText).join("\n")],
    ["policies", rls?.sql ?? ""],
    ["queries", shown.queries.map(queryText).join("\n\n")],
    [
      "maintenance",
      maintenance.map(({ purpose, sql }) => `${comment(purpose)}\n${sql};`).join("\n"),
    ],
    [
      "verification",
      verification
        .map(({ purpose, sql, expect }) => `${comment(`${purpose} ${expect}`)}\n${sql};`)
        .join("\n"),
    ],
    ["rollback", shown.rollback],
    ["erd", shown.erd],
    ...Object.entries(shown.models ?? {}),
  ];
  const left: string[] = [];
  let text = "";
  for (const [title, section] of sections) {
    if (section === "") continue;
    const more = `${text === "" ? "" : "\n\n"}== ${title}\n${section.trim()}`;
    if (text.length + more.length > CHARACTERS - 500) left.push(title);
    else text += more;
  }
  return left.length === 0 ? text : `${text}\n\n== in the structured result: ${left.join(", ")}`;
}

const nameIn = (sql: string): string => /^CREATE INDEX (\S+)/.exec(sql)?.[1] ?? sql;

const decisionText = ({ topic, chosen, reason, options }: Decision): string =>
  `${topic}: ${chosen}. ${reason}\n${options
    .map(({ name, pros, cons }) => `  ${name}: + ${pros} - ${cons}`)
    .join("\n")}`;

/** On one line, whatever a name has in it: what comes on the next one is SQL. */
const comment = (text: string): string => `-- ${text.replaceAll(/\s+/g, " ")}`;

const queryText = ({ pattern, sql, next_page: next }: Shown["queries"][number]): string =>
  `${comment(pattern)}\n${sql};${next === undefined ? "" : `\n-- the page after a row\n${next.sql};`}`;

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
