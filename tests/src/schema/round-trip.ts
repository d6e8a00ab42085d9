import { fingerprint } from "../../../src/postgres/catalog/fingerprint.ts";
import { copySchema } from "../../../src/schema/copy-schema.ts";
import type { SchemaCopy } from "../../../src/schema/copy-schema.ts";
import { printDdl } from "../../../src/schema/ddl.ts";
import type { DdlStatement } from "../../../src/schema/ddl.ts";
import { readSchema } from "../../../src/schema/read-schema.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { inSession } from "../postgres/catalog/session.ts";
import { emptyDatabase, fixture, fixtureDatabase } from "./fixtures.ts";

/** Where a Postgres of that major is; without a URL the run's own. */
export interface Place {
  readonly major: number;
  readonly cluster?: string;
}

/** Copies a schema from one Postgres to another, in sessions of the databases' owners where they can make it. */
export async function roundTrip(name: string, from: Place, to: Place): Promise<RoundTrip> {
  await using source = await fixtureDatabase(name, from.major, from.cluster);
  await using target = await emptyDatabase(name, from.major, to.cluster);
  const url = (database: TestDatabase): string =>
    fixture(name, from.major).superuser ? database.superuserUrl : database.url;
  const result = await inSession(url(source), (read) =>
    inSession(url(target), (write) => copySchema(read, write)),
  );
  const { catalog, dependencies } = await inSession(url(target), (session) => readSchema(session));
  return { ...result, again: printDdl(catalog, dependencies).statements };
}

export interface RoundTrip extends SchemaCopy {
  /** How the copy prints. */
  readonly again: readonly DdlStatement[];
}

/** What there is to say of a copy: nothing, where it is as it should be. */
export function faults({ failures, differences, source, copy }: SchemaCopy): string[] {
  const different = differences.map(({ object, path }) => `${object} ${path}`);
  const unequal = different.length === 0 && fingerprint(source) !== fingerprint(copy);
  return [
    ...failures.map(({ statement, error }) => `${error.quoted}: ${statement.sql}`),
    ...different.filter((difference) => difference !== secret),
    ...(unequal ? ["The fingerprints are not the same."] : []),
  ];
}

/** The one thing of all schemas that is not printed. */
const secret = "user mapping cluster_owner on remote properties.options.password";
