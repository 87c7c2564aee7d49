//! Fields as a struct; an error says which of them does not fit, which the deserializer below does not.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::extract::query::Fields;
use crate::problem::LaunchProblem;

/// Reads a well-formed text as a `T`.
pub(super) fn from_fields<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let failed = Cell::new(None);
    let fields = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    T::deserialize(Watched::new(fields, &failed))
        .map_err(|error| located(text, failed.get(), &error))
}

/// Refuses a type that no fields fit, whatever they are: neither a struct nor a map. `taken` is the argument's type.
pub(super) fn needs_fields<T: DeserializeOwned>(taken: &str) -> Result<(), LaunchProblem> {
    refused_map(taken, from_fields::<T>("").err())
}

fn refused_map(taken: &str, error: Option<String>) -> Result<(), LaunchProblem> {
    // A struct says instead which of its fields is missing.
    match error.filter(|error| error.starts_with("invalid type: map")) {
        Some(error) => {
            let message = format!("`{taken}` takes fields, which never fit: {error}");
            Err(LaunchProblem::new(message).help(
                "it takes a struct or a map, as `HashMap<String, String>`; a single value of the query is an argument of its name",
            ))
        }
        None => Ok(()),
    }
}

/// The error, with the name of the field that it is about.
fn located(text: &str, failed: Option<usize>, error: &dyn std::fmt::Display) -> String {
    match failed {
        Some(index) => format!("field `{}`: {error}", name(text, index)),
        None => error.to_string(),
    }
}

/// The name of the field at `index`, counted without repetitions, as the deserializer has them.
fn name(text: &str, index: usize) -> String {
    let mut names = Vec::new();
    for (name, _) in Fields::new(text, usize::MAX).flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .get(index)
        .map_or_else(String::new, |name| name.clone().into_owned())
}

/// A deserializer, its visitor, or its map, of which it is known where it failed.
struct Watched<'f, I> {
    inner: I,
    index: usize,
    failed: &'f Cell<Option<usize>>,
}

impl<'f, I> Watched<'f, I> {
    fn new(inner: I, failed: &'f Cell<Option<usize>>) -> Self {
        Self {
            inner,
            index: 0,
            failed,
        }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Watched<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner
            .deserialize_map(Watched::new(visitor, self.failed))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_seq(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit_struct tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(formatter)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<V::Value, M::Error> {
        self.inner.visit_map(Watched::new(map, self.failed))
    }
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for Watched<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, M::Error> {
        self.inner.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, M::Error> {
        let value = self.inner.next_value_seed(seed);
        if value.is_err() {
            self.failed.set(Some(self.index));
        }
        self.index += 1;
        value
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}
