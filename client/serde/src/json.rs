//! Plain JSON.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Deserializer, Headers, Part, Place, ReadHeaders, SerdeError, Serializer};

/// JSON by serde, without a schema.
///
/// ```
/// use kavka_serde::{Deserializer, JsonSerde, Place, Serializer};
///
/// let (mut headers, mut bytes) = (Vec::new(), Vec::new());
/// JsonSerde::new().serialize(Place::value("t"), &mut headers, &vec![1, 2], &mut bytes)?;
/// assert_eq!(bytes, b"[1,2]");
/// let read: Vec<i32> = JsonSerde::new().deserialize(Place::value("t"), &[], &bytes.into())?;
/// assert_eq!(read, [1, 2]);
/// # Ok::<(), kavka_serde::SerdeError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonSerde {
    names_content: bool,
}

impl JsonSerde {
    /// JSON, and no header.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, with the header `content-type: application/json` on records whose value it writes.
    #[must_use]
    pub fn with_content_type(mut self) -> Self {
        self.names_content = true;
        self
    }
}

impl<T: Serialize + ?Sized> Serializer<T> for JsonSerde {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        serde_json::to_writer(out, data).map_err(SerdeError::data)?;
        if self.names_content && place.part == Part::Value {
            headers.push(("content-type".to_owned(), Some(Bytes::from_static(b"application/json"))));
        }
        Ok(())
    }
}

impl<T: DeserializeOwned> Deserializer<T> for JsonSerde {
    fn deserialize(&self, _place: Place<'_>, _headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        serde_json::from_slice(data).map_err(SerdeError::data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_goes_with_values_only() {
        let serde = JsonSerde::new().with_content_type();
        let (mut headers, mut out) = (Headers::new(), Vec::new());
        serde.serialize(Place::key("t"), &mut headers, "k", &mut out).unwrap();
        assert!(headers.is_empty());
        serde.serialize(Place::value("t"), &mut headers, "v", &mut out).unwrap();
        assert_eq!(headers, [("content-type".to_owned(), Some(Bytes::from_static(b"application/json")))]);
        assert_eq!(out, b"\"k\"\"v\"");
    }

    #[test]
    fn bad_json_is_an_error_of_the_data() {
        let nested = Bytes::from(vec![b'['; 100_000]);
        for bad in [Bytes::from_static(b"{"), Bytes::from_static(b"1 2"), nested] {
            let read: Result<serde_json::Value, _> =
                JsonSerde::new().deserialize(Place::value("t"), &[], &bad);
            assert!(matches!(read, Err(SerdeError::Data(_))), "{read:?}");
        }
    }
}
