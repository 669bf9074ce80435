//! How deep data of a recursive schema nests, found out before it is decoded: the decoder calls itself for each level,
//! and two bytes are enough for one, so that a record of a megabyte would end the process.

use apache_avro::Schema;
use apache_avro::schema::{InnerDecimalSchema, NamesRef, UuidSchema};

use crate::SerdeError;

/// As deep as Protobuf's readers go.
const DEPTH_MAX: u32 = 100;

/// Whether the schema can contain itself: it names a schema in place of writing it out.
pub(super) fn has_names(schema: &Schema) -> bool {
    match schema {
        Schema::Ref { .. } => true,
        Schema::Array(array) => has_names(&array.items),
        Schema::Map(map) => has_names(&map.types),
        Schema::Union(union) => union.variants().iter().any(has_names),
        Schema::Record(record) => record.fields.iter().any(|field| has_names(&field.schema)),
        _ => false,
    }
}

/// Refuses data that nests deeper than [`DEPTH_MAX`]. Other faults of it are left to the decoder.
pub(super) fn check(schema: &Schema, names: &NamesRef<'_>, data: &[u8]) -> Result<(), SerdeError> {
    match (Walk { names, rest: data }).value(schema, 0) {
        Err(Stop::TooDeep) => {
            Err(SerdeError::data(format!("the data nests its schema deeper than {DEPTH_MAX} times")))
        }
        Ok(()) | Err(Stop::Broken) => Ok(()),
    }
}

enum Stop {
    TooDeep,
    /// It ends too early or says nonsense, which the decoder will find at the same place.
    Broken,
}

struct Walk<'a> {
    names: &'a NamesRef<'a>,
    rest: &'a [u8],
}

impl Walk<'_> {
    fn skip(&mut self, count: usize) -> Result<(), Stop> {
        self.rest = self.rest.get(count..).ok_or(Stop::Broken)?;
        Ok(())
    }

    fn long(&mut self) -> Result<i64, Stop> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(Stop::Broken)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            }
        }
        Err(Stop::Broken)
    }

    fn sized(&mut self) -> Result<(), Stop> {
        let size = usize::try_from(self.long()?).map_err(|_| Stop::Broken)?;
        self.skip(size)
    }

    fn value(&mut self, schema: &Schema, depth: u32) -> Result<(), Stop> {
        match schema {
            Schema::Null => Ok(()),
            Schema::Boolean => self.skip(1),
            Schema::Float => self.skip(4),
            Schema::Double => self.skip(8),
            Schema::Fixed(fixed) | Schema::Duration(fixed) => self.skip(fixed.size),
            Schema::Decimal(decimal) => match &decimal.inner {
                InnerDecimalSchema::Bytes => self.sized(),
                InnerDecimalSchema::Fixed(fixed) => self.skip(fixed.size),
            },
            Schema::Uuid(UuidSchema::Fixed(fixed)) => self.skip(fixed.size),
            Schema::Bytes | Schema::String | Schema::BigDecimal | Schema::Uuid(_) => self.sized(),
            Schema::Array(array) => self.blocks(None, &array.items, depth),
            Schema::Map(map) => self.blocks(Some(&Schema::String), &map.types, depth),
            Schema::Union(union) => {
                let which = usize::try_from(self.long()?).map_err(|_| Stop::Broken)?;
                let variant = union.variants().get(which).ok_or(Stop::Broken)?;
                self.value(variant, depth)
            }
            Schema::Record(record) => {
                record.fields.iter().try_for_each(|field| self.value(&field.schema, depth))
            }
            Schema::Ref { .. } if depth >= DEPTH_MAX => Err(Stop::TooDeep),
            Schema::Ref { name } => {
                let schema = *self.names.get(name).ok_or(Stop::Broken)?;
                self.value(schema, depth + 1)
            }
            // All others are numbers of variable length.
            _ => self.long().map(drop),
        }
    }

    fn blocks(&mut self, key: Option<&Schema>, item: &Schema, depth: u32) -> Result<(), Stop> {
        loop {
            let count = match self.long()? {
                0 => return Ok(()),
                count if count < 0 => {
                    self.long()?;
                    count.unsigned_abs()
                }
                count => count.unsigned_abs(),
            };
            for _ in 0..count {
                let before = self.rest.len();
                key.map_or(Ok(()), |key| self.value(key, depth))?;
                self.value(item, depth)?;
                if self.rest.len() == before {
                    // Items without bytes are all alike.
                    break;
                }
            }
        }
    }
}
