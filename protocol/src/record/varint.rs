//! Zig-zag variable-length integers as in records (Kafka's `ByteUtils`).

use super::RecordError;

const TOO_LONG: RecordError = RecordError::BadRecord("varint is too long");
const SHORT: RecordError = RecordError::BadRecord("unexpected end of record");

/// Takes a zig-zag varint of at most 5 bytes from the front of `rest`.
///
/// Those of one or two bytes, which is nearly all of them, take no loop.
///
/// # Errors
/// [`RecordError::BadRecord`] at the end of the data or if it is longer.
#[inline(always)]
pub fn read_varint(rest: &mut &[u8]) -> Result<i32, RecordError> {
    match read_short(rest) {
        Some(value) => Ok(unzigzag32(value)),
        None => read_long_varint(rest),
    }
}

/// Takes a zig-zag varint of at most 10 bytes from the front of `rest`.
///
/// # Errors
/// [`RecordError::BadRecord`] at the end of the data or if it is longer.
#[inline(always)]
pub fn read_varlong(rest: &mut &[u8]) -> Result<i64, RecordError> {
    match read_short(rest) {
        Some(value) => Ok(i64::from(unzigzag32(value))),
        None => read_long_varlong(rest),
    }
}

/// An unsigned number of one or two bytes.
#[inline(always)]
fn read_short(rest: &mut &[u8]) -> Option<u32> {
    match **rest {
        [first, ref after @ ..] if first < 0x80 => {
            *rest = after;
            Some(u32::from(first))
        }
        [first, second, ref after @ ..] if second < 0x80 => {
            *rest = after;
            Some(u32::from(first & 0x7f) | u32::from(second) << 7)
        }
        _ => None,
    }
}

#[inline(never)]
fn read_long_varint(rest: &mut &[u8]) -> Result<i32, RecordError> {
    let mut value = 0u32;
    for (index, byte) in rest.iter().enumerate().take(5) {
        value |= u32::from(byte & 0x7f).wrapping_shl(7 * index as u32);
        if byte & 0x80 == 0 {
            *rest = &rest[index + 1..];
            return Ok(unzigzag32(value));
        }
    }
    Err(if rest.len() < 5 { SHORT } else { TOO_LONG })
}

#[inline(never)]
fn read_long_varlong(rest: &mut &[u8]) -> Result<i64, RecordError> {
    let mut value = 0u64;
    for (index, byte) in rest.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f).wrapping_shl(7 * index as u32);
        if byte & 0x80 == 0 {
            *rest = &rest[index + 1..];
            return Ok((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    Err(if rest.len() < 10 { SHORT } else { TOO_LONG })
}

fn unzigzag32(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// Appends a zig-zag varint.
#[inline]
pub fn write_varint(value: i32, out: &mut Vec<u8>) {
    write_unsigned(u64::from((value << 1 ^ value >> 31) as u32), out);
}

/// Appends a zig-zag varint of 64 bits.
#[inline]
pub fn write_varlong(value: i64, out: &mut Vec<u8>) {
    write_unsigned((value << 1 ^ value >> 63) as u64, out);
}

fn write_unsigned(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes [`write_varint`] writes.
pub fn varint_len(value: i32) -> usize {
    varlong_len(i64::from(value))
}

/// How many bytes [`write_varlong`] writes.
pub fn varlong_len(value: i64) -> usize {
    let bits = 64 - ((value << 1 ^ value >> 63) as u64 | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}
