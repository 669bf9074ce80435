//! What a broker without an authorizer says to whoever asks about ACLs.

use kavka_protocol::ErrorCode;
use kavka_protocol::wire::StrBytes;

/// The code.
pub(crate) const CODE: i16 = ErrorCode::SecurityDisabled as i16;

/// The words.
pub(crate) fn message() -> Option<StrBytes> {
    Some(StrBytes::from_static_str("No Authorizer is configured."))
}
