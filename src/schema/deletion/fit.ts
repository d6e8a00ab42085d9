import type { Finding } from "../../core/finding.ts";
import type { DeleteExplanation, Strategy } from "./explain-delete.ts";

/** Of the 40,000 characters that both channels of an answer may have. */
const [LISTED, SQL] = [5_000, 3_000];

/** What fits into an answer, and how much does not. SQL is whole or not there. */
export function fitted(found: DeleteExplanation): DeleteExplanation {
  const long = found.strategies.filter(({ sql }) => sql.length > SQL);
  const effects = first(found.effects);
  const gone = first(found.gone);
  const blocked_by = first(found.blocked_by);
  const findings = first([...long.map(tooLong), ...found.findings]);
  const { executed } = found;
  const left = {
    effects: found.effects.length - effects.length,
    gone: found.gone.length - gone.length,
    blocked_by: found.blocked_by.length - blocked_by.length,
    findings: long.length + found.findings.length - findings.length,
  };
  return {
    ...found,
    effects,
    gone,
    blocked_by,
    findings,
    strategies: found.strategies.filter((strategy) => !long.includes(strategy)).map(brief),
    ...(executed === undefined
      ? {}
      : { executed: { ...executed, written: first(executed.written) } }),
    ...(Object.values(left).every((count) => count === 0) ? {} : { omitted: left }),
  };
}

function first<T>(items: readonly T[]): T[] {
  let room = LISTED;
  return items.filter((item) => (room -= JSON.stringify(item).length) >= 0);
}

const TOLD = 400;

function brief(strategy: Strategy): Strategy {
  const { tried } = strategy;
  return tried === undefined || tried.length <= TOLD
    ? strategy
    : { ...strategy, tried: `${tried.slice(0, TOLD)}…` };
}

const tooLong = ({ name, sql, tried }: Strategy): Finding => ({
  rule: "strategy-too-long",
  level: "info",
  object: name,
  message: `This way out takes ${sql.split(";\n").length} statements, too many to be shown. Delete table by table with explain_delete for each, or in smaller parts.${tried === undefined ? "" : ` ${tried.slice(0, TOLD)}`}`,
  evidence: "rule",
  key: `strategy-too-long:${name}`,
});
