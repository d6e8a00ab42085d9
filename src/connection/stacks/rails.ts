import type { Settings, Stack } from "../stack.ts";

export const rails: Stack = {
  name: "rails",
  aliases: ["ruby-on-rails", "active-record", "ruby"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full&sslrootcert=system&channel_binding=require",
  evidence: "measured",
  files: (settings) => [
    { path: "config/database.yml", content: database(settings) },
    { path: "app/lib/retries.rb", content: RETRIES },
  ],
  notes: () => [
    "Migrations hold an advisory lock of their session, so they take the direct address: `DATABASE_URL=$DATABASE_URL_UNPOOLED rails db:migrate`.",
    "`pool` is what one process has: `workers` of Puma are instances. Puma closes it at shutdown.",
  ],
};

const database = (settings: Settings): string => `production:
  adapter: postgresql
  encoding: unicode
  url: <%= ENV["DATABASE_URL"] %>
  # One for each thread of Puma.
  pool: ${settings.poolSize}
  checkout_timeout: ${settings.connectSeconds}
  # A suspended compute wakes within it.
  connect_timeout: ${settings.connectSeconds}
  # Less than the compute's suspend time.
  idle_timeout: ${settings.idleSeconds}
  # ActiveRecord forgets old ones by DEALLOCATE, which the pooler does not know: inside a transaction that is its end.
  prepared_statements: false
  # For connections that died silently. Postgres itself stops a statement: timeouts.sql.
  keepalives_idle: 30
  keepalives_interval: 5
  keepalives_count: 2
`;

const RETRIES = `# frozen_string_literal: true

module Retries
  # Postgres undid the transaction because of another one: repeat all of it.
  UNDONE = [ActiveRecord::SerializationFailure, ActiveRecord::Deadlocked].freeze
  # Not reached, not ready, no room, or the connection broke. A wrong password or host name stays wrong.
  WORDS = [
    "connection refused", "connection reset", "server closed the connection", "terminating connection",
    "no connection to the server", "connection has been closed", "the database system is", "too many clients",
    "connection slots are reserved", "couldn't connect to compute node", "server conn crashed", "ssl syscall error",
  ].freeze

  ATTEMPTS = 7
  FIRST_SECONDS = 0.1
  MOST_SECONDS = 10.0
  # No attempt begins later: whoever waits for the answer has given up.
  DEADLINE_SECONDS = 30.0

  # All of the block in one transaction, repeated as a whole after errors that pass, with exponential backoff (100 ms to 10 s) and
  # jitter; so it should do nothing outside the database.
  def self.transaction(idempotent: false)
    count = 0
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    begin
      repeatable = true
      ActiveRecord::Base.transaction do
        result = yield
        # From here on a lost connection does not say whether it was committed.
        repeatable = idempotent
        result
      end
    rescue *UNDONE, ActiveRecord::ConnectionNotEstablished, ActiveRecord::StatementInvalid => error
      count += 1
      passes = UNDONE.any? { |kind| error.is_a?(kind) } || (repeatable && WORDS.any? { |words| error.message.downcase.include?(words) })
      late = count == ATTEMPTS || Process.clock_gettime(Process::CLOCK_MONOTONIC) - started > DEADLINE_SECONDS
      raise if late || !passes

      sleep([MOST_SECONDS, FIRST_SECONDS * (2**(count - 1))].min * rand(0.5..1.0))
      retry
    end
  end

  # For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend.
  def self.ready?
    transaction(idempotent: true) { ActiveRecord::Base.connection.select_value("select 1") } == 1
  end
end
`;
