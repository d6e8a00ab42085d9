import type { Alert } from "./area.ts";

export interface AreaAlert extends Alert {
  readonly area: string;
}

export interface AlertFile {
  readonly path: string;
  readonly content: string;
}

/** What an exporter asks, and what Prometheus wakes somebody for. Each query gives a gauge of the alert's name. */
export const alertFiles = (alerts: readonly AreaAlert[]): readonly AlertFile[] => [
  { path: "neon_dba.collector.yml", content: collector(alerts) },
  { path: "neon_dba.rules.yml", content: rules(alerts) },
];

/** Quotes that JSON, in which the files travel, need not escape. */
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/**
 * For sql_exporter (github.com/burningalice/sql_exporter and its forks): postgres_exporter is about to drop queries of one's own. Each
 * scrape counts as activity, so the comment says what it costs on Neon.
 */
function collector(alerts: readonly AreaAlert[]): string {
  const metrics = alerts.map(({ name, area, sql }) =>
    [
      `  - metric_name: ${name}`,
      "    type: gauge",
      `    help: check_health ${area}`,
      "    values: [value]",
      `    query: ${text(sql)}`,
    ].join("\n"),
  );
  return `# A collector of sql_exporter; the role needs pg_monitor and no more.
# Each scrape is activity: on Neon one that comes more often than the suspend time keeps the compute awake, and it is billed.
collector_name: neon_dba
metrics:
${metrics.join("\n")}
`;
}

function rules(alerts: readonly AreaAlert[]): string {
  const each = alerts.flatMap((alert) =>
    alert.watch === alert.act ? [rule(alert, "act")] : [rule(alert, "watch"), rule(alert, "act")],
  );
  return `# Rules of Prometheus: warning is for this week, critical for now.
groups:
  - name: neon_dba
    rules:
${each.join("\n")}
`;
}

const SEVERITY = { watch: "warning", act: "critical" } as const;

function rule(alert: AreaAlert, verdict: "watch" | "act"): string {
  const { name, area, direction, forSeconds } = alert;
  const compared = direction === "below" ? "<=" : ">=";
  // by itself Prometheus writes a million as 1e+06
  const digits = Math.max(alert.watch, alert.act) < 100 ? "%.2f" : "%.0f";
  const value = `{{ printf "${digits}" $value }}`;
  const summary = `${name} is ${value} on {{ $labels.instance }}, limit ${alert[verdict]}`;
  return `      - alert: ${pascalCase(`${name}_${verdict}`)}
        expr: ${name} ${compared} ${alert[verdict]}
        for: ${forSeconds}s
        labels: { severity: ${SEVERITY[verdict]} }
        annotations: { summary: ${text(summary)}, description: ${text(`check_health {"areas": ["${area}"]}`)} }`;
}

const pascalCase = (name: string): string =>
  name
    .split("_")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");
