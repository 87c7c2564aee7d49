//! What an address of PostgreSQL says.
//!
//! The client logs a parameter that it does not know, with its value, and goes on without it. It may be a password with a
//! mistyped name, or a promise of security that nobody keeps: here it is an error.

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::session::store::StoreError;

/// How many connections there are at most, by the name that it has in Ecto and SQLAlchemy, too.
const POOL_SIZE: &str = "pool_size";

/// The parameters that the client knows, and ours. Those of which it knows several names stand here with that of libpq.
const PARAMETERS: [&str; 14] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    POOL_SIZE,
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// Other names of some, as the client takes them.
const ALIASES: [&str; 5] = ["ssl-mode", "ssl-root-cert", "ssl-ca", "ssl-cert", "ssl-key"];

pub(super) struct Address {
    pub(super) options: PgConnectOptions,
    /// At most so many connections; none if the address does not say.
    pub(super) pool_size: Option<u16>,
}

/// Its errors never have a value, which may be a password.
pub(super) fn read(address: &str) -> Result<Address, StoreError> {
    refuse_unescaped(address)?;
    let mut url = Url::parse(address)
        .map_err(|error| StoreError::new(format!("{error}; is all percent-encoded?")))?;
    let mut pool_size = None;
    let mut others = Vec::new();
    for (position, (name, value)) in url.query_pairs().into_owned().enumerate() {
        if name == POOL_SIZE {
            pool_size = Some(connections(&value)?);
        } else if is_known(&name) {
            others.push((name, value));
        } else {
            return Err(unknown(&name, position, &others));
        }
    }
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(&others);
    }
    // The client's errors have the values that they are about.
    let options = PgConnectOptions::from_url(&url).map_err(|_| unreadable(&others))?;
    Ok(Address { options, pool_size })
}

/// What stands unescaped in a password would be cut there, and its rest taken for something that may be shown.
fn refuse_unescaped(address: &str) -> Result<(), StoreError> {
    if address.contains('#') {
        return Err(StoreError::new(
            "it has a `#`; in a password, write it as %23",
        ));
    }
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let (_, behind) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
    if behind.contains('@') {
        return Err(StoreError::new(
            "it has an `@` behind a `/` or `?`; in a password, write `/` as %2F and `?` as %3F, and elsewhere `@` as %40",
        ));
    }
    Ok(())
}

fn connections(value: &str) -> Result<u16, StoreError> {
    let number = value.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        StoreError::new(format!(
            "its parameter `{POOL_SIZE}` is not a number of connections, from 1 to {}",
            u16::MAX
        ))
    })
}

fn is_known(name: &str) -> bool {
    let setting = name.strip_prefix("options[");
    PARAMETERS.contains(&name)
        || ALIASES.contains(&name)
        || setting.is_some_and(|setting| setting.ends_with(']'))
}

fn unknown(name: &str, position: usize, before: &[(String, String)]) -> StoreError {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte);
    // Behind an unescaped `&` in a password stands more of it.
    let may_be_secret = before.iter().any(|(name, _)| name == "password");
    let which = if name.bytes().all(is_plain) && name.len() <= 40 && !may_be_secret {
        format!("its parameter `{name}` is not known")
    } else {
        format!(
            "its parameter number {} is not known (in a password, write `&` as %26)",
            position + 1
        )
    };
    StoreError::new(format!(
        "{which}; known are {}, and options[NAME]",
        PARAMETERS.join(", ")
    ))
}

/// Which parameter it is that the client cannot read.
fn unreadable(parameters: &[(String, String)]) -> StoreError {
    let is_unreadable = |parameter: &&(String, String)| {
        let (name, value) = parameter;
        let url = Url::parse_with_params("postgres://", [(name, value)]);
        url.is_ok_and(|url| PgConnectOptions::from_url(&url).is_err())
    };
    let problem = match parameters.iter().find(is_unreadable) {
        Some((name, _)) => format!("the value of its parameter `{name}` cannot be read"),
        None => "its user, password, host or database cannot be read; is all percent-encoded?"
            .to_owned(),
    };
    StoreError::new(problem)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn problem(address: &str) -> String {
        read(address).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn every_parameter_that_is_named_is_taken_by_the_client() {
        for name in PARAMETERS.iter().chain(&ALIASES) {
            let value = match *name {
                "sslmode" | "ssl-mode" => "verify-full",
                "hostaddr" => "127.0.0.1",
                _ => "5432",
            };
            read(&format!("postgres://localhost/shop?{name}={value}")).unwrap();
        }
        read("postgres://localhost/shop?options[search_path]=a&options%5Bwork_mem%5D=1MB").unwrap();
    }

    #[test]
    fn names_are_compared_as_they_are_decoded() {
        let address = read("postgres://localhost/shop?%70ool_size=7&%70ort=%35433").unwrap();
        assert_eq!(address.pool_size, Some(7));
        assert_eq!(address.options.get_port(), 5_433);
    }

    #[test]
    fn values_reach_the_client_as_they_were() {
        let address =
            "postgres://h/?user=a%26b%3Dc%2B%20d%40e&options=-csearch_path%3Dx&dbname=%25";
        let options = read(address).unwrap().options;
        assert_eq!(options.get_username(), "a&b=c+ d@e");
        assert_eq!(options.get_options(), Some("-csearch_path=x"));
        assert_eq!(options.get_database(), Some("%"));
    }

    #[test]
    fn an_unknown_parameter_is_named_and_its_value_is_not() {
        for (query, named) in [
            ("pasword=s3cret", "`pasword`"),
            (
                "sslmode=require&channel_binding=s3cret",
                "`channel_binding`",
            ),
            ("Password=s3cret", "`Password`"),
            ("options[work_mem=s3cret", "`options[work_mem`"),
            ("p%61sword=s3cret", "`pasword`"),
            ("=s3cret", "``"),
            ("password=a&s3cret", "number 2"),
            ("password=a&s3cret=b", "number 2"),
            ("s3cret%20is=b", "number 1"),
        ] {
            let problem = problem(&format!("postgres://localhost/shop?{query}"));
            assert!(problem.contains(named), "{query}: {problem}");
            assert!(problem.contains("sslmode"), "{query}: {problem}");
            assert!(!problem.contains("s3cret"), "{query}: {problem}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_without_its_value() {
        for (rest, named) in [
            ("localhost/shop?sslmode=s3cret", "`sslmode`"),
            ("localhost/shop?user=a&port=s3cret", "`port`"),
            ("localhost/shop?hostaddr=s3cret", "`hostaddr`"),
            (
                "localhost/shop?statement-cache-capacity=s3cret",
                "`statement-cache-capacity`",
            ),
            ("ann:s3cret%FF@localhost/shop", "password"),
            ("ann:pa#s3cret@localhost/shop", "%23"),
            ("ann:12#s3cret@localhost/shop", "%23"),
            ("ann:pa?s3cret@localhost/shop", "%3F"),
            ("ann:pa/s3cret@localhost/shop", "%2F"),
            ("ann:12/s3cret@localhost/shop", "%2F"),
            ("localhost:s3cret/shop", "port"),
        ] {
            let problem = problem(&format!("postgres://{rest}"));
            assert!(problem.contains(named), "{rest}: {problem}");
            assert!(!problem.contains("s3cret"), "{rest}: {problem}");
        }
    }

    #[test]
    fn the_size_of_the_pool_has_bounds() {
        for right in [1, 20, u16::MAX] {
            let address = read(&format!("postgres://localhost/shop?pool_size={right}"));
            assert_eq!(address.unwrap().pool_size, Some(right));
        }
        assert_eq!(read("postgres://localhost/shop").unwrap().pool_size, None);
        for wrong in ["0", "-1", "65536", "ten", "", "1.5"] {
            let problem = problem(&format!("postgres://localhost/shop?pool_size={wrong}"));
            assert_eq!(
                problem,
                "its parameter `pool_size` is not a number of connections, from 1 to 65535"
            );
        }
    }
}
