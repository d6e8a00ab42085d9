import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import type { Verdict } from "../../area.ts";
import { cancelSql, terminateSql } from "../../end/statements.ts";
import { shownStatement } from "../../statement.ts";
import { counted, duration } from "../../words.ts";
import type { Prepared, Transaction } from "./read.ts";

interface Judged {
  readonly verdict: Verdict;
  readonly kind: "idle" | "active" | "maintenance";
  /** Of the database, where this transaction is the one that holds vacuum back furthest. */
  readonly deadRows: number;
}

/** A transaction that is open too long, what it holds back, and how to end it. */
export function endFinding(one: Transaction, { verdict, kind, deadRows }: Judged): Finding {
  const { pid, application, role, database, statement, heldTransactions } = one;
  const held =
    heldTransactions === 0
      ? ""
      : ` It holds vacuum back by ${counted(heldTransactions, "transaction")}${deadRows > 0 ? `: up to ${counted(deadRows, "dead row")} cannot be removed` : ""}.`;
  const who = `pid ${pid} (${identifier(application)}, role ${identifier(role)}, database ${identifier(database)})`;
  if (kind === "idle")
    return {
      rule: "idle-in-transaction",
      level: level(verdict),
      object: `pid ${pid}`,
      message: `${who} began a transaction ${duration(one.seconds)} ago and does nothing for ${duration(one.stateSeconds)}; its last statement: ${shownStatement(statement)}.${held} End the session: what it did not commit is undone. Then find where the application waits between statements, and set idle_in_transaction_session_timeout for the role.`,
      evidence: "measured",
      fix: terminateSql(one),
      key: `idle-in-transaction:${application}:${role}`,
    };
  return {
    rule: "long-transaction",
    level: level(verdict),
    object: `pid ${pid}`,
    message: `${who} is in one transaction for ${duration(one.seconds)}${one.waitsFor === null ? "" : ` (waits: ${one.waitsFor})`}: ${shownStatement(statement)}.${held} Stop the statement first; where that does not end it, pg_terminate_backend(${pid}) ends the session. Both undo the transaction.`,
    evidence: "measured",
    fix: cancelSql(one),
    key: `long-transaction:${application}:${role}`,
  };
}

const level = (verdict: Verdict): Finding["level"] => (verdict === "act" ? "error" : "warning");

/** Nobody's session: it survives restarts until somebody decides. */
export function preparedFinding(
  { name, role, database, seconds, heldTransactions }: Prepared,
  verdict: Verdict,
): Finding {
  return {
    rule: "prepared-transaction-left",
    level: level(verdict),
    object: identifier(name),
    message: `Prepared transaction ${identifier(name)} (role ${identifier(role)}, database ${identifier(database)}) waits for ${duration(seconds)}, keeps its locks through restarts, and holds vacuum back by ${counted(heldTransactions, "transaction")}. Ask what prepared it whether it was to be committed; only then, in that database, one of the two.`,
    evidence: "measured",
    fix: `rollback prepared ${quoteLiteral(name)}; -- or: commit prepared ${quoteLiteral(name)};`,
    key: `prepared-transaction-left:${name}`,
  };
}
