-- KEYS: session, index
-- ARGV: now, its number, version or ''
-- Gives: 1 if a live one was deleted
local row = redis.call('HMGET', KEYS[1], 'v', 'e')
if not row[1] or (ARGV[3] ~= '' and row[1] ~= ARGV[3]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
return ARGV[1] < row[2] and 1 or 0
