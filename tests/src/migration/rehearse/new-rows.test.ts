import { expect, test } from "vitest";
import { readTargetCatalog } from "../../../../src/migration/catalog.ts";
import { stockUp } from "../../../../src/migration/rehearse/traffic/new-rows.ts";
import { busyTable } from "../../../../src/migration/rehearse/traffic/table.ts";
import { call } from "../plan/harness.ts";
import { harness } from "./harness.ts";

test("a new row never takes the key of a row that is away for now", async () => {
  await using on = await harness(`
    create table notes (id int primary key, slug text unique, body text);
    insert into notes select i, 'note-' || i, 'body' from generate_series(1, 5) i;
    create function make_room() returns trigger language plpgsql as
      $$begin delete from notes where id = new.id or slug = new.slug; return new; end$$;
    create trigger make_room before insert on notes for each row execute function make_room();`);
  await using session = await on.deps.session({ intent: "write", signal: call.signal });
  const catalog = await readTargetCatalog(session);
  const [table] = catalog.tables;
  const busy = table === undefined ? undefined : busyTable(table);
  if (busy === undefined) throw new Error("the table has a key");
  const { rows, keys } = await stockUp(session, catalog, busy, 5, 1);
  const there = keys.map(([id]) => id);
  expect(there).toHaveLength(5);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(([id]) => there.includes(id ?? ""))).toEqual([]);
  expect(rows.filter(([, slug]) => /^note-\d$/.test(slug ?? ""))).toEqual([]);
});
