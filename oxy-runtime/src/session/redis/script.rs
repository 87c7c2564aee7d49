//! The scripts, each one atomic step within one slot, and their calls.

use std::sync::LazyLock;
use std::time::Duration;

use redis::{Cmd, ToRedisArgs, Value};

/// How long a step may take that only its caller waits for. Who waits for less goes away, and the step is done or not.
const ANSWER: Duration = Duration::from_secs(1);
/// How long one may take whose end matters also when nobody waits any more: what deletes sessions is to be carried out, and
/// what was created too late is to be taken back.
const FINISH: Duration = Duration::from_secs(5);

/// One step in Lua.
pub(super) struct Script {
    source: &'static str,
    /// What Redis calls it: the SHA-1 of the source.
    hash: LazyLock<String>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Names all keys that it touches, and may be done twice.
    Plain,
    /// Ends sessions, and is like that otherwise.
    Ending,
    /// Reads sessions that only the index names.
    Indexed,
    /// Ends sessions that only the index names.
    EndingIndexed,
    /// Adds a session.
    Adding,
}

macro_rules! scripts {
    ($($name:ident, $kind:ident: $($file:literal),+;)+) => {
        $(pub(super) static $name: Script = Script {
            source: concat!($(include_str!(concat!("lua/", $file, ".lua"))),+),
            hash: LazyLock::new(|| redis::Script::new($name.source).get_hash().to_owned()),
            kind: Kind::$kind,
        };)+

        /// All of them.
        pub(super) static SCRIPTS: &[&Script] = &[$(&$name),+];
    };
}

scripts! {
    CREATE, Adding: "times", "pages", "surplus", "create";
    TRIM, EndingIndexed: "pages", "surplus", "trim";
    UPDATE, Plain: "alone", "times", "update";
    TOUCH, Plain: "alone", "times", "touch";
    KEEP, Plain: "alone", "times", "keep";
    ROTATE, Plain: "rotate";
    DELETE, Ending: "alone", "delete";
    BY_USER, Indexed: "pages", "by_user";
    DELETE_BY_USER, EndingIndexed: "pages", "delete_by_user";
}

impl Script {
    /// The command that makes a server know it.
    pub(super) fn load(&self) -> Cmd {
        let mut command = redis::cmd("SCRIPT");
        command.arg("LOAD").arg(self.source);
        command
    }

    pub(super) fn call(&'static self) -> Call {
        Call::of(What::Script(self))
    }
}

/// What is asked of the server that has the slot of the first key.
pub(super) struct Call {
    what: What,
    keys: Vec<String>,
    arguments: Vec<Vec<u8>>,
}

#[derive(Clone, Copy)]
enum What {
    Script(&'static Script),
    /// A command that only reads one key.
    Read(&'static str),
}

impl Call {
    fn of(what: What) -> Self {
        Self {
            what,
            keys: Vec::new(),
            arguments: Vec::new(),
        }
    }

    pub(super) fn read(command: &'static str) -> Self {
        Self::of(What::Read(command))
    }

    #[must_use]
    pub(super) fn key(mut self, key: String) -> Self {
        self.keys.push(key);
        self
    }

    #[must_use]
    pub(super) fn arg(mut self, argument: impl ToRedisArgs) -> Self {
        argument.write_redis_args(&mut self.arguments);
        self
    }

    /// The key whose slot says which server is asked.
    pub(super) fn first_key(&self) -> &[u8] {
        self.keys.first().map_or(b"", |key| key.as_bytes())
    }

    /// The command, which a server answers with `NOSCRIPT` if it does not know the script.
    pub(super) fn command(&self) -> Cmd {
        match self.what {
            What::Script(script) => self.script("EVALSHA", &script.hash),
            What::Read(command) => {
                let mut command = redis::cmd(command);
                command.arg(&self.keys).arg(&self.arguments);
                command
            }
        }
    }

    /// The command with the script in it, after which the server knows it; none if there is no script.
    pub(super) fn in_full(&self) -> Option<Cmd> {
        match self.what {
            What::Script(script) => Some(self.script("EVAL", script.source)),
            What::Read(_) => None,
        }
    }

    fn script(&self, command: &str, script: &str) -> Cmd {
        let mut command = redis::cmd(command);
        command.arg(script).arg(self.keys.len());
        command.arg(&self.keys).arg(&self.arguments);
        command
    }

    pub(super) fn patience(&self) -> Duration {
        match self.kind() {
            Kind::Plain | Kind::Indexed => ANSWER,
            Kind::Ending | Kind::EndingIndexed | Kind::Adding => FINISH,
        }
    }

    /// Whether it can be sent again when the connection was lost, and it may have been done.
    ///
    /// Most steps say what they begin from, and do nothing the second time. One that adds a session must not: the first
    /// could still be on its way, and be done after the session has been ended by others.
    pub(super) fn may_repeat(&self) -> bool {
        self.kind() != Kind::Adding
    }

    /// Whether this answer to a call that was sent again says nothing of the first time: that nothing was done may mean that
    /// it had been done already.
    pub(super) fn is_open(&self, answer: &Value) -> bool {
        let first = match answer {
            Value::Array(parts) => parts.first(),
            answer => Some(answer),
        };
        let writes = matches!(self.what, What::Script(script) if script.kind != Kind::Indexed);
        writes && matches!(first, Some(Value::Int(0)))
    }

    /// The call without the index, for a session that has no user: it does nothing if there is one.
    pub(super) fn without_index(&self) -> Option<Self> {
        let is_about_one = matches!(self.kind(), Kind::Plain | Kind::Ending);
        let [session, _] = self.keys.as_slice() else {
            return None;
        };
        is_about_one.then(|| Self {
            what: self.what,
            keys: vec![session.clone()],
            arguments: self.arguments.clone(),
        })
    }

    /// Whether a server may be asked for it that has not got all of the slot yet.
    ///
    /// Sessions that are still on the other server would read as expired there, and the index would lose them.
    pub(super) fn may_follow(&self) -> bool {
        match self.kind() {
            Kind::Plain | Kind::Ending => true,
            Kind::Indexed | Kind::EndingIndexed => false,
            Kind::Adding => self.keys.len() == 1,
        }
    }

    fn kind(&self) -> Kind {
        match self.what {
            What::Script(script) => script.kind,
            What::Read(_) => Kind::Plain,
        }
    }
}
