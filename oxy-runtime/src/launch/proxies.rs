//! Which proxies are believed what they say of clients.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::forwarded::{Dialect, Proxies};
use crate::launch::builder::{Serve, place};
use crate::problem::{LaunchProblem, Location};

impl<A: 'static> Serve<A> {
    /// Believes the proxies of these addresses and networks what they say in `X-Forwarded-For`, `X-Forwarded-Proto` and
    /// `X-Forwarded-Host`: nginx, HAProxy, Traefik and most load balancers do.
    ///
    /// The fields are read from the right: an entry counts as far as the one who added it is trusted, and the first
    /// address that is not is the client's. What comes from elsewhere is not looked at. Connections over a Unix socket
    /// come from this machine and are trusted, and so are the requests of a test client.
    ///
    /// [`Client`](crate::Client) has the result, and what depends on it goes by it: whether another site caused a request,
    /// for one. The proxies have to set or remove each of the three: what a client sends is handed on otherwise.
    ///
    /// ```
    /// # use oxy::{Client, prelude::*};
    /// # use oxy::testing::TestClient;
    /// # #[oxy::app]
    /// # struct App {}
    /// #[get("/")]
    /// async fn index(client: Client) -> String {
    ///     format!("{:?} {}", client.address(), client.is_https())
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let server = oxy::serve(App {}).trust_x_forwarded(["127.0.0.1", "10.0.0.0/8"]);
    /// let request = TestClient::new(server).unwrap();
    /// let request = request.get("/").header("x-forwarded-for", "203.0.113.9, 10.1.2.3");
    /// let response = request.header("x-forwarded-proto", "https").send().await;
    /// assert_eq!(response.text(), "Some(203.0.113.9) true");
    /// # }
    /// ```
    #[track_caller]
    pub fn trust_x_forwarded<N: AsRef<str>>(self, networks: impl IntoIterator<Item = N>) -> Self {
        let said = place("trust_x_forwarded".to_owned());
        self.trust(Dialect::XForwarded, networks, said)
    }

    /// Believes the proxies of these addresses and networks what they say in `Forwarded` (RFC 7239), and nothing in
    /// `X-Forwarded-For` and its like. Otherwise as [`trust_x_forwarded`](Serve::trust_x_forwarded).
    #[track_caller]
    pub fn trust_forwarded<N: AsRef<str>>(self, networks: impl IntoIterator<Item = N>) -> Self {
        let said = place("trust_forwarded".to_owned());
        self.trust(Dialect::Forwarded, networks, said)
    }

    fn trust<N: AsRef<str>>(
        mut self,
        dialect: Dialect,
        networks: impl IntoIterator<Item = N>,
        said: Location,
    ) -> Self {
        let proxies = self.setup.proxies.get_or_insert_with(|| Proxies {
            networks: Vec::new(),
            dialect,
        });
        if proxies.dialect != dialect {
            let message = "proxies are believed either `X-Forwarded-*` or `Forwarded`, not both";
            let help = "a proxy that sets one hands on the other as the client wrote it: name the one that yours sets";
            let problem = LaunchProblem::new(message).help(help);
            self.problems.push(problem.at(said.clone()));
        }
        for network in networks {
            let network = network.as_ref();
            match parse(network) {
                Some(network) => proxies.networks.push(network),
                None => {
                    let message = format!("`{network}` is neither an address nor a network");
                    let help =
                        "write `10.0.0.1`, `10.0.0.0/8` or `fd00::/8`; names are not looked up";
                    let problem = LaunchProblem::new(message).help(help);
                    self.problems.push(problem.at(said.clone()));
                }
            }
        }
        self
    }
}

/// A network, or an address as the network of one.
fn parse(text: &str) -> Option<IpNet> {
    let alone = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(alone)
}
