-- KEYS: index
-- ARGV: now, user, how many at most, the member to go on after, page size
-- Gives: 1 if there may be more, 0 if not, or -1 where it has to begin again; where to go on; number, label, created and
-- seen of each session
local members, more = page(KEYS[1], ARGV[4], tonumber(ARGV[5]))
if not members then
  return { -1, '' }
end
local room = tonumber(ARGV[3])
local found = { more and 1 or 0, '' }
for _, member in ipairs(members) do
  local row = redis.call('HMGET', session(KEYS[1], member), 'u', 'e', 'l', 'c', 'n')
  if row[1] == ARGV[2] and row[2] and ARGV[1] < row[2] then
    table.insert(found, { member, row[3], row[4], row[5] })
    room = room - 1
  end
  found[2] = member
  if room <= 0 then
    found[1] = 0
    break
  end
end
return found
