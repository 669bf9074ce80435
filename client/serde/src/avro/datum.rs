//! Writers and readers that keep what they borrow, so that names are resolved once and not for each record.

use std::sync::Arc;

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema::ResolvedSchema;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use self_cell::self_cell;
use serde::Serialize;

use super::{AvroSchema, depth};
use crate::SerdeError;

self_cell!(
    struct WriterCell {
        owner: Arc<AvroSchema>,
        #[not_covariant]
        dependent: GenericDatumWriter,
    }
);

self_cell!(
    struct ReaderCell {
        owner: (Arc<AvroSchema>, Option<Arc<AvroSchema>>),
        #[not_covariant]
        dependent: Datum,
    }
);

struct Datum<'a> {
    reader: GenericDatumReader<'a>,
    /// Where the writer's schema can contain itself.
    names: Option<ResolvedSchema<'a>>,
}

/// Writes data of one schema.
pub(super) struct Writer(WriterCell);

impl Writer {
    pub fn try_for(schema: Arc<AvroSchema>) -> Result<Self, SerdeError> {
        let made = WriterCell::try_new(schema, |schema| {
            GenericDatumWriter::builder(schema.parsed()).schemata(schema.all())?.build()
        });
        Ok(Self(made.map_err(SerdeError::data)?))
    }

    pub fn write_serde<T: Serialize + ?Sized>(&self, data: &T, out: &mut Vec<u8>) -> Result<(), SerdeError> {
        self.0.with_dependent(|schema, writer| {
            if matches!(schema.parsed(), Schema::Bytes) {
                return write_bare(&apache_avro::to_value(data).map_err(SerdeError::data)?, out);
            }
            writer.write_ser(out, &data).map(drop).map_err(SerdeError::data)
        })
    }

    pub fn write_value(&self, value: &Value, out: &mut Vec<u8>) -> Result<(), SerdeError> {
        self.0.with_dependent(|schema, writer| {
            if matches!(schema.parsed(), Schema::Bytes) {
                return write_bare(value, out);
            }
            writer.write_value_ref(out, value).map(drop).map_err(SerdeError::data)
        })
    }
}

/// Where the whole schema is `bytes` Confluent writes them without their length.
fn write_bare(value: &Value, out: &mut Vec<u8>) -> Result<(), SerdeError> {
    match value {
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => out.extend_from_slice(bytes),
        _ => return Err(SerdeError::data("the schema is bytes, and the data is not")),
    }
    Ok(())
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Writer").field(&self.0.borrow_owner().name()).finish()
    }
}

/// Reads data that one schema wrote.
pub(super) struct Reader(ReaderCell);

impl Reader {
    /// A reader into `reader`'s form, or as the data was written.
    pub fn try_for(writer: Arc<AvroSchema>, reader: Option<Arc<AvroSchema>>) -> Result<Self, SerdeError> {
        let made = ReaderCell::try_new((writer, reader), |(writer, reader)| {
            let builder = GenericDatumReader::builder(writer.parsed()).writer_schemata(writer.all())?;
            let reader = match reader {
                Some(reader) => {
                    builder.reader_schema(reader.parsed()).reader_schemata(reader.all())?.build()?
                }
                None => builder.build()?,
            };
            let is_recursive = writer.all().into_iter().any(depth::has_names);
            let names = is_recursive.then(|| ResolvedSchema::new_with_schemata(writer.all())).transpose()?;
            Ok::<_, apache_avro::Error>(Datum { reader, names })
        });
        Ok(Self(made.map_err(SerdeError::data)?))
    }

    /// The schema that values have.
    pub fn schema(&self) -> &Arc<AvroSchema> {
        let (writer, reader) = self.0.borrow_owner();
        reader.as_ref().unwrap_or(writer)
    }

    pub fn read(&self, mut data: &[u8]) -> Result<Value, SerdeError> {
        self.0.with_dependent(|(writer, reader), datum| {
            if matches!(writer.parsed(), Schema::Bytes) {
                let value = Value::Bytes(data.to_vec());
                return match reader {
                    Some(reader) => value.resolve(reader.parsed()).map_err(SerdeError::data),
                    None => Ok(value),
                };
            }
            if let Some(names) = &datum.names {
                depth::check(writer.parsed(), names.get_names(), data)?;
            }
            datum.reader.read_value(&mut data).map_err(SerdeError::data)
        })
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reader").field(&self.schema().name()).finish()
    }
}
