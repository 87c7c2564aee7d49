use oxy::SessionData;

#[derive(SessionData)]
union User {
    id: u64,
    guest: u32,
}

fn main() {}
