-- KEYS: session, [index]
-- ARGV: now, when it was last seen
-- Gives: 1 if it was moved
local now = ARGV[1]
local row = redis.call('HMGET', KEYS[1], 'n', 'i', 'a', 'e', 'u')
if row[1] ~= ARGV[2] or now >= row[4] then
  return 0
end
if lacks_index(row[5]) then
  return WAITS
end
local session_end = end_of(now, row[2], row[3])
redis.call('HSET', KEYS[1], 'n', now, 'e', session_end)
keep(KEYS, now, session_end, row[2])
return 1
