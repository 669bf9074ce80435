//! What the client itself may do with what it asked about.

use super::AclOperation;

/// The number that means that the broker was not asked.
const NOT_ASKED: i32 = i32::MIN;

/// Operations from the bits of an answer, one for each number of [`AclOperation`]; `None` where nobody asked.
pub(super) fn operations(bits: i32) -> Option<Vec<AclOperation>> {
    let allowed = |code: &i8| bits & (1 << code) != 0;
    (bits != NOT_ASKED).then(|| {
        let operations = (0..31).filter(allowed).map(AclOperation::from_code);
        operations.filter(|operation| *operation != AclOperation::Unknown).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_numbers_of_operations() {
        assert_eq!(operations(NOT_ASKED), None);
        assert_eq!(operations(0), Some(vec![]));
        assert_eq!(operations(1 << 3 | 1 << 8), Some(vec![AclOperation::Read, AclOperation::Describe]));
    }
}
