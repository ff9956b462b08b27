-- Gives places of one node another lease; those that are not there are entered.
--
-- KEYS[1] places, as take.lua keeps them
-- ARGV[1] lease in milliseconds
-- ARGV[2] and so on: members, 1,000 at most
--
-- Returns the number of members that had not been there.

local time = redis.call('TIME')
local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]

local scored = {}
for i = 2, #ARGV do
  scored[#scored + 1] = expiry
  scored[#scored + 1] = ARGV[i]
end
local entered = redis.call('ZADD', KEYS[1], unpack(scored))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return entered
