"""The user's application, as its server starts it."""

import socket

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sqlmodel import text

from database import SessionDep, is_ready, lifespan, transaction

app = FastAPI(lifespan=lifespan)


@app.exception_handler(Exception)
def failed(_request, error):
    return JSONResponse([str(error), getattr(getattr(error, "orig", None), "sqlstate", "")], 500)


@app.get("/now")
def now(session: SessionDep):
    return session.execute(text("select 1")).scalar_one()


@app.get("/read")
def read():
    return transaction(lambda session: session.execute(text("select 1 from pg_sleep(0.1)")).scalar_one(), idempotent=True)


@app.get("/work")
def work(number: int):
    def once(session):
        session.execute(text("insert into works (number) values (:number)"), {"number": number})
        session.execute(text("select pg_sleep(:seconds)"), {"seconds": 0.1})

    transaction(once)


@app.get("/slow")
def slow():
    transaction(lambda session: session.execute(text("select pg_sleep(10)")) and None)


@app.get("/ready")
def ready():
    return is_ready()


listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
