//! The standard serializers of `org.apache.kafka.common.serialization`: same bytes, same complaints.

mod list;
mod strings;

use bytes::Bytes;

pub use list::{Inner, ListSerde};
pub use strings::{Encoding, StringSerde, UuidSerde};

use crate::{Deserializer, Headers, Place, ReadHeaders, SerdeError, Serializer};

/// Bytes as they are (`BytesSerializer`, `ByteBufferSerializer`); reading copies nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct BytesSerde;

impl<T: AsRef<[u8]> + ?Sized> Serializer<T> for BytesSerde {
    fn serialize(
        &self,
        _place: Place<'_>,
        _headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        out.extend_from_slice(data.as_ref());
        Ok(())
    }
}

impl Deserializer<Bytes> for BytesSerde {
    fn deserialize(
        &self,
        _place: Place<'_>,
        _headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<Bytes, SerdeError> {
        Ok(data.clone())
    }
}

/// Bytes as they are, read into an array of their own (`ByteArraySerializer`).
#[derive(Debug, Clone, Copy, Default)]
pub struct ByteArraySerde;

impl<T: AsRef<[u8]> + ?Sized> Serializer<T> for ByteArraySerde {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        BytesSerde.serialize(place, headers, data, out)
    }
}

impl Deserializer<Vec<u8>> for ByteArraySerde {
    fn deserialize(
        &self,
        _place: Place<'_>,
        _headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<Vec<u8>, SerdeError> {
        Ok(data.to_vec())
    }
}

macro_rules! number {
    ($(#[$about:meta])* $name:ident, $number:ty, $complaint:literal) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;

        impl Serializer<$number> for $name {
            fn serialize(
                &self,
                _place: Place<'_>,
                _headers: &mut Headers,
                data: &$number,
                out: &mut Vec<u8>,
            ) -> Result<(), SerdeError> {
                out.extend_from_slice(&data.to_be_bytes());
                Ok(())
            }
        }

        impl Deserializer<$number> for $name {
            fn deserialize(
                &self,
                _place: Place<'_>,
                _headers: &ReadHeaders,
                data: &Bytes,
            ) -> Result<$number, SerdeError> {
                let bytes = data[..].try_into().map_err(|_| SerdeError::data($complaint))?;
                Ok(<$number>::from_be_bytes(bytes))
            }
        }

        impl list::Inner for $name {
            const CONSTANT_SIZE: Option<usize> = Some(size_of::<$number>());
        }
    };
}

number! {
    /// 2 bytes, big-endian.
    ShortSerde, i16, "Size of data received by ShortDeserializer is not 2"
}
number! {
    /// 4 bytes, big-endian.
    IntegerSerde, i32, "Size of data received by IntegerDeserializer is not 4"
}
number! {
    /// 8 bytes, big-endian.
    LongSerde, i64, "Size of data received by LongDeserializer is not 8"
}
number! {
    /// The 4 bytes of IEEE 754, big-endian. Java writes every NaN as it is, too (`floatToRawIntBits`).
    FloatSerde, f32, "Size of data received by Deserializer is not 4"
}
number! {
    /// The 8 bytes of IEEE 754, big-endian.
    DoubleSerde, f64, "Size of data received by Deserializer is not 8"
}

/// One byte, 1 for true.
#[derive(Debug, Clone, Copy, Default)]
pub struct BooleanSerde;

impl Serializer<bool> for BooleanSerde {
    fn serialize(
        &self,
        _place: Place<'_>,
        _headers: &mut Headers,
        data: &bool,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        out.push(u8::from(*data));
        Ok(())
    }
}

impl Deserializer<bool> for BooleanSerde {
    fn deserialize(
        &self,
        _place: Place<'_>,
        _headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<bool, SerdeError> {
        match data[..] {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => {
                let signed = other.cast_signed();
                Err(SerdeError::data(format!("Unexpected byte received by BooleanDeserializer: {signed}")))
            }
            _ => Err(SerdeError::data("Size of data received by BooleanDeserializer is not 1")),
        }
    }
}

/// A value that does not exist: a part of a record that is always absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Void {}

/// For parts that are always absent (`VoidSerializer`).
#[derive(Debug, Clone, Copy, Default)]
pub struct VoidSerde;

impl Serializer<Void> for VoidSerde {
    fn serialize(
        &self,
        _place: Place<'_>,
        _headers: &mut Headers,
        data: &Void,
        _out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        match *data {}
    }
}

impl Deserializer<Void> for VoidSerde {
    fn deserialize(
        &self,
        _place: Place<'_>,
        _headers: &ReadHeaders,
        _data: &Bytes,
    ) -> Result<Void, SerdeError> {
        Err(SerdeError::data("Data should be null for a VoidDeserializer."))
    }
}
