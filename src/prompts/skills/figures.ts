import {
  BILLING,
  COMPUTE,
  MAX_CONNECTIONS,
  PLANS,
  type PlanFacts,
  type PlanName,
  POOLER,
  PRICES_AS_OF,
  RESERVED_CONNECTIONS,
  SLOTS,
} from "../../core/neon-facts.ts";

const names = Object.keys(PLANS) as PlanName[];
const plans = names.map((name) => PLANS[name]);

/**
 * Neon's figures as the skills show them, by the name of the section that they stand in: `<!-- figures:NAME:begin -->`. The files hold
 * them filled in, because clients read the files as they are; a test writes them anew and fails where a file says something else.
 */
export const figures: Readonly<Record<string, () => string>> = {
  prices: () =>
    table(
      [
        ["CU-hour", (plan) => usd(plan.perCuHour)],
        [
          "CU-hours included",
          (plan) =>
            plan.cuHoursIncluded === 0
              ? "0"
              : `${plan.cuHoursIncluded} per project, then suspended`,
        ],
        [
          "Storage, GB-month",
          (plan) =>
            plan.perStorageGbMonth === 0
              ? `${plan.storageGbIncluded} GB per project, no more`
              : usd(plan.perStorageGbMonth),
        ],
        [
          "History, GB-month",
          (plan) =>
            plan.historyGbMost === undefined
              ? usd(plan.perHistoryGbMonth)
              : `${plan.historyGbMost} GB at most`,
        ],
        ["Snapshots, GB-month", (plan) => usd(plan.perSnapshotGbMonth)],
        ["Branches included", (plan) => String(plan.branchesIncluded)],
        [
          "Branch beyond, a month",
          (plan) => (plan.mayHaveExtraBranches ? usd(plan.perExtraBranchMonth) : "none"),
        ],
        [
          "Public transfer included",
          (plan) =>
            `${plan.publicTransferGbIncluded} GB${plan.perPublicTransferGb === 0 ? " per account" : " per project"}`,
        ],
        [
          "Public transfer beyond, GB",
          (plan) => (plan.perPublicTransferGb === 0 ? "none" : usd(plan.perPublicTransferGb)),
        ],
      ],
      `A month is ${BILLING.monthHours} hours for storage and branches, whatever the calendar says. A spending threshold notifies at ${BILLING.notifiedAtPercent.join(" % and ")} %.`,
    ),
  limits: () =>
    table([
      ["Projects", (plan) => plan.projects.toLocaleString("en-US")],
      ["Branches included per project", (plan) => String(plan.branchesIncluded)],
      ["Protected branches", (plan) => String(plan.protectedBranches)],
      ["Autoscaling up to", (plan) => `${plan.autoscalingCuMost} CU`],
      ["Fixed size up to", (plan) => `${plan.fixedCuMost} CU`],
      ["Never suspend", (plan) => yes(plan.mayDisableSuspend)],
      ["Suspend after at least", (plan) => length(plan.suspendSecondsLeast)],
      ["IP allowlist, private networking", (plan) => yes(plan.hasIpAllow)],
    ]),
  history: () =>
    table([
      ["History: default", (plan) => length(plan.historySecondsDefault)],
      [
        "History: most",
        (plan) =>
          `${length(plan.historySecondsMost)}${plan.historyGbMost === undefined ? "" : `, ${plan.historyGbMost} GB`}`,
      ],
      ["History, GB-month", (plan) => usd(plan.perHistoryGbMonth)],
      ["Snapshots by hand", (plan) => String(plan.snapshotsManualMost)],
      ["Snapshots, GB-month", (plan) => usd(plan.perSnapshotGbMonth)],
    ]),
  connections: () =>
    [
      "| CU (of an autoscaling compute: the largest) | `max_connections` |",
      "| --- | --- |",
      ...MAX_CONNECTIONS.map(
        ({ cu, connections }, index) =>
          `| ${cu}${index === MAX_CONNECTIONS.length - 1 ? " and more" : ""} | ${connections} |`,
      ),
      "",
      `${RESERVED_CONNECTIONS} of them are the superuser's. ${read}`,
    ].join("\n"),
  pooler: () =>
    `Pooler: transaction mode, ${POOLER.clients.toLocaleString("en-US")} clients, to Postgres ${POOLER.share * 100} % of \`max_connections\` for each role and database, ${POOLER.preparedStatements.toLocaleString("en-US")} prepared statements for each connection, ${POOLER.waitSeconds} s of waiting for a server connection, then an error. None of it can be configured. ${read}`,
  compute: () =>
    `1 CU has about ${COMPUTE.gbPerCu} GB of memory. Sizes: ${COMPUTE.leastCu} to ${COMPUTE.mostCu} CU; an autoscaling range spans at most ${COMPUTE.rangeCuMost} CU. A compute suspends after ${length(COMPUTE.suspendSecondsDefault)} without work unless set otherwise (${length(COMPUTE.suspendSecondsMost)} at most); one above ${COMPUTE.suspendableCuMost} CU never does. ${read}`,
  slots: () =>
    `Neon removes a replication slot that nobody has read for ${SLOTS.removedAfterHours} hours.`,
};

const read = `(Neon's documentation, read ${PRICES_AS_OF}.)`;

const usd = (amount: number): string =>
  amount === 0 ? "$0" : `$${amount.toFixed((amount * 100) % 1 === 0 ? 2 : 3)}`;
/** `5 min`, `6 h`, `7 days`. */
function length(seconds: number): string {
  if (seconds < 3_600) return `${seconds / 60} min`;
  if (seconds < 86_400) return `${seconds / 3_600} h`;
  return seconds === 86_400 ? "1 day" : `${seconds / 86_400} days`;
}

const yes = (is: boolean): string => (is ? "yes" : "no");

type Row = readonly [label: string, of: (plan: PlanFacts) => string];

function table(rows: readonly Row[], note = ""): string {
  const titles = names.map((name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`);
  return [
    `| | ${titles.join(" | ")} |`,
    `| --- | ${titles.map(() => "---").join(" | ")} |`,
    ...rows.map(([label, of]) => `| ${label} | ${plans.map(of).join(" | ")} |`),
    "",
    [note, read].filter(Boolean).join(" "),
  ].join("\n");
}

const section = /(<!-- figures:(\w+):begin -->\n)[\s\S]*?(<!-- figures:\2:end -->)/g;

/** A skill's text with its figures as they are now; throws on a name that is not there. */
export const fillFigures = (text: string): string =>
  text.replace(section, (_, begin: string, name: string, end: string) => {
    const figure = figures[name];
    if (figure === undefined) throw new Error(`there are no figures ${name}`);
    return `${begin}${figure()}\n${end}`;
  });

/** The text without them: what people wrote. */
export const withoutFigures = (text: string): string => text.replace(section, "");
