-- What wrk sends: METHOD PATH DEPTH [a file of cookies, one a line, of which each is sent in turn].

local running
used = 0 -- global, as that is what `done` can read of a thread

function setup(thread)
  running = thread
end

local function formatted(method, path, cookie)
  return wrk.format(method, path, { Cookie = cookie }, method == "POST" and "" or nil)
end

function init(arguments)
  local method, path, depth, cookies = unpack(arguments)
  if not cookies then
    local batch = formatted(method, path):rep(tonumber(depth))
    -- With a function `request` wrk would call it for each request, though all are the same.
    wrk.format = function() return batch end
    return
  end
  local requests = {}
  for cookie in io.lines(cookies) do
    requests[#requests + 1] = formatted(method, path, cookie)
  end
  function request()
    used = used + 1
    return requests[(used - 1) % #requests + 1]
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(("figures %d %d %d %d %d %d"):format(
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, running:get("used")))
end
