struct Address(String);

#[oxy::app]
struct App {
    public_url: String,
    mail_from: Address,
}

fn main() {}
