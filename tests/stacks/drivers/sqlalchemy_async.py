"""The user's application: FastAPI, as its server starts it."""

import socket
from contextlib import asynccontextmanager
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from database import close, get_session, is_ready, transaction


@asynccontextmanager
async def lifespan(_app):
    yield
    await close()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(Exception)
async def failed(_request, error):
    return JSONResponse([repr(error), str(error.__cause__)], 500)


@app.get("/now")
async def now(session: Annotated[AsyncSession, Depends(get_session)]):
    return (await session.execute(text("select 1"))).scalar_one()


@app.get("/read")
async def read():
    async def once(session):
        await session.execute(text("select pg_sleep(0.1)"))

    await transaction(once, idempotent=True)


@app.get("/work")
async def work(number: int):
    async def once(session):
        await session.execute(text("insert into works (number) values (:number)"), {"number": number})
        await session.execute(text("select pg_sleep(:seconds)"), {"seconds": 0.1})

    await transaction(once)


@app.get("/slow")
async def slow():
    async def once(session):
        await session.execute(text("select pg_sleep(10)"))

    await transaction(once)


@app.get("/ready")
async def ready():
    return await is_ready()


listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
