-- Posts distinct requests that were made and signed before, read from one file for each thread, all of the same size.
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    size = tonumber(arguments[2])
    file = assert(io.open(arguments[1] .. "/" .. number, "rb"))
    sent, answered, ok, refused, told, ran_out = 0, 0, 0, 0, 0, false
    if tonumber(arguments[3]) > 0 then pace(tonumber(arguments[3]) / 1000) end
end

-- At most so many requests a millisecond, whatever the answers do. wrk waits before a request only if this function exists.
function pace(per_millisecond)
    local ffi = require("ffi")
    ffi.cdef("typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int clock, moment *now);")
    local monotonic, now = 1, ffi.new("moment")
    local function milliseconds()
        ffi.C.clock_gettime(monotonic, now)
        return tonumber(now.seconds) * 1000 + tonumber(now.nanoseconds) / 1e6
    end
    local due = milliseconds()
    function delay()
        due = due + 1 / per_millisecond
        return math.max(0, math.floor(due - milliseconds()))
    end
end

function request()
    if last == nil and number == 0 then
        -- wrk asks its first thread once for a request that it never sends, so the first one is taken twice.
        last = file:read(size)
        file:seek("set", 0)
        return last
    end
    local next = file:read(size)
    if next == nil then
        -- All were sent: the last one is repeated until the answers are in, and counts no more.
        ran_out = true
        return last
    end
    last = next
    sent = sent + 1
    return next
end

function response(status, headers, body)
    answered = answered + 1
    if status == 200 then
        ok = ok + 1
    else
        refused = refused + 1
        if headers["Retry-After"] then told = told + 1 end
    end
    if ran_out and answered >= sent and not stopped then
        -- wrk itself sleeps until its time is over; whoever started it hears this and interrupts it.
        stopped = true
        io.write("STOPPED\n")
        io.flush()
        wrk.thread:stop()
    end
end

function done(summary, latency, requests)
    local sum = { sent = 0, ok = 0, refused = 0, told = 0 }
    local out = 0
    for _, thread in ipairs(threads) do
        for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
        if thread:get("ran_out") then out = out + 1 end
    end
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d %d %d %d %d\n",
        summary.duration, summary.requests, sum.sent, sum.ok, sum.refused, sum.told, out,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
end
