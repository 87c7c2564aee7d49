//! Links to routes of all shapes, from handlers to each other and to themselves.
#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/teams/{team}")]
static TEAM: Router;

#[oxy::router(TEAM, "/{year}")]
static YEAR: Router;

#[get("/")]
async fn index() -> String {
    format!("{} {}", url!(index), url!(users::show, id = 7))
}

mod users {
    use oxy::prelude::*;

    #[get("/users/{id}")]
    #[post("/people/{id}")]
    pub(super) async fn show(id: u64, page: Option<u32>) -> String {
        let next = url!(show, id).query("page", page.unwrap_or(1) + 1);
        format!("{next} {}", url!(super::index))
    }
}

#[get("/named/{type}/{name}")]
async fn named(r#type: String, name: String) -> Result<Redirect, Error> {
    Ok(Redirect::to(url!(named, name = &*name, r#type)?))
}

#[get("/files/{*rest}")]
async fn file(rest: String) -> String {
    rest
}

#[get(YEAR, "/members/{id}")]
async fn member(id: u32, team: String, year: u16, method: Method) -> String {
    format!("{method} {id} {team} {year}")
}

#[get(YEAR, "/")]
async fn teams(team: u8, year: u16) -> Result<String, Error> {
    let link = url!(member, id = 1, team = "a b", year = year)?;
    Ok(format!("{link} {}", url!(teams, team = team, year = 2026)))
}

/// Letters without cases, which are no router's.
mod 模块 {
    use oxy::prelude::*;

    #[get("/volumes/{id}")]
    pub async fn volume(id: u64) -> String {
        id.to_string()
    }

    #[get("/first")]
    pub async fn first() -> String {
        url!(super::模块::volume, id = 1).to_string()
    }
}

fn main() {
    #[get("/inside/{id}")]
    async fn inside(id: u8) -> String {
        url!(inside, id = &id).to_string()
    }
    assert_eq!(url!(index), "/");
    assert_eq!(url!(inside, id = 255), "/inside/255");
    assert_eq!(url!(users::show, id = 7), "/users/7");
    assert_eq!(
        url!(named, type = "a/b", name = String::from("ä")).unwrap(),
        "/named/a%2Fb/%C3%A4"
    );
    assert_eq!(url!(file, rest = "a b/c").unwrap(), "/files/a%20b/c");
    assert_eq!(
        url!(member, team = "..", year = 1, id = 2).unwrap_err().parameter(),
        "team"
    );
    assert_eq!(url!(teams, team = 3, year = 4), "/teams/3/4");
}
