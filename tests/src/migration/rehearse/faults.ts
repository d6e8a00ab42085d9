import type { Lock, Phase, Step } from "../../../../src/core/migration.ts";
import { phase, step } from "./harness.ts";

/** What the plans below change. */
export const schema = `create table public.tasks (id int generated always as identity primary key, title text not null, state text not null default 'open', points int);
comment on table public.tasks is 'What is to be done';
comment on column public.tasks.title is 'In a few words';
alter table public.tasks alter title set storage external;
alter table public.tasks alter title set statistics 500;
alter table public.tasks set (fillfactor = 80);
grant select (title) on public.tasks to public;
create sequence public.numbers;
create table public.secrets (id int primary key, tenant int not null);
alter table public.secrets enable row level security;
alter table public.secrets force row level security;
create policy own on public.secrets using (tenant = current_setting('app.tenant', true)::int)`;

const tasksLock: Lock = {
  relation: "public.tasks",
  mode: "ACCESS EXCLUSIVE",
  blocks: "reads and writes",
};
const made = (id: string, sql: string, rollback: string | null, more: Partial<Step> = {}): Step =>
  step(id, sql, { rollback, locks: [tasksLock], ...more });

/** Nothing is wrong with it. */
export const note = made(
  "expand.1",
  "alter table public.tasks add column note text",
  "alter table public.tasks drop column note",
);

/** Each plan is wrong in one thing, and this is found: where, and in what words. */
interface Fault {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly old?: readonly string[];
  readonly step?: string;
  readonly found: RegExp;
}

const title = "alter table public.tasks drop column title";
const again = (extra: string): string =>
  `alter table public.tasks add column title text not null default ''; ${extra}`;

export const faults: readonly Fault[] = [
  {
    name: "a rollback that loses the values of a column",
    phases: [
      phase("expand", [note]),
      phase("contract", [
        made(
          "contract.1",
          title,
          again(
            `alter table public.tasks alter title drop default; comment on column public.tasks.title is 'In a few words'; alter table public.tasks alter title set storage external; alter table public.tasks alter title set statistics 500; grant select (title) on public.tasks to public`,
          ),
        ),
      ]),
    ],
    step: "contract.1",
    found: /^rows of public\.tasks have other values/,
  },
  {
    name: "a rollback that loses rows",
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text",
          "alter table public.tasks drop column more; delete from public.tasks where id % 7 = 3",
        ),
      ]),
    ],
    step: "expand.2",
    found: /^public\.tasks has \d+ rows instead of \d+/,
  },
  {
    name: "a rollback that loses rows that a policy hides from their owner",
    phases: [
      phase("expand", [
        step("expand.1", "create table public.copies (id int)", {
          rollback:
            "drop table public.copies; alter table public.secrets no force row level security; delete from public.secrets; alter table public.secrets force row level security",
        }),
      ]),
    ],
    step: "expand.1",
    found: /^public\.secrets has 0 rows instead of \d+/,
  },
  ...(
    [
      [
        "the comment on a table",
        "comment on table public.tasks is null",
        /table public\.tasks comment is missing/,
      ],
      [
        "the comment on a column",
        "comment on column public.tasks.title is null",
        /columns\.title\.comment is missing/,
      ],
      [
        "a storage",
        "alter table public.tasks alter title set storage extended",
        /columns\.title\.storage is missing/,
      ],
      [
        "a statistics target",
        "alter table public.tasks alter title set statistics -1",
        /columns\.title\.statistics is missing/,
      ],
      [
        "a storage parameter",
        "alter table public.tasks reset (fillfactor)",
        /options\.fillfactor is missing/,
      ],
      ["a grant", "revoke select (title) on public.tasks from public", /columns\.title\.grants/],
    ] as const
  ).map(([what, loss, found]) => ({
    name: `a rollback that loses ${what}`,
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text",
          `alter table public.tasks drop column more; ${loss}`,
        ),
        made(
          "expand.3",
          "alter table public.tasks add column most text",
          "alter table public.tasks drop column most",
        ),
      ]),
    ],
    step: "expand.2",
    found,
  })),
  {
    name: "a rollback that sets a sequence back",
    phases: [
      phase("expand", [
        step("expand.1", "select nextval('public.numbers'); create table public.other (id int)", {
          rollback: "drop table public.other; alter table public.tasks alter id restart with 1",
          locks: [tasksLock],
        }),
      ]),
    ],
    step: "expand.1",
    found: /^sequence public\.tasks_id_seq is at its start instead of \d+/,
  },
  {
    name: "a rollback that fails",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column note text",
          "alter table public.tasks drop column notes",
        ),
      ]),
    ],
    step: "expand.1",
    found: /its rollback fails/,
  },
  {
    name: "a lock that is stronger than promised",
    phases: [
      phase("expand", [
        step("expand.1", "alter table public.tasks add column note text", {
          rollback: "alter table public.tasks drop column note",
          locks: [{ relation: "public.tasks", mode: "SHARE UPDATE EXCLUSIVE", blocks: "nothing" }],
        }),
      ]),
    ],
    step: "expand.1",
    found: /takes ACCESS EXCLUSIVE on public\.tasks, and the plan says SHARE UPDATE EXCLUSIVE/,
  },
  {
    name: "a lock on a relation that the plan does not name",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column note text; lock table public.secrets in share mode",
          "alter table public.tasks drop column note",
        ),
      ]),
    ],
    step: "expand.1",
    found: /takes SHARE on public\.secrets, and the plan does not name that relation/,
  },
  {
    name: "a rewrite that nobody spoke of",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks alter points type bigint",
          "alter table public.tasks alter points type int",
        ),
      ]),
    ],
    step: "expand.1",
    found: /rewrites public\.tasks/,
  },
  {
    name: "a check that does not hold",
    phases: [
      phase("expand", [note], {
        verification: [
          {
            purpose: "every row has a note",
            sql: "select count(*) from public.tasks where note is null",
            expect: 0,
          },
        ],
      }),
    ],
    found: /"every row has a note" does not hold after expand: expected 0, got \d+/,
  },
  {
    name: "a check of a phase without steps",
    phases: [
      phase("expand", [note]),
      phase("verify", [], {
        verification: [
          { purpose: "it can be asked", sql: "select nothing from public.tasks", expect: 0 },
        ],
      }),
    ],
    found: /"it can be asked" does not hold after verify: expected 0, got 42703/,
  },
  {
    name: "a statement of the old application that breaks",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks rename column state to status",
          "alter table public.tasks rename column status to state",
        ),
      ]),
    ],
    old: ["select id from public.tasks where state = $1"],
    found: /a statement of the old application fails after expand/,
  },
  {
    name: "a statement of the old application that only fails when it is executed",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column due date; alter table public.tasks add constraint due_later check (due is not null) not valid",
          "alter table public.tasks drop column due",
        ),
      ]),
    ],
    old: ["insert into public.tasks (title) values ($1)"],
    found: /a statement of the old application fails after expand/,
  },
  {
    name: "a step that fails half way",
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text; update public.tasks set more = 1 / (id - id); alter table public.tasks add column most text",
          "alter table public.tasks drop column more, drop column most",
        ),
      ]),
    ],
    step: "expand.2",
    found: /the step fails/,
  },
  {
    name: "a plan that promises another end",
    phases: [phase("expand", [note])],
    found: /the schema at the end is not the one that the plan promises/,
  },
];
