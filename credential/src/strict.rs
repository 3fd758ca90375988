//! JSON from somebody else: not too much of it, and no name twice. Of two members of one name one reader takes the first and
//! another the last, so they would not read the same credential.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Deepest nesting; ours goes to six.
const DEPTH: usize = 16;
/// Most values; ours has some hundreds.
const VALUES: usize = 5_000;
/// Longest name of a member, in bytes.
const NAME: usize = 200;

/// Reads JSON.
///
/// # Errors
/// It is none, or more of it than any credential has, or a name stands in it twice.
pub(crate) fn from_str(text: &str) -> Result<Value, serde_json::Error> {
    let mut left = VALUES;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Seed { depth: 0, left: &mut left }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

struct Seed<'l> {
    depth: usize,
    left: &'l mut usize,
}

impl Seed<'_> {
    fn below(&mut self) -> Seed<'_> {
        Seed { depth: self.depth + 1, left: self.left }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        if self.depth > DEPTH || *self.left == 0 {
            return Err(D::Error::custom("more than any credential has"));
        }
        *self.left -= 1;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(value) = entries.next_element_seed(self.below())? {
            array.push(value);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            if name.len() > NAME || object.contains_key(&name) {
                return Err(A::Error::custom("a name that is too long, or stands there twice"));
            }
            let value = entries.next_value_seed(self.below())?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn json_is_read_as_by_everybody() {
        for text in ["{}", "[1,-2,0.5,true,null,\"ü\",{\"a\":[{\"b\":[]}]}]", " 18446744073709551615 "] {
            assert_eq!(from_str(text).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
        for text in ["", "{", "{} {}", "{\"a\"}", "nan"] {
            assert!(from_str(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_two_readers_would_read_differently_is_refused() {
        assert!(from_str("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}").is_err());
        assert!(from_str("{\"a\":1,\"b\":{\"a\":1}}").is_ok());
    }

    #[test]
    fn more_than_any_credential_has_is_refused() {
        assert!(from_str(&format!("[{}0]", "0,".repeat(VALUES))).is_err());
        assert!(from_str(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_err());
        assert!(from_str(&format!("{{\"{}\":0}}", "k".repeat(NAME + 1))).is_err());
    }
}
