// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `ShareSnapshotKey`.
pub mod share_snapshot_key;
pub use share_snapshot_key::ShareSnapshotKey;
/// Kafka's `ShareSnapshotValue`.
pub mod share_snapshot_value;
pub use share_snapshot_value::ShareSnapshotValue;
/// Kafka's `ShareUpdateKey`.
pub mod share_update_key;
pub use share_update_key::ShareUpdateKey;
/// Kafka's `ShareUpdateValue`.
pub mod share_update_value;
pub use share_update_value::ShareUpdateValue;

/// The key of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum ShareStateKey {
    /// Type 0, versions 0-0.
    ShareSnapshot(ShareSnapshotKey),
    /// Type 1, versions 0-0.
    ShareUpdate(ShareUpdateKey),
}

impl ShareStateKey {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::ShareSnapshot(_) => 0,
            Self::ShareUpdate(_) => 1,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 0),
            1 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ShareSnapshot(_) => "ShareSnapshotKey",
            Self::ShareUpdate(_) => "ShareUpdateKey",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "ShareSnapshotKey",
            1 => "ShareUpdateKey",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::ShareSnapshot(ShareSnapshotKey::read(buf, version)?),
            1 => Self::ShareUpdate(ShareUpdateKey::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::ShareSnapshot(record) => record.write(w, version),
            Self::ShareUpdate(record) => record.write(w, version),
        }
    }
}

impl From<ShareSnapshotKey> for ShareStateKey {
    fn from(record: ShareSnapshotKey) -> Self {
        Self::ShareSnapshot(record)
    }
}

impl From<ShareUpdateKey> for ShareStateKey {
    fn from(record: ShareUpdateKey) -> Self {
        Self::ShareUpdate(record)
    }
}

/// The value of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum ShareStateValue {
    /// Type 0, versions 0-0.
    ShareSnapshot(ShareSnapshotValue),
    /// Type 1, versions 0-0.
    ShareUpdate(ShareUpdateValue),
}

impl ShareStateValue {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::ShareSnapshot(_) => 0,
            Self::ShareUpdate(_) => 1,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 0),
            1 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ShareSnapshot(_) => "ShareSnapshotValue",
            Self::ShareUpdate(_) => "ShareUpdateValue",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "ShareSnapshotValue",
            1 => "ShareUpdateValue",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::ShareSnapshot(ShareSnapshotValue::read(buf, version)?),
            1 => Self::ShareUpdate(ShareUpdateValue::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::ShareSnapshot(record) => record.write(w, version),
            Self::ShareUpdate(record) => record.write(w, version),
        }
    }
}

impl From<ShareSnapshotValue> for ShareStateValue {
    fn from(record: ShareSnapshotValue) -> Self {
        Self::ShareSnapshot(record)
    }
}

impl From<ShareUpdateValue> for ShareStateValue {
    fn from(record: ShareUpdateValue) -> Self {
        Self::ShareUpdate(record)
    }
}
