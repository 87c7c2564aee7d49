-- Goes on with the cap of a user who has more sessions than fit into one page.
-- KEYS: index
-- ARGV: now, the new session's number, user, room, the member to go on after, page size
-- Gives: capped live ones, whether there may be more, and where to go on; or -1 where it has to begin again.
local found = surplus(KEYS[1], ARGV[3], ARGV[1], tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6]), { [ARGV[2]] = 'stays' })
if not found then
  return { -1 }
end
remove(KEYS[1], found.rows, found.members)
return { found.live, found.more and 1 or 0, found.room, found.after }
