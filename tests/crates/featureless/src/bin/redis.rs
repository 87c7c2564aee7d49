use oxy::session::RedisStore;

fn store() -> RedisStore {
    todo!()
}

fn main() {}
