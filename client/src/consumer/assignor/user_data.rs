//! What the sticky assignors say about a member beside its subscription.
//!
//! `sticky` tells its last assignment and, from version 1, the generation of it; `cooperative-sticky` tells the
//! generation alone. Neither says which version it is: the newer is tried first, as in Java.

use std::collections::BTreeMap;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::TopicPartition;

/// A member's last assignment by its own account.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Previous {
    pub partitions: Vec<TopicPartition>,
    /// `None` where it was not told.
    pub generation: Option<i32>,
}

/// The generation that stands for none.
const NO_GENERATION: i32 = -1;

pub(super) fn write_sticky(partitions: &[TopicPartition], generation: i32) -> Bytes {
    let mut topics = BTreeMap::<&str, Vec<i32>>::new();
    for at in partitions {
        topics.entry(&at.topic).or_default().push(at.partition);
    }
    let mut out = BytesMut::new();
    out.put_i32(length(topics.len()));
    for (topic, partitions) in topics {
        out.put_i16(i16::try_from(topic.len()).expect("a topic's name has at most 249 bytes"));
        out.put_slice(topic.as_bytes());
        out.put_i32(length(partitions.len()));
        partitions.into_iter().for_each(|partition| out.put_i32(partition));
    }
    out.put_i32(generation);
    out.freeze()
}

fn length(count: usize) -> i32 {
    i32::try_from(count).expect("counts of partitions fit an i32")
}

pub(super) fn read_sticky(user_data: Option<&Bytes>) -> Previous {
    let Some(mut data) = user_data.filter(|data| !data.is_empty()).map(|data| &data[..]) else {
        return Previous::default();
    };
    match read_partitions(&mut data) {
        Some(partitions) => Previous { partitions, generation: data.try_get_i32().ok() },
        None => Previous { partitions: Vec::new(), generation: Some(NO_GENERATION) },
    }
}

fn read_partitions(data: &mut &[u8]) -> Option<Vec<TopicPartition>> {
    let mut partitions = Vec::new();
    for _ in 0..data.try_get_i32().ok()? {
        let length = usize::try_from(data.try_get_i16().ok()?).ok()?;
        let (name, rest) = data.split_at_checked(length)?;
        *data = rest;
        let topic = std::str::from_utf8(name).ok()?;
        for _ in 0..data.try_get_i32().ok()? {
            partitions.push(TopicPartition::new(topic, data.try_get_i32().ok()?));
        }
    }
    Some(partitions)
}

pub(super) fn write_cooperative(generation: i32) -> Bytes {
    Bytes::copy_from_slice(&generation.to_be_bytes())
}

/// The generation, where there are words at all.
pub(super) fn read_cooperative(user_data: Option<&Bytes>) -> Option<i32> {
    user_data.map(|data| (&data[..]).try_get_i32().unwrap_or(NO_GENERATION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_rubbish_is_nothing() {
        let partitions = vec![TopicPartition::new("t", 3), TopicPartition::new("u", 0)];
        let data = write_sticky(&partitions, 7);
        assert_eq!(
            read_sticky(Some(&data)),
            Previous { partitions: partitions.clone(), generation: Some(7) }
        );
        let old = data.slice(..data.len() - 4);
        assert_eq!(read_sticky(Some(&old)), Previous { partitions, generation: None });
        assert_eq!(read_sticky(None), Previous::default());
        let rubbish = Bytes::from_static(&[0x7f, 0xff, 0xff, 0xff, 0, 1]);
        assert_eq!(read_sticky(Some(&rubbish)).generation, Some(NO_GENERATION));
        assert_eq!(read_cooperative(Some(&write_cooperative(9))), Some(9));
        assert_eq!(read_cooperative(Some(&Bytes::from_static(&[1]))), Some(NO_GENERATION));
    }
}
