import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Call } from "../core/tool.ts";
import { readFacts } from "./facts.ts";
import { alertsOf } from "./forecast.ts";
import { dollars, scaled } from "./money.ts";
import { answerFacts, mustBeNeon } from "./project.ts";

interface OrganizationRequest {
  readonly organization: string;
  readonly budget: number | undefined;
}

type Answer = ReturnType<typeof answerFacts>;
type Line = Answer["month"]["lines"][number];

/** The projects of an organization, each estimated for itself, as allowances are each project's own; then added up. */
export async function answerOrganization(
  { organization, budget }: OrganizationRequest,
  deps: Deps,
  call: Call,
) {
  await mustBeNeon(deps);
  const neon = await deps.neon("read");
  const projects = await neon.projects(call.signal);
  const answers: Answer[] = [];
  const others = new Set<string>();
  for (const [index, { id, name }] of projects.entries()) {
    call.progress(index, `Looking at project ${identifier(name)}`, projects.length);
    const details = await neon.manage.projects.details(id, call.signal);
    if (details.organization === organization)
      answers.push(answerFacts(await readFacts(deps, id, call.signal), undefined));
    else if (details.organization !== undefined) others.add(details.organization);
  }
  const [first] = answers;
  if (first === undefined)
    throw new ToolError(
      "NOT_FOUND",
      `No project here is of organization \`${identifier(organization)}\`.`,
      `There ${others.size === 0 ? "is none" : `are projects of ${[...others].slice(0, 5).map(identifier).join(", ")}`}.`,
    );
  return { ...added(first, answers), alerts: budgetOf(answers, budget) };
}

const cents = (amount: number): bigint => scaled(amount, 2);

/** Exactly: what is added was rounded to the cent. */
const sum = (amounts: readonly number[]): number =>
  dollars(amounts.reduce((total, amount) => total + cents(amount), 0n));

const budgetOf = (answers: readonly Answer[], budget: number | undefined) =>
  budget === undefined ? [] : alertsOf(budget, cents(sum(answers.map(({ month }) => month.total))));

function added(first: Answer, answers: readonly Answer[]) {
  const { plan, forecast, plans } = first;
  const isMeasured = answers.every(({ evidence }) => evidence === "measured");
  return {
    plan,
    evidence: isMeasured ? ("measured" as const) : ("estimated" as const),
    month: {
      total: sum(answers.map(({ month }) => month.total)),
      so_far: sum(answers.map(({ month }) => month.so_far)),
      lines: linesOf(answers.flatMap(({ month }) => month.lines)),
    },
    by_branch: [],
    by_project: answers
      .map(({ project, month }) => ({ project: project.name, amount: month.total }))
      .toSorted((a, b) => b.amount - a.amount),
    growth_percent: Math.max(...answers.map(({ growth_percent: growth }) => growth)),
    forecast: forecast.map(({ months }, index) => ({
      months,
      total: sum(answers.map((answer) => answer.forecast[index]?.total ?? 0)),
      last: sum(answers.map((answer) => answer.forecast[index]?.last ?? 0)),
    })),
    savings: answers.flatMap(({ savings }) => savings).toSorted((a, b) => b.saves - a.saves),
    plans: plans.map(({ plan: name }, index) => ({
      plan: name,
      total: sum(answers.map((answer) => answer.plans[index]?.total ?? 0)),
      problems: answers.flatMap((answer) =>
        (answer.plans[index]?.problems ?? []).map(
          (problem) => `${identifier(answer.project.name)}: ${problem}`,
        ),
      ),
    })),
    assumptions: [...new Set(answers.flatMap(({ assumptions }) => assumptions))],
  };
}

/** Lines of the same item and price together. */
function linesOf(lines: readonly Line[]): Line[] {
  const together = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.item} ${line.price}`;
    together.set(key, [...(together.get(key) ?? []), line]);
  }
  return Array.from(together.values(), (same) => {
    const [{ item, unit, price } = { item: "", unit: "", price: 0 }] = same;
    const quantity = same.reduce((total, line) => total + scaled(line.quantity, 3), 0n);
    return {
      item,
      unit,
      price,
      quantity: Number(quantity) / 1000,
      amount: sum(same.map(({ amount }) => amount)),
    };
  });
}
