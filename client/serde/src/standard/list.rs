//! Lists (KIP-466).

use bytes::{Buf, Bytes};

use super::{BooleanSerde, ByteArraySerde, BytesSerde};
use crate::JsonSerde;
use crate::{Deserializer, Headers, Place, ReadHeaders, SerdeError, Serializer};

/// What a list needs to know of the serde of its entries.
pub trait Inner {
    /// The size in bytes of every entry, for those that `ListSerializer` writes without their size.
    const CONSTANT_SIZE: Option<usize> = None;
}

impl Inner for BytesSerde {}
impl Inner for ByteArraySerde {}
impl Inner for BooleanSerde {}
impl Inner for JsonSerde {}
impl<S> Inner for ListSerde<S> {}

const CONSTANT_SIZE: u8 = 0;
const VARIABLE_SIZE: u8 = 1;
const NULL_ENTRY: i32 = -1;

/// A list whose entries may be absent (`ListSerializer`). Entries of one size (numbers, UUIDs) follow a list of the
/// places of absent ones; others go after their size, which is -1 for an absent one.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListSerde<S> {
    inner: S,
}

impl<S> ListSerde<S> {
    /// A list of what `inner` writes.
    pub fn new(inner: S) -> Self {
        Self { inner }
    }
}

fn count(of: usize) -> Result<[u8; 4], SerdeError> {
    let count = i32::try_from(of).map_err(|_| SerdeError::data("the list is too long"))?;
    Ok(count.to_be_bytes())
}

impl<T, S: Serializer<T> + Inner> Serializer<[Option<T>]> for ListSerde<S> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &[Option<T>],
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        if S::CONSTANT_SIZE.is_some() {
            out.push(CONSTANT_SIZE);
            let absent = || data.iter().enumerate().filter(|(_, entry)| entry.is_none());
            out.extend_from_slice(&count(absent().count())?);
            for (at, _) in absent() {
                out.extend_from_slice(&count(at)?);
            }
        } else {
            out.push(VARIABLE_SIZE);
        }
        out.extend_from_slice(&count(data.len())?);
        for entry in data {
            match entry {
                Some(entry) if S::CONSTANT_SIZE.is_some() => {
                    self.inner.serialize(place, headers, entry, out)?;
                }
                Some(entry) => {
                    let before = out.len();
                    out.extend_from_slice(&[0; 4]);
                    self.inner.serialize(place, headers, entry, out)?;
                    let size = count(out.len() - before - 4)?;
                    out[before..before + 4].copy_from_slice(&size);
                }
                None if S::CONSTANT_SIZE.is_some() => {}
                None => out.extend_from_slice(&NULL_ENTRY.to_be_bytes()),
            }
        }
        Ok(())
    }
}

impl<T, S: Serializer<T> + Inner> Serializer<Vec<Option<T>>> for ListSerde<S> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &Vec<Option<T>>,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        self.serialize(place, headers, data.as_slice(), out)
    }
}

/// Reads as `ListDeserializer` does, but for a last entry that is cut off: Java fills it up with zeros, which no reader
/// can want.
impl<T, S: Deserializer<T> + Inner> Deserializer<Vec<Option<T>>> for ListSerde<S> {
    fn deserialize(
        &self,
        place: Place<'_>,
        headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<Vec<Option<T>>, SerdeError> {
        let mut rest = data.clone();
        let sizes = match rest.try_get_u8().map_err(|_| too_short())? {
            CONSTANT_SIZE => {
                let size = S::CONSTANT_SIZE.ok_or_else(|| {
                    SerdeError::data("the list has entries of constant size, and its serde has none")
                })?;
                Some((size, absent_entries(&mut rest)?))
            }
            VARIABLE_SIZE => None,
            _ => return Err(SerdeError::data("Invalid serialization strategy flag value")),
        };
        let count = int(&mut rest)?;
        // Memory is taken for what is there, not for what the count says; but absent entries take no bytes.
        let absent_max = sizes.as_ref().map_or(0, |(_, absent)| absent.len());
        let most = rest.len() + absent_max;
        let count = usize::try_from(count).ok().filter(|count| *count <= most).ok_or_else(too_short)?;
        let mut list = Vec::with_capacity(count);
        let mut absent = sizes.as_ref().map_or(&[][..], |(_, absent)| absent).iter().peekable();
        for at in 0..count {
            let size = match &sizes {
                Some(_) if absent.next_if(|next| **next == at).is_some() => None,
                Some((size, _)) => Some(*size),
                None => match int(&mut rest)? {
                    NULL_ENTRY => None,
                    size => Some(usize::try_from(size).map_err(|_| too_short())?),
                },
            };
            list.push(match size {
                None => None,
                Some(size) if size <= rest.len() => {
                    Some(self.inner.deserialize(place, headers, &rest.split_to(size))?)
                }
                Some(_) => return Err(too_short()),
            });
        }
        Ok(list)
    }
}

/// The places of absent entries, ascending and each once.
fn absent_entries(rest: &mut Bytes) -> Result<Vec<usize>, SerdeError> {
    let count = usize::try_from(int(rest)?).map_err(|_| too_short())?;
    if count > rest.len() / 4 {
        return Err(too_short());
    }
    let mut places = Vec::with_capacity(count);
    for _ in 0..count {
        // A place below 0 is that of no entry.
        places.extend(usize::try_from(int(rest)?).ok());
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn int(rest: &mut Bytes) -> Result<i32, SerdeError> {
    rest.try_get_i32().map_err(|_| too_short())
}

fn too_short() -> SerdeError {
    SerdeError::data("End of the stream was reached prematurely")
}
