-- The index of a tag may have any number of members, so that it is read in pages: one script must not hold up others.
-- Scripts read all that they need before they write: while a slot moves between two servers a row may be on the other
-- one, and then the whole script is to fail.

-- The key of the session whose number a member of the index is.
local function session(index, member)
  return index .. ':' .. member
end

-- The page of an index that comes after a member, the youngest first, and whether there may be more; nil if that member has gone.
local function page(index, after, size)
  local first = 0
  if after ~= '' then
    local rank = redis.call('ZREVRANK', index, after)
    if not rank then
      return nil
    end
    first = rank + 1
  end
  local members = redis.call('ZREVRANGE', index, first, first + size - 1)
  return members, #members == size
end

local function remove(index, rows, members)
  if #rows > 0 then
    redis.call('DEL', unpack(rows))
  end
  if #members > 0 then
    redis.call('ZREM', index, unpack(members))
  end
end
