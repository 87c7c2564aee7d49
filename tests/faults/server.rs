//! A server of a test's own, which it may take down.

use crate::servers::{Cluster, Kind, Postgres, Redis};

pub(crate) enum Server {
    Postgres(Postgres),
    Redis(Redis),
    Cluster(Cluster),
}

impl Server {
    pub(crate) fn start(kind: Kind) -> Self {
        match kind {
            Kind::Postgres => Self::Postgres(Postgres::start()),
            Kind::Redis => Self::Redis(Redis::start_with(&["--appendonly", "yes"])),
            // Otherwise one slot without a server stops all of them.
            Kind::Cluster => {
                let partial = ["--cluster-require-full-coverage", "no"];
                Self::Cluster(Cluster::start_with(&partial))
            }
            Kind::Memory | Kind::Sqlite => panic!("{kind:?} has no server"),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres(server) => server.url(),
            Self::Redis(server) => server.url(),
            Self::Cluster(server) => server.url(),
        }
    }

    /// SIGKILL, to all nodes.
    pub(crate) fn kill(&self) {
        match self {
            Self::Postgres(server) => server.kill(),
            Self::Redis(server) => server.kill(),
            Self::Cluster(server) => server.nodes().iter().for_each(Redis::kill),
        }
    }

    /// On the same port, with the same data; returns when it answers.
    pub(crate) fn restart(&self) {
        match self {
            Self::Postgres(server) => server.restart(),
            Self::Redis(server) => server.restart(),
            Self::Cluster(server) => {
                server.nodes().iter().for_each(Redis::restart);
                server.wait_until_ok();
            }
        }
    }

    /// SIGSTOP, to all nodes.
    pub(crate) fn pause(&self) {
        match self {
            Self::Postgres(server) => server.pause(),
            Self::Redis(server) => server.pause(),
            Self::Cluster(server) => server.nodes().iter().for_each(Redis::pause),
        }
    }

    /// SIGCONT; returns when it answers.
    pub(crate) fn resume(&self) {
        match self {
            Self::Postgres(server) => server.resume(),
            Self::Redis(server) => server.resume(),
            Self::Cluster(server) => {
                server.nodes().iter().for_each(Redis::resume);
                server.wait_until_ok();
            }
        }
    }

    /// How many connections the application has, and how many it may have: to each server in a cluster. Redis may see one
    /// that was given up beside the one that took its place.
    pub(crate) fn connections(&self) -> (usize, usize) {
        match self {
            Self::Postgres(server) => {
                let count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'oxy'";
                (server.psql(count).parse().unwrap(), 10)
            }
            Self::Redis(server) => (connections_to(server), 2),
            Self::Cluster(server) => {
                let counts = server.nodes().iter().map(connections_to);
                (counts.max().unwrap_or(0), 2)
            }
        }
    }
}

fn connections_to(server: &Redis) -> usize {
    let clients = server.cli(&["CLIENT", "LIST", "TYPE", "normal"]);
    // But the one that asks.
    clients.lines().count() - 1
}

/// One test per store out of each of these functions, which take a [`Server`].
macro_rules! on_servers {
    ($($test:ident: $($store:ident)+;)+) => {
        $(mod $test {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $store() {
                    let _alone = crate::alone().await;
                    let server = crate::server::Server::start(crate::stores::kind!($store));
                    super::$test(server).await;
                }
            )+
        })+
    };
}

pub(crate) use on_servers;
