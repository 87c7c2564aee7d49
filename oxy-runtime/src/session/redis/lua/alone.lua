-- A slot on its way has no answer for calls one of whose keys is not there, as there is no index of a session without a user.
-- Such calls are made again without the index. Where there is a user after all, nothing may be done without it.
local WAITS = { err = 'TRYAGAIN the session has an index' }

local function lacks_index(user)
  return user and not KEYS[2]
end
