import type { Settings, Stack } from "../stack.ts";

export const goPgx: Stack = {
  name: "go-pgx",
  aliases: ["go", "golang", "pgx", "pgxpool", "sqlc"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "rule",
  files: (settings) => [
    { path: "database/database.go", content: database(settings) },
    { path: "database/retry.go", content: RETRY },
  ],
  notes: () => [
    "pgx v5 prepares statements by the protocol and keeps them (QueryExecModeCacheStatement), which the pooler supports; QueryExecModeExec or SimpleProtocol is advice for older poolers.",
    "A context with a deadline cancels its statement by a request to the server. On SIGTERM `server.Shutdown(ctx)` first, then `pool.Close()`.",
  ],
};

const database = (settings: Settings): string => `package database

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Open returns the pool of the application; nothing is connected before the first use.
func Open(ctx context.Context) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		// The error may quote the URL, password and all.
		return nil, errors.New("DATABASE_URL is no Postgres URL")
	}
	// A word of libpq's that pgx would send to the server as a setting.
	delete(config.ConnConfig.RuntimeParams, "channel_binding")
	config.MaxConns = ${settings.poolSize}
	config.MinConns = 0
	// A suspended compute wakes within it.
	config.ConnConfig.ConnectTimeout = ${settings.connectSeconds} * time.Second
	// Less than the compute's suspend time; a health check of this pool sends nothing to the server.
	config.MaxConnIdleTime = ${settings.idleSeconds} * time.Second
	config.MaxConnLifetime = 30 * time.Minute
	return pgxpool.NewWithConfig(ctx, config)
}

// Transaction runs all of work in one transaction. It is repeated as a whole, so it should do nothing outside the database.
func Transaction(ctx context.Context, pool *pgxpool.Pool, idempotent bool, work func(pgx.Tx) error) error {
	return Retry(ctx, func(attempt *Attempt) error {
		// The client's own clock, for connections that died silently; Postgres stops a statement before: timeouts.sql.
		ctx, cancel := context.WithTimeout(ctx, ${settings.statementSeconds + 5}*time.Second)
		defer cancel()
		tx, err := pool.Begin(ctx)
		if err != nil {
			return err
		}
		// After a commit it does nothing.
		defer tx.Rollback(context.WithoutCancel(ctx))
		if err := work(tx); err != nil {
			return err
		}
		// From here on a lost connection does not say whether it was committed.
		attempt.Repeatable = idempotent
		return tx.Commit(ctx)
	})
}

// IsReady is for readiness at a deploy. A probe that asks the database every minute never lets the compute suspend.
func IsReady(ctx context.Context, pool *pgxpool.Pool) bool {
	return Retry(ctx, func(*Attempt) error { return pool.Ping(ctx) }) == nil
}
`;

const RETRY = `package database

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Postgres undid the transaction because of another one: repeat all of it.
var undone = []string{"40001", "40P01"}

// Not reached, not ready, no room: nothing was executed.
var notBegun = []string{"57P03", "53300", "08001", "08004"}

// The connection broke: what was under way may have been executed.
var broken = []string{"57P01", "57P02", "08000", "08003", "08006"}

const (
	attempts  = 7
	firstWait = 100 * time.Millisecond
	mostWait  = 10 * time.Second
	// No attempt begins later: whoever waits for the answer has given up.
	deadline = 30 * time.Second
)

// Attempt is one of several.
type Attempt struct {
	// Repeatable is to be false before what must not run twice is sent: if the connection breaks then, nobody knows whether it ran.
	Repeatable bool
}

// Retry calls work again after errors that pass, with exponential backoff (100 ms to 10 s) and jitter.
func Retry(ctx context.Context, work func(*Attempt) error) error {
	started := time.Now()
	for count := 1; ; count++ {
		attempt := &Attempt{Repeatable: true}
		err := work(attempt)
		late := count == attempts || time.Since(started) > deadline || ctx.Err() != nil
		if err == nil || late || !worthIt(err, attempt.Repeatable) {
			return err
		}
		wait := min(mostWait, firstWait<<(count-1))
		select {
		case <-time.After(wait/2 + rand.N(wait/2)):
		case <-ctx.Done():
			return err
		}
	}
}

func worthIt(err error, repeatable bool) bool {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		if slices.Contains(undone, postgres.Code) || slices.Contains(notBegun, postgres.Code) {
			return true
		}
		return repeatable && slices.Contains(broken, postgres.Code)
	}
	// A host name that does not exist stays wrong.
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsTemporary
	}
	if pgconn.SafeToRetry(err) || errors.Is(err, syscall.ECONNREFUSED) {
		return true
	}
	isLost := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
	return repeatable && isLost
}
`;
