//! Several kinds of sessions: in one application, and in a mounted one.

use oxy::prelude::*;
use serde::{Deserialize, Serialize};

use crate::people::{COOKIE, User, cookies_of};
use crate::support::{SECRET, client, report};

/// A visitor's cart, for which nobody needs to log in.
#[derive(Debug, Default, Serialize, Deserialize, SessionData)]
struct Cart {
    items: Vec<u32>,
}

#[oxy::app(named)]
struct Shop {
    users: Sessions<User>,
    carts: Sessions<Cart>,
}

#[post("/login/{name}", app = Shop)]
async fn login(name: String, users: SessionHandle<User>) -> Result<&'static str, Error> {
    users.begin(User::named(&name)).await?;
    Ok("in")
}

#[post("/logout", app = Shop)]
async fn logout(user: Session<User>) -> Result<&'static str, Error> {
    user.end().await?;
    Ok("out")
}

#[post("/cart/{item}", app = Shop)]
async fn add(item: u32, carts: SessionHandle<Cart>) -> Result<String, Error> {
    let mut cart = match carts.current().await? {
        Some(cart) => cart,
        None => carts.begin(Cart::default()).await?,
    };
    cart.update(|cart| cart.items.push(item)).await?;
    Ok(format!("{:?}", cart.items))
}

#[post("/both/{name}", app = Shop)]
async fn both(
    name: String,
    users: SessionHandle<User>,
    carts: SessionHandle<Cart>,
) -> Result<&'static str, Error> {
    users.begin(User::named(&name)).await?;
    carts.begin(Cart::default()).await?;
    Ok("both")
}

#[get("/checkout", app = Shop)]
async fn checkout(user: Session<User>, cart: Session<Cart>) -> String {
    format!("{} buys {:?}", user.email, cart.items)
}

#[get("/page", app = Shop)]
async fn page(user: Option<Session<User>>, cart: Option<Session<Cart>>) -> String {
    format!("{} {}", user.is_some(), cart.is_some())
}

fn shop() -> oxy::Serve<Shop> {
    oxy::serve(Shop {
        users: Sessions::memory(),
        carts: Sessions::memory().cookie("cart"),
    })
}

#[tokio::test]
async fn two_kinds_live_beside_each_other() {
    let client = client(shop());
    let added = client.post("/cart/1").send().await;
    assert_eq!(
        (added.text(), cookies_of(&added)),
        ("[1]".into(), vec!["__Host-cart".into()])
    );
    assert_eq!(client.get("/page").send().await.text(), "false true");
    assert_eq!(client.get("/checkout").send().await.status(), 401);
    let login = client.post("/login/ann").send().await;
    assert_eq!(cookies_of(&login), [COOKIE]);
    client.post("/cart/2").send().await;
    let checkout = client.get("/checkout").send().await;
    assert_eq!(checkout.text(), "ann@oxy.example buys [1, 2]");
    let logout = client.post("/logout").send().await;
    assert_eq!(cookies_of(&logout), [format!("-{COOKIE}")]);
    assert_eq!(client.get("/page").send().await.text(), "false true");
}

#[tokio::test]
async fn one_response_can_begin_both() {
    let client = client(shop());
    let both = client.post("/both/ann").send().await;
    assert_eq!(cookies_of(&both), [COOKIE, "__Host-cart"]);
    assert_eq!(
        client.get("/checkout").send().await.text(),
        "ann@oxy.example buys []"
    );
}

#[tokio::test]
async fn a_cookie_of_one_kind_is_none_of_the_other() {
    let client = client(shop());
    client.post("/both/ann").send().await;
    let users = client.cookie(COOKIE).unwrap();
    let carts = client.cookie("__Host-cart").unwrap();
    client.clear_cookies();
    client.set_cookie(COOKIE, &carts);
    client.set_cookie("__Host-cart", &users);
    assert_eq!(client.get("/page").send().await.text(), "false false");
    assert_eq!(client.get("/checkout").send().await.status(), 401);
}

#[tokio::test]
async fn the_test_client_logs_in_by_the_type_of_the_data() {
    let client = client(shop());
    client.login_as(Cart { items: vec![7] }).await.unwrap();
    client.login_as(User::named("ann")).await.unwrap();
    assert_eq!(
        client.get("/checkout").send().await.text(),
        "ann@oxy.example buys [7]"
    );
}

#[test]
fn two_kinds_need_two_names() {
    let report = report(
        oxy::serve(Shop {
            users: Sessions::memory(),
            carts: Sessions::memory(),
        })
        .secret_key(SECRET),
    );
    let [problem] = report.problems() else {
        panic!("{report}");
    };
    assert_eq!(
        problem.message(),
        format!("`Sessions<User>` and `Sessions<Cart>` have the same cookie, `{COOKIE}`")
    );
    assert!(
        report.to_string().contains(".cookie(\"admin_session\")"),
        "{report}"
    );
}

/// An application such as a library would export, with its own users.
mod admin {
    use oxy::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, SessionData)]
    #[session(user = "name")]
    pub(super) struct Operator {
        pub(super) name: String,
    }

    #[oxy::app(named)]
    pub(super) struct Area {
        pub(super) sessions: Sessions<Operator>,
    }

    #[post("/login/{name}", app = Area)]
    async fn login(name: String, sessions: SessionHandle<Operator>) -> Result<&'static str, Error> {
        sessions.begin(Operator { name }).await?;
        Ok("in")
    }

    #[get("/who", app = Area)]
    async fn who(operator: Session<Operator>) -> String {
        operator.name.clone()
    }

    #[get("/login", app = Area)]
    async fn page() -> &'static str {
        "who are you?"
    }

    #[post("/logout", app = Area)]
    async fn logout(operator: Session<Operator>) -> Result<&'static str, Error> {
        operator.end().await?;
        Ok("out")
    }
}

fn area(cookie: Option<&str>) -> admin::Area {
    let sessions = Sessions::memory();
    admin::Area {
        sessions: match cookie {
            Some(name) => sessions.cookie(name),
            None => sessions,
        },
    }
}

#[tokio::test]
async fn a_mounted_application_has_sessions_of_its_own() {
    let client = client(shop().mount("/admin", area(Some("admin_session"))));
    client.post("/both/ann").send().await;
    assert_eq!(client.get("/admin/who").send().await.status(), 401);
    let login = client.post("/admin/login/root").send().await;
    assert_eq!(cookies_of(&login), ["__Host-admin_session"]);
    assert_eq!(client.get("/admin/who").send().await.text(), "root");
    assert_eq!(
        client.get("/checkout").send().await.text(),
        "ann@oxy.example buys []"
    );
    client.post("/logout").send().await;
    assert_eq!(client.get("/checkout").send().await.status(), 401);
    assert_eq!(client.get("/admin/who").send().await.text(), "root");
    client.post("/admin/logout").send().await;
    assert_eq!(client.get("/admin/who").send().await.status(), 401);
    assert_eq!(client.get("/page").send().await.text(), "false true");
}

#[test]
fn a_mounted_application_needs_a_cookie_name_of_its_own() {
    let clash = report(shop().mount("/admin", area(None)).secret_key(SECRET));
    let [problem] = clash.problems() else {
        panic!("{clash}");
    };
    assert_eq!(
        problem.message(),
        format!("`Sessions<User>` and `Sessions<Operator>` have the same cookie, `{COOKIE}`")
    );
    // Two of one application, too.
    let twice = report(
        shop()
            .mount("/one", area(Some("one")))
            .mount("/two", area(Some("one")))
            .secret_key(SECRET),
    );
    assert_eq!(twice.problems().len(), 1, "{twice}");
    let apart = shop()
        .mount("/one", area(Some("one")))
        .mount("/two", area(Some("two")));
    assert!(apart.secret_key(SECRET).check().is_ok());
}

#[tokio::test]
async fn the_login_page_of_a_mounted_application_is_below_its_prefix() {
    let sessions = Sessions::memory().cookie("admin_session");
    let mounted = admin::Area {
        sessions: sessions.login_page("/login?next={path}"),
    };
    let client = client(shop().mount("/admin", mounted));
    let response = client.get("/admin/who").send().await;
    assert_eq!(response.status(), 303);
    assert_eq!(
        response.header("location"),
        Some("/admin/login?next=/admin/who")
    );
    assert_eq!(
        client.get("/checkout").send().await.status(),
        401,
        "whose application has none"
    );

    let sessions = Sessions::memory()
        .cookie("admin_session")
        .login_page("/nowhere");
    let report = report(
        shop()
            .mount("/admin", admin::Area { sessions })
            .secret_key(SECRET),
    );
    assert_eq!(
        report.problems()[0].message(),
        "the login page of `Sessions<Operator>`, \"/admin/nowhere\", is no route"
    );
}

#[test]
fn a_login_page_below_a_prefix_with_a_parameter_is_a_problem() {
    let sessions = Sessions::memory()
        .cookie("admin_session")
        .login_page("/login");
    let mounted = shop().mount("/{tenant}", admin::Area { sessions });
    let report = report(mounted.secret_key(SECRET));
    assert!(
        report.problems()[0]
            .message()
            .contains("its login page lies below a prefix with a parameter"),
        "{report}"
    );
}
