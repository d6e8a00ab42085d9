import type { FileFinding } from "../../migration/lint/report.ts";
import { packageInfo } from "../package-info.ts";
import { pathOf, type Printed } from "./printed.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;

/** The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
export function sarif({ result, folder, rules }: Printed): object {
  const ids = [...new Set(result.findings.map(({ rule }) => rule))].sort();
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const { name, version } = packageInfo();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            rules: ids.map((id) => {
              const rule = known.get(id);
              return {
                id,
                ...(rule === undefined
                  ? {}
                  : {
                      shortDescription: { text: rule.title },
                      fullDescription: { text: `${rule.condition} ${rule.effect}` },
                      help: { text: rule.workaround },
                    }),
              };
            }),
          },
        },
        results: result.findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: LEVELS[finding.level],
          message: {
            text:
              finding.fix === undefined ? finding.message : `${finding.message}\n\n${finding.fix}`,
          },
          locations: [location(finding, folder)],
          partialFingerprints: { "neonDbaKey/v1": finding.key },
        })),
      },
    ],
  };
}

function location(finding: FileFinding, folder: string): object {
  const { line, column } = finding;
  const uri = encodeURI(pathOf(finding, folder));
  return {
    physicalLocation: {
      artifactLocation: { uri },
      ...(line === undefined
        ? {}
        : {
            region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
          }),
    },
  };
}
