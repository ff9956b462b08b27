-- Promises how much of a channel is kept: from now on whoever publishes keeps at least as much, and at least as long.
--
-- KEYS[1] history
-- KEYS[2] meta     hash; size: publications promised, millis: how long they are kept after the latest; publish.lua heeds both
-- ARGV[1] publications
-- ARGV[2] milliseconds the history is kept
-- ARGV[3] milliseconds the meta is kept
--
-- Returns 1, or 0 if the channel has no history that could be kept. Runs on Redis 6.2 and newer, and on Valkey.

local function keepAtLeast(key, millis)
  if redis.call('PTTL', key) < tonumber(millis) then
    redis.call('PEXPIRE', key, millis)
  end
end

if redis.call('EXISTS', KEYS[2]) == 0 then
  return 0
end
redis.call('HSET', KEYS[2], 'size', ARGV[1], 'millis', ARGV[2])
keepAtLeast(KEYS[1], ARGV[2])
keepAtLeast(KEYS[2], ARGV[3])
return 1
