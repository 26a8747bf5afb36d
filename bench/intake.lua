-- Reports for wrk: each with its own client_ref, at a random point inside a random county.
-- Arguments: token, a prefix of the references, text, address, west, south, width, height, counties across, down.

local categories = {"0101", "0102", "0105", "0107", "0116", "0201", "0301", "0308", "0401", "0501", "0701"}
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

function init(args)
    math.randomseed(os.time() * 100 + number)
    sent, bad, complaint = 0, 0, ""
    text, address, prefix = args[3], args[4], args[2]
    west, south, width, height = tonumber(args[5]), tonumber(args[6]), tonumber(args[7]), tonumber(args[8])
    across, down = tonumber(args[9]), tonumber(args[10])
    wrk.headers["Authorization"] = "Bearer " .. args[1]
    wrk.headers["Content-Type"] = "application/json"
end

function request()
    sent = sent + 1
    local county = math.random(0, across * down - 1)
    local lng = west + (county % across + 0.05 + 0.9 * math.random()) * width / across
    local lat = south + (math.floor(county / across) + 0.05 + 0.9 * math.random()) * height / down
    return wrk.format("POST", nil, nil, string.format(
        '{"client_ref":"%s-%d-%d","category":"%s","channel":"GRID_APP","text":"%s","address":"%s",' ..
        '"place":{"lng":%.6f,"lat":%.6f,"datum":"wgs84","accuracy_m":8}}',
        prefix, number, sent, categories[math.random(#categories)], text, address, lng, lat))
end

function response(status, headers, body)
    if status ~= 201 then
        bad = bad + 1
        complaint = status .. " " .. body
    end
end

function done(summary, latency, requests)
    local wrong, said = 0, ""
    for _, thread in ipairs(threads) do
        wrong = wrong + thread:get("bad")
        said = thread:get("complaint") ~= "" and thread:get("complaint") or said
    end
    local errors = summary.errors
    io.write(string.format(
        'measured %d %d %.3f %.3f %.3f %d %s\n', summary.requests, summary.duration, latency:percentile(50) / 1000,
        latency:percentile(95) / 1000, latency:percentile(99) / 1000,
        wrong + errors.connect + errors.read + errors.write + errors.timeout, said))
end
