-- KEYS: session, [index, [replaced session]]
-- ARGV: now, its number, user or '', created, end, idle, cap or 0, number of the replaced one, page size, fields of the row ..
-- Gives: 1, replaced live ones, capped live ones, whether there may be more, and where to go on; or 0 where the key is taken.
local now, number, user, created = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local cap, size = tonumber(ARGV[7]), tonumber(ARGV[9])
local index = KEYS[2]

if redis.call('EXISTS', KEYS[1]) == 1 then
  return { 0 }
end
local replaced = KEYS[3] and redis.call('HGET', KEYS[3], 'e')
local found = { rows = {}, members = {}, live = 0, room = 0, after = '', more = false }
if user ~= '' and cap > 0 then
  found = surplus(index, user, now, cap - 1, '', size, { [ARGV[8]] = 'goes' })
elseif user ~= '' then
  -- Members of expired rows: ten looks for each session that is added keep them few, wherever they are.
  for _, member in ipairs(redis.call('ZRANDMEMBER', index, 10)) do
    if redis.call('EXISTS', session(index, member)) == 0 then
      table.insert(found.members, member)
    end
  end
end

-- The first write is the one that a full memory refuses: then nothing has been done.
redis.call('HSET', KEYS[1], unpack(ARGV, 10))
if user ~= '' then
  redis.call('ZADD', index, created, number)
end
keep(KEYS[2] and { KEYS[1], index } or KEYS, now, ARGV[5], ARGV[6])
if replaced then
  remove(index, { KEYS[3] }, { ARGV[8] })
end
remove(index, found.rows, found.members)
return {
  1,
  replaced and now < replaced and 1 or 0,
  found.live,
  found.more and 1 or 0,
  found.room,
  found.after,
}
