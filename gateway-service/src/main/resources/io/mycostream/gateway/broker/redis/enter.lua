-- Enters one publication that was only PUBLISHed into its channel's history, once however many listeners report it.
--
-- KEYS[1] history  stream: what is entered here stands behind the SDK's entry <offset>-0 as <offset>-1, <offset>-2, ...
--                  fields e, i, t, a as ARGV[3] to [6]; p: id of the entry made here before, if there was one; g: 1 if
--                  whoever entered it did not listen yet when that one was entered, so that some before it may be missing
-- KEYS[2] meta     hash: epoch, offset of the SDK's latest publication, plain: id of the latest entry made here, entered:
--                  when that was, in microseconds of Redis' clock
-- KEYS[3] seen     hash of this very text: n, how often it was entered; 1 to n, when that was, in microseconds of
--                  Redis' clock (only the first and the later ones); l:<listener>, how often that one has reported it
-- ARGV[1] listener
-- ARGV[2] microseconds of Redis' clock since when it listens, or 0 if it does not know
-- ARGV[3] message, [4] its id, [5] its timestamp or nothing, [6] offset that the listener had seen before it
-- ARGV[7] epoch for a new history; a script may not make one up
-- ARGV[8] publications kept
-- ARGV[9] milliseconds the history is kept, [10] milliseconds the meta is kept, both at least
--
-- Returns 1 if this call entered it, 0 if it had been entered already. Everything is read before anything is written, so
-- that a refusal leaves the counts as they were. Runs on Redis 6.2 and newer, and on Valkey.

local SEEN_MILLIS = 60000
-- who does not know since when it listens is taken to listen for this long
local LISTENS_MICROS = 2000000
-- times kept of one text; a listener is forgotten when it did not report that many of its publications
local TIMES = 100

-- as text: Lua would write large numbers as 1e+15
local function text(number)
  return string.format('%.0f', number)
end

local function keepAtLeast(key, millis)
  if redis.call('PTTL', key) < tonumber(millis) then
    redis.call('PEXPIRE', key, millis)
  end
end

local listener = 'l:' .. ARGV[1]
local seen = redis.call('HMGET', KEYS[3], 'n', listener)
local entered = tonumber(seen[1]) or 0
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local since = tonumber(ARGV[2])
if since == 0 then
  since = now - LISTENS_MICROS
end

local function enteredAt(number)
  return tonumber(redis.call('HGET', KEYS[3], text(number))) or 0
end

local reported
if seen[2] then
  reported = tonumber(seen[2]) + 1
elseif entered == 0 then
  reported = 1
else
  -- the first that it heard is the first that was entered while it listened
  if enteredAt(1) > since then
    reported = 1
  else
    reported = entered + 1
    while reported > 2 and enteredAt(reported - 1) > since do
      reported = reported - 1
    end
  end
end

if reported <= entered then
  redis.call('HSET', KEYS[3], listener, text(reported))
  redis.call('PEXPIRE', KEYS[3], SEEN_MILLIS)
  return 0
end

local function split(id)
  local offset, number = string.match(id or '0-0', '^(%d+)-(%d+)$')
  return tonumber(offset), tonumber(number)
end

local meta = redis.call('HMGET', KEYS[2], 'epoch', 'offset', 'plain', 'entered')
local top, plain = tonumber(meta[2]), meta[3]
local plainTop, number = split(plain)
if plainTop ~= top then
  number = 0
end

-- nothing is as far as what will be entered, and what is no stream is refused here
local lost = not meta[1] or not top
local next = text(top or 0) .. '-' .. text(number + 1)
if redis.call('XRANGE', KEYS[1], next, '+', 'COUNT', 1)[1] and not lost then
  local lastTop
  lastTop, number = split(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1])
  lost = lastTop > top
end

-- who may not write at all is refused here, before it matters
redis.call('HSET', KEYS[3], 'n', text(entered))
redis.call('PEXPIRE', KEYS[3], SEEN_MILLIS)

if lost then
  -- without its count, or with one that went back, a history cannot go on: its offsets would be given twice
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'epoch', ARGV[7], 'offset', '0')
  top, plain, number = 0, false, 0
end

local id = text(top) .. '-' .. text(number + 1)
-- an offset of an epoch that ended has no place in this one
local after = math.min(tonumber(ARGV[6]), top)
local entry = {'XADD', KEYS[1], 'MAXLEN', ARGV[8], id, 'e', ARGV[3], 'i', ARGV[4], 'a', text(after)}
if ARGV[5] ~= '' then
  entry[#entry + 1] = 't'
  entry[#entry + 1] = ARGV[5]
end
if plain then
  entry[#entry + 1] = 'p'
  entry[#entry + 1] = plain
end
if since > (tonumber(meta[4]) or 0) then
  entry[#entry + 1] = 'g'
  entry[#entry + 1] = '1'
end
redis.call(unpack(entry))
redis.call('HSET', KEYS[2], 'plain', id, 'entered', text(now))
keepAtLeast(KEYS[1], ARGV[9])
keepAtLeast(KEYS[2], ARGV[10])

redis.call('HSET', KEYS[3], 'n', text(reported), text(reported), text(now), listener, text(reported))
if reported % TIMES == 0 then
  local fields = redis.call('HGETALL', KEYS[3])
  for i = 1, #fields, 2 do
    local entry = tonumber(fields[i])
    local left = fields[i] ~= 'n' and not entry and tonumber(fields[i + 1]) <= reported - TIMES
    if left or entry and entry > 1 and entry <= reported - TIMES then
      redis.call('HDEL', KEYS[3], fields[i])
    end
  end
end
return 1
