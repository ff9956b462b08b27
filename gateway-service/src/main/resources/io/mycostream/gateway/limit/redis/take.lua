-- Takes a place unless all of them are taken.
--
-- KEYS[1] places: sorted set; member <node>/<number>, score: when its lease ends, in milliseconds of this Redis
-- ARGV[1] member
-- ARGV[2] cap
-- ARGV[3] lease in milliseconds
--
-- Returns 1 when the place was taken, else 0. Runs on Redis 6.2 and newer, and on Valkey.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
