-- KEYS: session
-- ARGV: now, secret, new secret, a number that no other call has
-- Gives: 1 if it was replaced
local row = redis.call('HMGET', KEYS[1], 's', 'e', 't')
if not row[1] or ARGV[1] >= row[2] then
  return 0
end
-- The same call again, whose answer was lost with the connection.
if row[3] == ARGV[4] then
  return 1
end
if row[1] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 's', ARGV[3], 't', ARGV[4])
return 1
