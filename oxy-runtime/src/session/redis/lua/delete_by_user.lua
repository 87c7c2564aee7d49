-- KEYS: index
-- ARGV: now, user, the number to spare or '', the member to go on after, page size
-- Gives: live ones that were deleted, whether there may be more, and where to go on; or -1 where it has to begin again.
local members, more = page(KEYS[1], ARGV[4], tonumber(ARGV[5]))
if not members then
  return { -1 }
end
local rows, gone, live, after = {}, {}, 0, ARGV[4]
for _, member in ipairs(members) do
  local key = session(KEYS[1], member)
  local row = redis.call('HMGET', key, 'u', 'e')
  if not row[2] then
    -- The row has expired.
    table.insert(gone, member)
  elseif row[1] ~= ARGV[2] or member == ARGV[3] then
    after = member
  else
    table.insert(rows, key)
    table.insert(gone, member)
    live = live + (ARGV[1] < row[2] and 1 or 0)
  end
end
remove(KEYS[1], rows, gone)
return { live, more and 1 or 0, after }
