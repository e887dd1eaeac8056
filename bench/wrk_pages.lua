-- For wrk: asks for the pages whose paths stand in the file PAGES, each thread from a place of its own on, and prints what it saw as
-- one line of JSON.
local paths = {}
for line in io.lines(os.getenv('PAGES')) do paths[#paths + 1] = line end
local at = 0
local headers = { Authorization = 'Bearer ' .. os.getenv('KEY') }

function request()
  at = at % #paths + 1
  return wrk.format('GET', paths[at], headers)
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.read + summary.errors.timeout + summary.errors.connect
  io.write(string.format('{"perSecond":%.1f,"p50":%.3f,"p99":%.3f,"bad":%d}\n', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
