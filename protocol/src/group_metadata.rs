//! What clients put into JoinGroup and SyncGroup, and other blobs inside requests: a version
//! (int16) and the body at that version.

use bytes::{BufMut, Bytes, BytesMut};

pub use crate::generated::embedded::*;
use crate::wire::CodecError;
use crate::wire::codec::{Store, Wire, check_version, get_i16};

macro_rules! versioned_blob {
    ($name:ident, $min:literal, $max:literal) => {
        impl $name {
            /// Reads the blob with its version in front. Java reads versions beyond the last as
            /// the last, since later ones only append fields; so does this.
            ///
            /// # Errors
            /// The bytes are not such a blob.
            pub fn from_bytes(mut bytes: Bytes) -> Result<(Self, i16), CodecError> {
                let version = get_i16(&mut bytes)?;
                if version < $min {
                    return Err(CodecError::Version(version));
                }
                Ok((Self::read(&mut bytes, version.min($max))?, version))
            }

            /// The blob at `version`, with the version in front.
            ///
            /// # Errors
            /// The version does not exist or cannot carry a field that is set.
            pub fn to_bytes(&self, version: i16) -> Result<Bytes, CodecError> {
                check_version(version, $min, $max)?;
                let mut out = BytesMut::with_capacity(64);
                out.put_i16(version);
                self.write(&mut Store(&mut out), version)?;
                Ok(out.freeze())
            }
        }
    };
}

versioned_blob!(ConsumerProtocolSubscription, 0, 3);
versioned_blob!(ConsumerProtocolAssignment, 0, 3);
versioned_blob!(DefaultPrincipalData, 0, 0);
