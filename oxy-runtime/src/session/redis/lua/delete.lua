-- KEYS: session, [index]
-- ARGV: now, its number, version or ''
-- Gives: 1 if a live one was deleted
local row = redis.call('HMGET', KEYS[1], 'v', 'e', 'u')
if not row[1] or (ARGV[3] ~= '' and row[1] ~= ARGV[3]) then
  return 0
end
if lacks_index(row[3]) then
  return WAITS
end
redis.call('DEL', KEYS[1])
if KEYS[2] then
  redis.call('ZREM', KEYS[2], ARGV[2])
end
return ARGV[1] < row[2] and 1 or 0
