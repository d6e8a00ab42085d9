import type { Entry, MigrationFile, Problem, ReadEntries } from "../set.ts";
import { readRevision, type Revision } from "./revision.ts";

interface Node extends Revision {
  readonly entry: Entry;
}

/**
 * `versions/*.py`, in the order of their graph. Plain operations are written as SQL; what is not plain is named. All that is pending
 * runs in one transaction, unless env.py says `transaction_per_migration`.
 */
export const readAlembic: ReadEntries = (entries) => {
  const problems: Problem[] = [];
  const nodes = new Map<string, Node>();
  for (const entry of entries) {
    const revision = entry.path.endsWith(".py") ? readRevision(entry.text) : undefined;
    if (revision === undefined) continue;
    const twin = nodes.get(revision.revision);
    if (twin !== undefined) problems.push(sameRevision(entry, revision, twin));
    else nodes.set(revision.revision, { ...revision, entry });
  }
  problems.push(...lost(nodes), ...heads(nodes));
  const { order, circle } = ordered(nodes);
  if (circle.length > 0) problems.push(...circle.map(inCircle));
  const each = entries.some(
    ({ path, text }) =>
      path.endsWith("env.py") && /transaction_per_migration\s*=\s*True/.test(text),
  );
  return { files: order.map(fileOf), together: !each, problems };
};

function fileOf({ entry, revision, downRevisions, dependsOn, up, down }: Node): MigrationFile {
  return {
    after: [...downRevisions, ...dependsOn],
    path: entry.path,
    version: revision,
    up: up.pieces,
    ...(down.pieces.length === 0 ? {} : { down: down.pieces }),
    unread: up.unread,
  };
}

const before = ({ downRevisions, dependsOn }: Revision): readonly string[] => [
  ...downRevisions,
  ...dependsOn,
];

/** Every revision after those that it builds on; among those that may come next, by path. */
function ordered(nodes: ReadonlyMap<string, Node>): { order: Node[]; circle: Node[] } {
  const byPath = [...nodes.values()].toSorted((a, b) => (a.entry.path < b.entry.path ? -1 : 1));
  const done = new Set<string>();
  const order: Node[] = [];
  const next = new Map<string, Node[]>();
  const waits = new Map<Node, number>();
  for (const node of byPath) {
    const known = [...new Set(before(node))].filter((name) => nodes.has(name));
    waits.set(node, known.length);
    for (const name of known) next.set(name, [...(next.get(name) ?? []), node]);
  }
  const ready = byPath.filter((node) => waits.get(node) === 0);
  for (let node = ready.shift(); node !== undefined; node = ready.shift()) {
    order.push(node);
    done.add(node.revision);
    for (const after of next.get(node.revision) ?? []) {
      const left = (waits.get(after) ?? 0) - 1;
      waits.set(after, left);
      if (left === 0) ready.unshift(after);
    }
  }
  return { order, circle: byPath.filter(({ revision }) => !done.has(revision)) };
}

function lost(nodes: ReadonlyMap<string, Node>): Problem[] {
  return [...nodes.values()].flatMap((node) =>
    before(node)
      .filter(
        (name) =>
          !nodes.has(name) && ![...nodes.values()].some(({ labels }) => labels.includes(name)),
      )
      .map((name): Problem => ({
        rule: "missing-revision",
        level: "error",
        file: node.entry.path,
        object: name,
        message: `It builds on revision ${name}, which no file has: Alembic stops with "Can't locate revision". Restore that file, or correct \`down_revision\`.`,
      })),
  );
}

/** One head is where \`alembic upgrade head\` ends; branches with labels of their own are meant. */
function heads(nodes: ReadonlyMap<string, Node>): Problem[] {
  const built = new Set([...nodes.values()].flatMap(({ downRevisions }) => downRevisions));
  const ends = [...nodes.values()].filter(({ revision }) => !built.has(revision));
  if (ends.length < 2) return [];
  const names = ends.map(({ revision }) => revision).sort();
  const labelled = [...nodes.values()].some(({ labels }) => labels.length > 0);
  return [
    {
      rule: "several-heads",
      level: labelled ? "info" : "error",
      file: ends.at(-1)?.entry.path ?? "",
      object: names.join(", "),
      message: `The history has ${ends.length} heads (${names.join(", ")}): \`alembic upgrade head\` refuses it. Join them with \`alembic merge ${names.join(" ")}\`, or set \`down_revision\` of the later one.`,
    },
  ];
}

const sameRevision = (entry: Entry, { revision }: Revision, twin: Node): Problem => ({
  rule: "duplicate-number",
  level: "error",
  file: entry.path,
  object: revision,
  message: `\`${twin.entry.path}\` has the revision ${revision} too, and Alembic takes only one of them. Give this one an id of its own.`,
});

const inCircle = ({ entry, revision }: Node): Problem => ({
  rule: "revision-cycle",
  level: "error",
  file: entry.path,
  object: revision,
  message:
    "Its history leads back to itself, or to such a revision: Alembic stops. Correct `down_revision`.",
});
