-- Times and spans are decimal numbers of 20 digits and compare as text: Lua's own numbers are exact up to 2^53 only.

-- The end of a session: `idle` after it was seen, or its absolute end.
local function end_of(seen, idle, absolute)
  local low = tonumber(string.sub(seen, 11)) + tonumber(string.sub(idle, 11))
  local high = tonumber(string.sub(seen, 1, 10)) + tonumber(string.sub(idle, 1, 10))
  if low >= 1e10 then
    low, high = low - 1e10, high + 1
  end
  local sum = string.format('%010.0f%010.0f', high, low)
  return sum < absolute and sum or absolute
end

-- Lets keys live on until the session's end. Redis counts from its own now, so that its clock may differ from the caller's.
-- The caller's clock may jump, too: should it be behind, the key still goes after `idle`; should it be ahead, no key goes
-- earlier for it. What belongs to several sessions stays for the last of them. A century is what PEXPIRE surely takes.
local function keep(keys, now, session_end, idle)
  local left = math.min(tonumber(session_end) - tonumber(now), tonumber(idle), 3153600000000)
  left = math.max(left, 1)
  for _, key in ipairs(keys) do
    -- -2: there is no such key, as there is no index of a session without a user.
    local before = redis.call('PTTL', key)
    if before ~= -2 and before < left then
      redis.call('PEXPIRE', key, string.format('%.0f', left))
    end
  end
end
