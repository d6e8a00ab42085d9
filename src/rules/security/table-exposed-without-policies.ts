import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const tableExposedWithoutPolicies: Rule<SecurityFacts> = {
  id: "table-exposed-without-policies",
  title: "A table that the Data API shows as a whole",
  effect: "Whoever knows the address of the API asks for all rows.",
  *check({ catalog }) {
    const views = catalog.views.filter(({ kind }) => kind === "materialized view");
    for (const table of [...catalog.tables, ...views]) {
      const isView = table.kind === "materialized view";
      if ("rowSecurity" in table && table.rowSecurity.enabled) continue;
      if (table.kind === "foreign table") continue;
      for (const { grantee, privileges } of table.grants) {
        if (grantee === null || !OF_API.test(grantee)) continue;
        const given = privileges.filter((one) => ROWS.has(one));
        if (given.length === 0) continue;
        const name = nameOf(table);
        const writes = given.some((one) => one !== "SELECT");
        yield {
          level: writes ? "error" : "warning",
          object: name,
          about: grantee,
          message: `${code(grantee)}, as which the Data API asks, has ${given.join(", ")} on ${code(name)}, which ${isView ? "can have no policies" : "has no row-level security"}: ${writes ? "anybody changes any row" : "all rows are public"}. ${isView ? "Show what is needed through a view of its tables" : "Protect it with generate_rls"}${writes ? "" : ", or leave it where that is meant"}.`,
          evidence: "measured",
        };
      }
    }
  },
};

/** Roles of requests at Neon's Data API, PostgREST and Supabase. */
const OF_API = /^((web_)?anon(ymous)?|authenticated)(_|$)/;
const ROWS = new Set(["SELECT", "INSERT", "UPDATE", "DELETE"]);
