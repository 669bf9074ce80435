//! The bits that say what a principal may do. There is no authorizer yet, so everything that the
//! resource has.

/// What a field holds when it was not asked for.
pub(crate) const OMITTED: i32 = i32::MIN;

/// Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs.
pub(crate) const TOPIC: i32 = bits(&[3, 4, 5, 6, 7, 8, 10, 11]);

/// Create, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite.
pub(crate) const CLUSTER: i32 = bits(&[5, 7, 8, 9, 10, 11, 12]);

/// Read, Delete, Describe, DescribeConfigs, AlterConfigs.
pub(crate) const GROUP: i32 = bits(&[3, 6, 8, 10, 11]);

/// Kafka's codes of operations as bits.
const fn bits(codes: &[u8]) -> i32 {
    let mut bits = 0;
    let mut index = 0;
    while index < codes.len() {
        bits |= 1 << codes[index];
        index += 1;
    }
    bits
}
