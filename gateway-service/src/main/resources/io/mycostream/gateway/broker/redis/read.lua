-- Reads a part of a channel's history, newest first, together with the meta that it belongs to.
--
-- KEYS[1] history, KEYS[2] meta
-- ARGV[1] newest id wanted, as XREVRANGE takes it
-- ARGV[2] oldest id wanted, likewise
-- ARGV[3] entries wanted
-- ARGV[4] bytes after which no further entry is wanted
--
-- Returns {epoch, offset, plain, 1 if there is nothing older in the range, entries}. Runs on Redis 6.2 and newer, and on
-- Valkey.

-- entries taken at a time: each may be large, and what is too much has been copied for nothing
local STEP = 10

local meta = redis.call('HMGET', KEYS[2], 'epoch', 'offset', 'plain')

local wanted, limit = tonumber(ARGV[3]), tonumber(ARGV[4])
local newest, entries, bytes, ended = ARGV[1], {}, 0, 0
while ended == 0 and #entries < wanted and bytes < limit do
  local step = math.min(STEP, wanted - #entries)
  local part = redis.call('XREVRANGE', KEYS[1], newest, ARGV[2], 'COUNT', step)
  for _, entry in ipairs(part) do
    entries[#entries + 1] = entry
    for _, word in ipairs(entry[2]) do
      bytes = bytes + #word
    end
  end
  if #part < step then
    ended = 1
  else
    newest = '(' .. part[#part][1]
  end
end
return {meta[1], meta[2], meta[3], ended, entries}
