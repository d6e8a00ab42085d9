"""The user's application: Django on a WSGI server with as many threads as the pool has connections."""

import json
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

from database_settings import DATABASES

settings.configure(
    DATABASES=DATABASES,
    ROOT_URLCONF=__name__,
    SECRET_KEY="not one",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup()

from django.db import connection, connections  # noqa: E402

from database import is_ready, transaction  # noqa: E402


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() if cursor.description else None


def view(work):
    def answer(request):
        try:
            return JsonResponse(work(int(request.GET.get("number", 0))), safe=False)
        except Exception as error:
            return JsonResponse([repr(error), str(error.__cause__)], safe=False, status=500)

    return answer


def work(number):
    def once():
        run("insert into works (number) values (%s)", number)
        run("select 1 from pg_sleep(%s)", 0.1)

    transaction(once)


urlpatterns = [
    path("now", view(lambda _: run("select 1"))),
    path("read", view(lambda _: transaction(lambda: run("select 1 from pg_sleep(0.1)"), idempotent=True))),
    path("work", view(work)),
    path("slow", view(lambda _: run("select 1 from pg_sleep(10)"))),
    path("ready", view(lambda _: is_ready())),
]


class Server(WSGIServer):
    request_queue_size = 128
    threads = ThreadPoolExecutor(int(sys.argv[1]))

    def process_request(self, request, client_address):
        self.threads.submit(self.serve, request, client_address)

    def serve(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)

    def handle_error(self, request, client_address):
        pass


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
print(server.server_port, flush=True)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
# Django keeps a connection for each thread; the end of a thread closes it.
everyone = threading.Barrier(int(sys.argv[1]))


def leave():
    connections.close_all()
    everyone.wait(5)


for _ in range(int(sys.argv[1])):
    Server.threads.submit(leave)
Server.threads.shutdown()
