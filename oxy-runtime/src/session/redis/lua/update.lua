-- KEYS: session, [index]
-- ARGV: now, version, a number that no other call has, data
-- Gives: 0 conflict, 1 updated, 2 gone
local now = ARGV[1]
local row = redis.call('HMGET', KEYS[1], 'v', 't', 'n', 'i', 'a', 'e', 'u')
if not row[1] or now >= row[6] then
  return 2
end
if lacks_index(row[7]) then
  return WAITS
end
-- The same call again, whose answer was lost with the connection.
if row[2] == ARGV[3] then
  return 1
end
if row[1] ~= ARGV[2] then
  return 0
end
local seen = row[3] < now and now or row[3]
local session_end = end_of(seen, row[4], row[5])
redis.call('HSET', KEYS[1], 'd', ARGV[4], 't', ARGV[3], 'n', seen, 'e', session_end)
redis.call('HINCRBY', KEYS[1], 'v', 1)
keep(KEYS, now, session_end, row[4])
return 1
