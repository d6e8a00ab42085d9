import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const addressAsText: Rule<SchemaFacts> = {
  id: "address-as-text",
  title: "An IP address as text",
  effect: "One address has several spellings, and whether it is in a network cannot be asked.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) || !ADDRESS.test(spoken)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} keeps IP addresses as ${column.type}: ::1 and 0:0:0:0:0:0:0:1 differ, and no index finds a network. Use inet.`,
        evidence: "rule",
      };
    }
  },
};

const ADDRESS =
  /^(\w+_)?(ip|ip_?addr(ess)?|ip_?v[46])(_addr(ess)?)?$|^(remote|client|peer)_(addr|address_ip)$/;
