-- Publishes one envelope and appends it to the channel's history, in one step.
--
-- KEYS[1] history  stream of the recent envelopes: entry <offset>-0, field e
-- KEYS[2] meta     hash: epoch, offset of the latest publication; size and millis, if a gateway has promised to keep so many
--                  publications for so long: the larger number counts, and the longer time
-- ARGV[1] channel
-- ARGV[2] envelope, one JSON object
-- ARGV[3] epoch for a new history; a script may not make one up
-- ARGV[4] publications kept
-- ARGV[5] milliseconds the history is kept after the latest publication
-- ARGV[6] milliseconds the meta is kept: much longer, so that a quiet channel keeps its epoch
--
-- Returns {epoch, offset}. Runs on Redis 6.2 and newer, and on Valkey.

local meta = redis.call('HMGET', KEYS[2], 'epoch', 'offset', 'size', 'millis')
local epoch, latest = meta[1], tonumber(meta[2])

-- looked at before anything is published or counted: what is no stream is refused here
local next = string.format('%.0f', (latest or 0) + 1) .. '-0'
local ahead = redis.call('XRANGE', KEYS[1], next, '+', 'COUNT', 1)[1]

if not epoch or not latest or ahead then
  -- without its count, or with one that went back, a history cannot go on: its offsets would be given twice
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch = ARGV[3]
  redis.call('HSET', KEYS[2], 'epoch', epoch)
end

local offset = redis.call('HINCRBY', KEYS[2], 'offset', 1)

-- as text: Lua would write large numbers as 1e+15; and never through cjson, which loses large integers
local number = string.format('%.0f', offset)
local envelope = string.sub(ARGV[2], 1, -2) .. ',"epoch":"' .. epoch .. '","offset":' .. number .. '}'

-- published before it is kept: who may not publish must leave neither an entry nor a gap
local published = redis.pcall('PUBLISH', ARGV[1], envelope)
if type(published) == 'table' and published.err then
  redis.call('HINCRBY', KEYS[2], 'offset', -1)
  return published
end

-- as text, as they came: numbers would be written anew for each call
local size, millis, metaMillis = ARGV[4], ARGV[5], ARGV[6]
if meta[3] and (tonumber(meta[3]) or 0) > tonumber(size) then
  size = meta[3]
end
local promised = meta[4] and tonumber(meta[4]) or 0
if promised > tonumber(millis) then
  millis = meta[4]
  if 2 * promised > tonumber(metaMillis) then
    metaMillis = 2 * promised
  end
end
redis.call('XADD', KEYS[1], 'MAXLEN', size, number .. '-0', 'e', envelope)
redis.call('PEXPIRE', KEYS[1], millis)
redis.call('PEXPIRE', KEYS[2], metaMillis)
return {epoch, offset}
