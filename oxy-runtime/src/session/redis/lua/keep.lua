-- Lets a session live on for a caller whose clock is behind that of the one who saw it last.
-- KEYS: session, [index]
-- ARGV: now
local row = redis.call('HMGET', KEYS[1], 'i', 'e', 'u')
if lacks_index(row[3]) then
  return WAITS
end
if row[2] and ARGV[1] < row[2] then
  keep(KEYS, ARGV[1], row[2], row[1])
end
return 1
