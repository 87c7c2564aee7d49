//! What links are checked against: constants, apart from the handlers, so that handlers can link to each other.

use std::marker::PhantomData;

use crate::link::text::{Words, differing, name, same};
use crate::router::Router;

/// The path of a route, and its arguments that may stand in it, whose types are those of `T` in groups of sixteen.
pub struct Target<T> {
    function: &'static str,
    router: Option<&'static Router>,
    path: &'static str,
    /// Names, and whether each value of the type can stand in a path.
    arguments: &'static [(&'static str, bool)],
    types: PhantomData<fn() -> T>,
}

/// How many arguments are a group of `T`.
pub(super) const GROUP_SIZE: usize = 16;

impl<T> Target<T> {
    /// What the attribute knows; a router's prefix may have parameters, too.
    #[must_use]
    pub const fn new(
        function: &'static str,
        router: Option<&'static Router>,
        path: &'static str,
        arguments: &'static [(&'static str, bool)],
    ) -> Self {
        Self {
            function,
            router,
            path,
            arguments,
            types: PhantomData,
        }
    }

    /// Begins to look for the arguments that take these many parameters.
    #[must_use]
    pub const fn places<const COUNT: usize>(&'static self) -> Places<T, COUNT> {
        Places {
            target: self,
            found: [(0, 0); COUNT],
            names: [""; COUNT],
            count: 0,
        }
    }

    /// The index of the argument that takes the parameter `name`.
    #[track_caller]
    const fn index(&self, name: &str) -> usize {
        if !self.has(name) {
            let words = Words::new("`")
                .add(self.function)
                .add("` has no path parameter `");
            let words = self.list(words.add(name).add("`: "));
            if let Some(near) = self.near(name) {
                words
                    .add("\nhelp: did you mean `")
                    .add(near)
                    .add("`?")
                    .say();
            }
            let words = words
                .add("\nhelp: a query value is added by `url!(..).query(\"")
                .add(name);
            words.add("\", ..)`").say();
        }
        let mut at = 0;
        while at < self.arguments.len() {
            if same(self.arguments[at].0, name) {
                return at;
            }
            at += 1;
        }
        let words = Words::new("`")
            .add(self.function)
            .add("` does not take `{")
            .add(name);
        let words = words
            .add("}` of its router's prefix\nhelp: add an argument to it: `")
            .add(name);
        words.add(": String`").say()
    }

    /// Whether each value can stand in the path.
    #[must_use]
    pub const fn is_sure(&self) -> bool {
        let mut at = 0;
        while let Some((name, next)) = self.parameter(at) {
            let mut index = 0;
            let mut sure = false;
            while index < self.arguments.len() {
                let (argument, never_empty) = self.arguments[index];
                sure = sure || (never_empty && same(argument, name));
                index += 1;
            }
            if !sure {
                return false;
            }
            at = next;
        }
        true
    }

    /// The whole path as it was written.
    pub(super) fn pattern(&self) -> String {
        let prefix = self.router.map(Router::prefix).unwrap_or_default();
        match self.path {
            // Below a prefix, "/" is the prefix itself.
            "/" if !prefix.is_empty() => prefix,
            path => prefix + path,
        }
    }

    pub(super) fn name_of(&self, index: usize) -> &'static str {
        self.arguments.get(index).map_or("", |(name, _)| name)
    }

    const fn has(&self, name: &str) -> bool {
        let mut at = 0;
        while let Some((parameter, next)) = self.parameter(at) {
            if same(parameter, name) {
                return true;
            }
            at = next;
        }
        false
    }

    /// The parameter that was meant by `name`, if one is near.
    const fn near(&self, name: &str) -> Option<&'static str> {
        let (mut at, mut nearest, mut least) = (0, None, usize::MAX);
        while let Some((parameter, next)) = self.parameter(at) {
            let differing = differing(parameter.as_bytes(), name.as_bytes());
            let length = if parameter.len() > name.len() {
                parameter.len()
            } else {
                name.len()
            };
            let is_near = differing * 3 <= length || (differing == 1 && length > 1);
            if is_near && differing < least {
                (nearest, least) = (Some(parameter), differing);
            }
            at = next;
        }
        nearest
    }

    /// The parameters after a sentence about one that is none.
    const fn list(&self, mut words: Words) -> Words {
        let mut at = 0;
        let mut before = "it has ";
        while let Some((name, next)) = self.parameter(at) {
            words = words.add(before).add("`").add(name).add("`");
            before = ", ";
            at = next;
        }
        if at == 0 {
            words = words.add("it has none");
        }
        words
    }

    /// The parameter that begins at or behind the byte `from` of all parts of the path, and where the next one may.
    const fn parameter(&self, from: usize) -> Option<(&'static str, usize)> {
        let mut before = 0;
        let mut part = Some(self.path);
        let mut router = self.router;
        // The order does not matter: the route's own path, then the prefixes around it.
        while let Some(text) = part {
            let bytes = text.as_bytes();
            let mut at = from.saturating_sub(before);
            while at < bytes.len() {
                if bytes[at] == b'{' {
                    let (_, inside) = text.split_at(at + 1);
                    return Some((name(inside), before + at + 1));
                }
                at += 1;
            }
            before += bytes.len();
            part = match router {
                Some(outer) => {
                    router = outer.parent();
                    Some(outer.own_prefix())
                }
                None => None,
            };
        }
        None
    }
}

/// The arguments that take the parameters of a link, while they are looked for.
pub struct Places<T: 'static, const COUNT: usize> {
    target: &'static Target<T>,
    found: [(usize, usize); COUNT],
    names: [&'static str; COUNT],
    count: usize,
}

impl<T, const COUNT: usize> Places<T, COUNT> {
    /// Looks for the next one.
    ///
    /// # Panics
    /// Where the compiler evaluates it, that the path has no such parameter is a compile error with these words.
    #[must_use]
    #[track_caller]
    pub const fn with(mut self, name: &'static str) -> Self {
        let index = self.target.index(name);
        self.found[self.count] = (index / GROUP_SIZE, index % GROUP_SIZE);
        self.names[self.count] = name;
        self.count += 1;
        self
    }

    /// The group of each argument, and its place there.
    ///
    /// # Panics
    /// Where the compiler evaluates it, that a parameter has no value is a compile error with these words.
    #[must_use]
    #[track_caller]
    pub const fn all(self) -> [(usize, usize); COUNT] {
        let mut at = 0;
        while let Some((name, next)) = self.target.parameter(at) {
            let mut index = 0;
            let mut is_given = false;
            while index < COUNT {
                is_given = is_given || same(self.names[index], name);
                index += 1;
            }
            if !is_given {
                let words = Words::new("the path parameter `{").add(name).add("}` of `");
                let words = words
                    .add(self.target.function)
                    .add("` has no value\nhelp: add `");
                words.add(name).add(" = ..`").say();
            }
            at = next;
        }
        self.found
    }
}
