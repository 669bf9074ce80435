//! How a record names its schema: in front of the data, or in a header.
//!
//! In front: the byte 0 and the id in 4 bytes. In the header `__key_schema_id` or `__value_schema_id`: the byte 1 and
//! the 16 bytes of the GUID. With Protobuf the place of the message in its file follows in either case: the count of its
//! numbers and the numbers as zigzag varints, or one byte 0 for the first message of the file.

use bytes::{Buf, Bytes};
use uuid::Uuid;

use crate::{Headers, Part, Place, ReadHeaders, SerdeError};

const MAGIC_ID: u8 = 0;
const MAGIC_GUID: u8 = 1;
/// Nobody nests messages deeper.
const INDEXES_MAX: usize = 1000;

/// Which schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchemaName {
    /// By the registry's number.
    Id(i32),
    /// By the number that is the same in all registries.
    Guid(Uuid),
}

/// The name of the header for a part.
pub fn header_name(part: Part) -> &'static str {
    match part {
        Part::Key => "__key_schema_id",
        Part::Value => "__value_schema_id",
    }
}

/// The bytes that name a schema; `indexes` is the place of a Protobuf message, and empty for others.
pub fn frame(name: SchemaName, indexes: Option<&[i32]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    match name {
        SchemaName::Id(id) => {
            out.push(MAGIC_ID);
            out.extend_from_slice(&id.to_be_bytes());
        }
        SchemaName::Guid(guid) => {
            out.push(MAGIC_GUID);
            out.extend_from_slice(guid.as_bytes());
        }
    }
    match indexes {
        None => {}
        Some([0]) => out.push(0),
        Some(indexes) => {
            put_varint(&mut out, i64::try_from(indexes.len()).unwrap_or(i64::MAX));
            indexes.iter().for_each(|index| put_varint(&mut out, i64::from(*index)));
        }
    }
    out
}

/// Puts the frame where it belongs: in front of the data to come, or into a header.
pub fn put(place: Place<'_>, name: SchemaName, frame: &[u8], headers: &mut Headers, out: &mut Vec<u8>) {
    match name {
        SchemaName::Id(_) => out.extend_from_slice(frame),
        SchemaName::Guid(_) => {
            headers.push((header_name(place.part).to_owned(), Some(Bytes::copy_from_slice(frame))));
        }
    }
}

/// What a record says of its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framed {
    /// Which one.
    pub name: SchemaName,
    /// The place of a Protobuf message; empty for other formats.
    pub indexes: Vec<i32>,
    /// The data without the frame.
    pub data: Bytes,
}

/// Reads the header, or else what is in front of the data.
///
/// # Errors
/// [`SerdeError::Data`] where the data was not written with a registry.
pub fn read(
    place: Place<'_>,
    headers: &ReadHeaders,
    data: &Bytes,
    has_indexes: bool,
) -> Result<Framed, SerdeError> {
    let wanted = header_name(place.part).as_bytes();
    let header = headers.iter().find(|(name, _)| name == wanted).and_then(|(_, value)| value.as_ref());
    let mut framed = header.unwrap_or(data).clone();
    let name = schema_name(&mut framed)?;
    let indexes = if has_indexes { read_indexes(&mut framed)? } else { Vec::new() };
    Ok(Framed { name, indexes, data: if header.is_some() { data.clone() } else { framed } })
}

fn schema_name(from: &mut Bytes) -> Result<SchemaName, SerdeError> {
    let too_short = |_| SerdeError::data("the data ends within the id of its schema");
    match from.try_get_u8().map_err(|_| SerdeError::data("the data is empty, and names no schema"))? {
        MAGIC_ID => Ok(SchemaName::Id(from.try_get_i32().map_err(too_short)?)),
        MAGIC_GUID => Ok(SchemaName::Guid(Uuid::from_u128(from.try_get_u128().map_err(too_short)?))),
        other => Err(SerdeError::data(format!(
            "Unknown magic byte! The data begins with {other}, and was not written with a schema registry"
        ))),
    }
}

fn read_indexes(from: &mut Bytes) -> Result<Vec<i32>, SerdeError> {
    let invalid = || SerdeError::data("the place of the message in its schema is invalid");
    let count = usize::try_from(get_varint(from).ok_or_else(invalid)?).map_err(|_| invalid())?;
    if count == 0 {
        return Ok(vec![0]);
    }
    if count > INDEXES_MAX {
        return Err(invalid());
    }
    (0..count)
        .map(|_| get_varint(from).and_then(|index| i32::try_from(index).ok()).ok_or_else(invalid))
        .collect()
}

fn put_varint(out: &mut Vec<u8>, value: i64) {
    let mut rest = ((value << 1) ^ (value >> 63)).cast_unsigned();
    while rest >= 0x80 {
        out.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    out.push(rest.to_le_bytes()[0]);
}

fn get_varint(from: &mut Bytes) -> Option<i64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = from.try_get_u8().ok()?;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: SchemaName = SchemaName::Id(258);

    fn value() -> Place<'static> {
        Place::value("t")
    }

    #[test]
    fn frames_are_confluents_bytes() {
        assert_eq!(frame(ID, None), [0, 0, 0, 1, 2]);
        assert_eq!(frame(ID, Some(&[0])), [0, 0, 0, 1, 2, 0]);
        assert_eq!(frame(ID, Some(&[1, 0])), [0, 0, 0, 1, 2, 4, 2, 0]);
        assert_eq!(frame(ID, Some(&[64])), [0, 0, 0, 1, 2, 2, 0x80, 1]);
        let guid = frame(SchemaName::Guid(Uuid::from_u128(5)), None);
        assert_eq!((guid[0], guid.len(), guid[16]), (1, 17, 5));
    }

    #[test]
    fn a_header_comes_before_what_is_in_front_of_the_data() {
        let (mut headers, mut out) = (Headers::new(), Vec::new());
        let name = SchemaName::Guid(Uuid::from_u128(7));
        put(value(), name, &frame(name, Some(&[2])), &mut headers, &mut out);
        assert!(out.is_empty());
        let read_headers: Vec<_> =
            headers.into_iter().map(|(name, value)| (Bytes::from(name), value)).collect();
        let data = Bytes::from_static(&[0, 0, 0, 0, 9]);
        let framed = read(value(), &read_headers, &data, true).unwrap();
        assert_eq!(framed, Framed { name, indexes: vec![2], data: data.clone() });
        let of_key = read(Place::key("t"), &read_headers, &data, false).unwrap();
        assert_eq!(of_key.name, SchemaName::Id(9), "the header of the value is not the key's");
    }

    #[test]
    fn what_was_not_written_with_a_registry_is_told() {
        for (bad, why) in [(&b""[..], "empty"), (b"{}", "Unknown magic byte"), (b"\0\0\0", "ends within")] {
            let error = read(value(), &[], &Bytes::from_static(bad), false).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        let endless = Bytes::from_static(&[0, 0, 0, 0, 1, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff]);
        assert!(read(value(), &[], &endless, true).is_err());
    }

    proptest! {
        #[test]
        fn what_is_framed_is_read(id: i32, indexes in proptest::collection::vec(any::<i32>(), 1..9), data: Vec<u8>) {
            let name = SchemaName::Id(id);
            let whole = [frame(name, Some(&indexes)), data.clone()].concat();
            let framed = read(value(), &[], &whole.into(), true).unwrap();
            prop_assert_eq!(framed, Framed { name, indexes, data: data.into() });
        }

        #[test]
        fn no_bytes_make_it_panic(data: Vec<u8>, has_indexes: bool) {
            let framed = read(value(), &[], &data.clone().into(), has_indexes);
            prop_assert!(framed.is_err() || framed.is_ok_and(|framed| framed.data.len() < data.len()));
        }
    }
}
