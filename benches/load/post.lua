-- Deliveries for wrk, each another: events of a pool that are always open move, change their
-- attendance, go and come back.

local POOL = 200
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init(args)
  sent = 0
  path = args[1]
  start = os.time()
  math.randomseed(id)
end

function request()
  sent = sent + 1
  local event, kind, dice = math.random(POOL), "event.updated", math.random(10)
  local fields
  if dice <= 5 then
    fields = string.format('"attendance":%d', math.random(20000))
  elseif dice == 6 then
    kind, fields = "event.cancelled", '"name":"Gone"'
  else
    fields = string.format('"name":"Show %d","lat":%.5f,"lon":%.5f,"radius_km":2',
      event, 38.96 + math.random() * 0.35, -94.74 + math.random() * 0.38)
  end
  local body = string.format('{"type":"%s","number":"%d-%d-%d","event":{"id":"e%d",%s}}',
    kind, start, id, sent, event, fields)
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.3f,"refused":%d,"broken":%d,"p50_ms":%.2f,"p99_ms":%.2f,"p999_ms":%.2f,"max_ms":%.2f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3))
end
