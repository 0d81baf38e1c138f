-- POST .../routes over the pairs of guide-setup.mjs: wrk -t2 -c64 -d20s --latency -s loadtests/flows/guide-routes.lua http://127.0.0.1:5080 -- bodies.txt [pause-ms [mix]]
-- With a pause each connection waits about that long between requests (an open page), without one it asks again at once (saturation).
-- With "mix" every request joins the start of one pair to the goal of another: hardly a question is asked twice, and no kept answer serves.
local bodies, path, at, pause, mixes = {}, nil, 0, nil, false

function init(args)
  for line in io.lines(args[1]) do
    if path == nil then path = line else bodies[#bodies + 1] = line end
  end
  pause = tonumber(args[2])
  if pause == 0 then pause = nil end
  mixes = args[3] == "mix"
  math.randomseed(os.time())
  at = math.random(#bodies)
end

function delay()
  return pause and math.random(2 * pause) or 0
end

function request()
  at = at % #bodies + 1
  local body = bodies[at]
  if mixes then body = body:gsub('"to":%b{}', (bodies[math.random(#bodies)]:match('"to":%b{}'))) end
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end

function response(status)
  if status ~= 200 then failed = (failed or 0) + 1 end
end

function done(summary, latency)
  io.write(string.format("p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms, %d requests in %.1f s, errors %d\n",
    latency:percentile(50) / 1000, latency:percentile(90) / 1000, latency:percentile(99) / 1000, latency.max / 1000, summary.requests, summary.duration / 1e6, summary.errors.status))
end
