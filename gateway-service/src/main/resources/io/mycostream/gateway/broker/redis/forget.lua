-- Forgets what was published up to a place, once for each command however many nodes are told of it. Positions go on.
--
-- KEYS[1] history, KEYS[2] meta, as enter.lua and the SDK's publish.lua keep them
-- KEYS[3] forgotten: there when this command has been carried out
-- ARGV[1] epoch that the place is in, or nothing
-- ARGV[2] offset of the SDK's latest publication before it
--
-- Every node enters the plain publications that it heard before the command before it calls this, and later ones after. So
-- whoever calls first finds no plain one that came later, and whoever calls second is not asked. The SDK's own stand in the
-- history before anybody hears them, and are told apart by their offset.
--
-- Returns 1 if this call forgot, 0 if the command had been carried out. Runs on Redis 6.2 and newer, and on Valkey.

local REMEMBERED_MILLIS = '600000'
local STEP = 500

if redis.call('EXISTS', KEYS[3]) == 1 then
  return 0
end

local top = 0
if redis.call('HGET', KEYS[2], 'epoch') == ARGV[1] then
  top = tonumber(ARGV[2])
end
redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', top + 1) .. '-0')

-- plain ones that were entered behind an offset which their node had not seen
local from = '-'
repeat
  local part = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', STEP)
  for _, entry in ipairs(part) do
    from = '(' .. entry[1]
    if not string.match(entry[1], '%-0$') then
      redis.call('XDEL', KEYS[1], entry[1])
    end
  end
until #part < STEP
redis.call('SET', KEYS[3], '1', 'PX', REMEMBERED_MILLIS)
return 1
