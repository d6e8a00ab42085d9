import { noPython, python } from "./debian.ts";
import { describeStacks, POOL, type Program } from "./scenes.ts";

const program = (stack: string, script: string, ...args: readonly string[]): Program => ({
  stack,
  drivers: [script],
  command: () => ({ command: python, args: [script, ...args] }),
});

describeStacks(
  [
    // uvicorn closes what it has, and then lets the signal have its way
    { ...program("fastapi-sqlmodel", "fastapi_sqlmodel.py"), ends: "SIGTERM" },
    { ...program("sqlalchemy-async", "sqlalchemy_async.py"), ends: "SIGTERM" },
    program("django", "django_app.py", String(POOL)),
  ],
  noPython,
);
