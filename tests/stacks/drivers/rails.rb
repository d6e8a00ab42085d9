# The user's application: ActiveRecord as Rails sets it up, on a server with as many threads as the pool has connections.
require "erb"
require "json"
require "socket"
require "uri"
require "yaml"
require "active_record"

ActiveRecord::Base.configurations = YAML.safe_load(ERB.new(File.read("config/database.yml")).result)
ActiveRecord::Base.establish_connection(:production)
require_relative "app/lib/retries"

def run(sql)
  ActiveRecord::Base.connection.select_value(sql)
end

def answer(path, number)
  case path
  when "/now" then run("select 1")
  when "/read" then Retries.transaction(idempotent: true) { run("select 1 from pg_sleep(0.1)") }
  when "/work"
    Retries.transaction do
      ActiveRecord::Base.connection.execute("insert into works (number) values (#{number})")
      run("select 1 from pg_sleep(0.1)")
    end
  when "/slow" then run("select 1 from pg_sleep(10)")
  when "/ready" then Retries.ready?
  end
end

def serve(socket)
  line = socket.gets
  nil until socket.gets == "\r\n"
  uri = URI(line.split[1])
  begin
    status, body = 200, answer(uri.path, uri.query.to_s[/\d+/].to_i)
  rescue StandardError => error
    status, body = 500, [error.class.name, error.message]
  ensure
    ActiveRecord::Base.connection_handler.clear_active_connections!
  end
  text = JSON.generate(body)
  socket.write("HTTP/1.1 #{status} -\r\nContent-Length: #{text.bytesize}\r\nConnection: close\r\n\r\n#{text}")
ensure
  socket.close
end

server = TCPServer.new("127.0.0.1", 0)
waiting = Queue.new
threads = Array.new(Integer(ARGV[0])) { Thread.new { while (socket = waiting.pop) do serve(socket) end } }
trap("TERM") { Thread.new { server.close } }
$stdout.puts(server.addr[1])
$stdout.flush
begin
  loop { waiting << server.accept }
rescue IOError
  waiting.close
  threads.each(&:join)
  ActiveRecord::Base.connection_handler.clear_all_connections!
end
