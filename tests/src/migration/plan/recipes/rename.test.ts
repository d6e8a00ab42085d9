import { expect, test } from "vitest";
import { prove } from "./execute.ts";

test("a column that everything hangs on, and a table", async () => {
  const plan = await prove({
    setup: `
      create table people (id int generated always as identity primary key, name text not null, email text default 'none' unique);
      create index on people (lower(name)) where email is not null;
      create table pets (id int primary key, owner int references people, name text);
      create view owners as select p.name, q.name as pet from people p join pets q on q.owner = p.id;
      grant select (email) on people to public;
      insert into people (name, email) select 'n' || i, 'e' || i from generate_series(1, 10) i;
      insert into pets select i, i, 'p' || i from generate_series(1, 10) i;`,
    sql: `
      alter table people rename column name to full_name;
      alter table people rename email to address;
      alter table people rename id to person_id;
      alter table pets rename to animals;
      alter index pets_pkey rename to animals_pkey;
      alter sequence people_id_seq rename to people_ids;
      alter view owners rename column pet to animal;`,
  });
  const [, , , turn] = plan.phases;
  expect(turn?.old_application).toBe("breaks");
  expect(turn?.notes.filter((note) => note.includes("one name at a time"))).toHaveLength(2);
});
