use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Point {
    x: u8,
    y: u8,
}

impl std::str::FromStr for Point {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (x, y) = text.split_once(',').unwrap_or((text, "0"));
        Ok(Self {
            x: x.parse()?,
            y: y.parse()?,
        })
    }
}

#[get("/points/{point}")]
async fn show(point: Point) {
    let Point { x, y } = point;
    let _ = (x, y);
}

fn main() {}
