-- Looks through a page for the sessions of a user for which there is no room: the `room` youngest stay.
local function surplus(index, user, now, room, after, size, spared)
  local members, more = page(index, after, size)
  if not members then
    return nil
  end
  local found = { rows = {}, members = {}, live = 0, room = room, after = after, more = more }
  for _, member in ipairs(members) do
    local key = session(index, member)
    local row = redis.call('HMGET', key, 'u', 'e')
    if not row[2] then
      -- The row has expired.
      table.insert(found.members, member)
    elseif spared[member] then
      found.after = spared[member] == 'stays' and member or found.after
    elseif row[1] ~= user or now >= row[2] then
      found.after = member
    elseif found.room > 0 then
      found.room = found.room - 1
      found.after = member
    else
      table.insert(found.rows, key)
      table.insert(found.members, member)
      found.live = found.live + 1
    end
  end
  return found
end
