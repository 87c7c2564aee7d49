//! Which server of a cluster has which slot.

use redis::Value;

/// How many slots a cluster has.
const SLOTS: usize = 16_384;

/// Where a server is: host and port.
pub(super) type Place = (String, u16);

/// The slot of a key: of what stands between its first `{` and the next `}`, if there is something.
pub(super) fn slot(key: &[u8]) -> u16 {
    let tag = key.iter().position(|byte| *byte == b'{').and_then(|start| {
        let rest = key.get(start + 1..)?;
        let end = rest.iter().position(|byte| *byte == b'}')?;
        rest.get(..end).filter(|tag| !tag.is_empty())
    });
    crc16(tag.unwrap_or(key)) % SLOTS as u16
}

/// CRC-16/XMODEM.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}

/// The masters and their slots, and the other servers that are known.
#[derive(Default)]
pub(super) struct Slots {
    /// For each slot, its place in `places`.
    owners: Vec<Option<usize>>,
    places: Vec<Place>,
}

impl Slots {
    /// The answer to `CLUSTER SLOTS` of a server of this host, which need not know how others call it.
    pub(super) fn parse(answer: Value, asked: &str) -> Option<Self> {
        let mut slots = Self {
            owners: vec![None; SLOTS],
            places: Vec::new(),
        };
        for range in array(answer)? {
            let mut range = array(range)?.into_iter();
            let (first, last) = (number(range.next()?)?, number(range.next()?)?);
            let owner = place(range.next()?, asked);
            let owner = owner.map(|place| slots.number_of(place));
            slots.owners.get_mut(first..=last)?.fill(owner);
            for replica in range {
                let _ = place(replica, asked).map(|place| slots.number_of(place));
            }
        }
        Some(slots)
    }

    fn number_of(&mut self, place: Place) -> usize {
        let known = self.places.iter().position(|known| *known == place);
        known.unwrap_or_else(|| {
            self.places.push(place);
            self.places.len() - 1
        })
    }

    pub(super) fn owner(&self, slot: u16) -> Option<&Place> {
        let number = (*self.owners.get(usize::from(slot))?)?;
        self.places.get(number)
    }

    /// Notes that a slot has moved.
    pub(super) fn moved(&mut self, slot: u16, to: Place) {
        let number = self.number_of(to);
        if let Some(owner) = self.owners.get_mut(usize::from(slot)) {
            *owner = Some(number);
        }
    }

    /// Those that have slots.
    pub(super) fn masters(&self) -> Vec<Place> {
        let mut numbers: Vec<usize> = self.owners.iter().flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let masters = numbers.iter().filter_map(|number| self.places.get(*number));
        masters.cloned().collect()
    }

    /// All servers, replicas too.
    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }
}

/// The place in a redirection: `3999 127.0.0.1:6381`.
pub(super) fn redirection(detail: &str, asked: &str) -> Option<Place> {
    let (host, port) = detail.split_whitespace().nth(1)?.rsplit_once(':')?;
    Some((host_or(host, asked)?, port.parse().ok()?))
}

fn place(value: Value, asked: &str) -> Option<Place> {
    let mut parts = array(value)?.into_iter();
    let host = match parts.next()? {
        Value::BulkString(host) => String::from_utf8(host).ok()?,
        Value::SimpleString(host) => host,
        Value::Nil => String::new(),
        _ => return None,
    };
    let port = number(parts.next()?)?;
    Some((host_or(&host, asked)?, u16::try_from(port).ok()?))
}

/// A server that does not know its own host's name leaves it out; `?` is one whose name it was not told yet.
fn host_or(host: &str, asked: &str) -> Option<String> {
    match host {
        "" => Some(asked.to_owned()),
        "?" => None,
        host => Some(host.to_owned()),
    }
}

fn array(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(values) => Some(values),
        _ => None,
    }
}

fn number(value: Value) -> Option<usize> {
    match value {
        Value::Int(number) => usize::try_from(number).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn slots_are_those_of_the_specification() {
        // The check value of CRC-16/XMODEM, and what CLUSTER KEYSLOT answers.
        assert_eq!(crc16(b"123456789"), 0x31c3);
        for (key, expected) in [
            ("foo", 12_182),
            ("bar", 5_061),
            ("{foo}:1", 12_182),
            ("oxy:{foo}:{bar}", 12_182),
            ("{bar", 4_015),
        ] {
            assert_eq!(slot(key.as_bytes()), expected, "{key}");
        }
        assert_eq!(slot(b"{}foo"), crc16(b"{}foo") % 16_384);
    }

    fn server(host: &str, port: i64) -> Value {
        let host = Value::BulkString(host.as_bytes().to_vec());
        Value::Array(vec![
            host,
            Value::Int(port),
            Value::Nil,
            Value::Array(vec![]),
        ])
    }

    fn range(first: i64, last: i64, servers: &[Value]) -> Value {
        let mut range = vec![Value::Int(first), Value::Int(last)];
        range.extend_from_slice(servers);
        Value::Array(range)
    }

    #[test]
    fn each_slot_has_its_master() {
        let answer = Value::Array(vec![
            range(0, 99, &[server("a", 1), server("b", 2)]),
            range(100, 199, &[server("", 3)]),
            range(200, 200, &[server("?", 4)]),
        ]);
        let mut slots = Slots::parse(answer, "asked").unwrap();
        assert_eq!(slots.owner(99), Some(&("a".to_owned(), 1)));
        assert_eq!(slots.owner(100), Some(&("asked".to_owned(), 3)));
        assert_eq!(slots.owner(200), None);
        assert_eq!(slots.owner(16_383), None);
        assert_eq!(slots.masters().len(), 2);
        assert_eq!(slots.places().len(), 3);
        slots.moved(99, ("c".to_owned(), 5));
        assert_eq!(slots.owner(99), Some(&("c".to_owned(), 5)));
        assert_eq!(slots.owner(98), Some(&("a".to_owned(), 1)));
    }

    #[test]
    fn what_is_no_map_is_none() {
        for answer in [
            Value::Okay,
            Value::Array(vec![Value::Int(1)]),
            Value::Array(vec![range(0, 16_384, &[server("a", 1)])]),
            Value::Array(vec![range(5, -1, &[server("a", 1)])]),
            Value::Array(vec![range(7, 5, &[server("a", 1)])]),
        ] {
            assert!(Slots::parse(answer.clone(), "a").is_none(), "{answer:?}");
        }
    }

    #[test]
    fn redirections_name_a_place() {
        let place = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(redirection("39 10.0.0.1:70", "a"), place("10.0.0.1", 70));
        assert_eq!(redirection("39 ::1:70", "a"), place("::1", 70));
        assert_eq!(redirection("39 :70", "a"), place("a", 70));
        for wrong in ["", "39", "39 a", "39 a:b", "39 ?:70"] {
            assert_eq!(redirection(wrong, "a"), None, "{wrong}");
        }
    }
}
