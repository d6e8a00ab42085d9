import { expect, test } from "vitest";
import { SyntaxRefusal } from "../../../src/sql/library.ts";
import { readPlpgsql } from "../../../src/sql/plpgsql.ts";

const define = (body: string, result = "int"): string =>
  `create function f(a int, r public.mytype) returns ${result} language plpgsql as $f$${body}$f$`;

/** A function `mN` at every place of the language where an expression or statement can stand. */
const EVERYWHERE = `declare x int := m1(); y record; z app.email not null default m2(m3()); k constant int = m4();
    c cursor (n int) for select m5(n); d refcursor; q t%rowtype;
  begin
    x := m6(); r.a := m7(); x = m8(); y.b[m9()] := m10(); perform m11();
    if m12() then x := 1; elsif m13() then x := 2; else x := m14(); end if;
    case m15() when m16() then null; else x := m17(); end case;
    while m18() loop exit when m19(); continue when m20(); end loop;
    for i in m21()..m22() by m23() loop x := m24(); end loop;
    for y in select m25() loop null; end loop; for y in c(m26()) loop null; end loop;
    foreach x in array m27() loop null; end loop;
    for y in execute 'select ' || m28() using m29() loop null; end loop;
    open c(m30()); open d for select m31(); open d for execute m32() using m33();
    fetch relative m34() from d into x; move d; close d;
    select m35(), 2 into strict x, a from t where m36(); insert into t values (m37()) returning id into x;
    execute m38() into x using m39(); call p(m40());
    raise notice '% %', m41(), 'x' using hint = m42(); assert m43(), m44();
    q.id := m45(); get diagnostics x = row_count;
    begin x := m46(); exception when others then x := m47(); end;
    <<l>> loop exit l; end loop;
    return m48();
  end`;

test("misses no expression, wherever it stands", async () => {
  const body = await readPlpgsql(define(EVERYWHERE));
  const text = body.fragments.join("\n");
  const missing = Array.from({ length: 48 }, (_, i) => `m${i + 1}`).filter(
    (name) => !new RegExp(`\\b${name} ?\\(`).test(text),
  );
  expect(missing).toEqual([]);
  expect(body).toMatchObject({ dynamic: true, control: true });
});

test("return query, return next and set-returning", async () => {
  const body = await readPlpgsql(
    define(
      "begin return query select m1(); return query execute m2() using m3(); return next; end",
      "table (x int)",
    ),
  );
  expect(body.fragments.join()).toMatch(/m1.*m2.*m3/s);
  expect(body.dynamic).toBe(true);
});

test("the text of EXECUTE counts when it is a literal", async () => {
  const body = await readPlpgsql("do $$ begin execute 'drop table t'; end $$");
  expect(body).toMatchObject({
    dynamic: false,
    fragments: expect.arrayContaining(["drop table t"]) as string[],
  });
});

test.each(["begin x := 10 %rowtype(1); end", "nonsense", "begin a := ; end"])(
  "refuses what it cannot read: %s",
  async (body) => {
    await expect(readPlpgsql(define(body))).rejects.toBeInstanceOf(SyntaxRefusal);
  },
);
