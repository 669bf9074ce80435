//! Uuids as Kafka writes them: 16 bytes in URL-safe base64 without padding.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use uuid::Uuid;

/// Java's URL decoder takes padding or leaves it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Ids below this one are reserved in Kafka (zero, one, and directory ids).
const RESERVED_BELOW: u128 = 100;

/// The text form.
pub fn to_string(id: Uuid) -> String {
    general_purpose::URL_SAFE_NO_PAD.encode(id.as_bytes())
}

/// Reads the text form; `None` if it is not 16 bytes of base64.
pub fn parse(text: &str) -> Option<Uuid> {
    if text.len() > 24 {
        return None;
    }
    Uuid::from_slice(&LENIENT.decode(text).ok()?).ok()
}

/// A random id that is not reserved and whose text does not look like a command-line option.
pub fn random() -> Uuid {
    loop {
        let id = Uuid::new_v4();
        if id.as_u128() >= RESERVED_BELOW && !to_string(id).starts_with('-') {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for _ in 0..100 {
            let id = random();
            let text = to_string(id);
            assert_eq!(text.len(), 22);
            assert!(!text.starts_with('-'));
            assert_eq!(parse(&text), Some(id));
            assert_eq!(parse(&format!("{text}==")), Some(id));
        }
        assert_eq!(to_string(Uuid::from_u128(1)), "AAAAAAAAAAAAAAAAAAAAAQ");
    }

    #[test]
    fn refuses_other_texts() {
        for text in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA!", "AAAAAAAAAAAAAAAA", &"A".repeat(4000)] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
