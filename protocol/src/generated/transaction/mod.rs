// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `TransactionLogKey`.
pub mod transaction_log_key;
pub use transaction_log_key::TransactionLogKey;
/// Kafka's `TransactionLogValue`.
pub mod transaction_log_value;
pub use transaction_log_value::TransactionLogValue;

/// The key of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum TransactionKey {
    /// Type 0, versions 0-0.
    TransactionLog(TransactionLogKey),
}

impl TransactionKey {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::TransactionLog(_) => 0,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TransactionLog(_) => "TransactionLogKey",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "TransactionLogKey",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::TransactionLog(TransactionLogKey::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::TransactionLog(record) => record.write(w, version),
        }
    }
}

impl From<TransactionLogKey> for TransactionKey {
    fn from(record: TransactionLogKey) -> Self {
        Self::TransactionLog(record)
    }
}

/// The value of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum TransactionValue {
    /// Type 0, versions 0-1.
    TransactionLog(TransactionLogValue),
}

impl TransactionValue {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::TransactionLog(_) => 0,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 1),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TransactionLog(_) => "TransactionLogValue",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "TransactionLogValue",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::TransactionLog(TransactionLogValue::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::TransactionLog(record) => record.write(w, version),
        }
    }
}

impl From<TransactionLogValue> for TransactionValue {
    fn from(record: TransactionLogValue) -> Self {
        Self::TransactionLog(record)
    }
}
