use super::*;
use proptest::prelude::*;

fn round_trip(codec: Codec, level: Option<i32>, data: &[u8]) -> Vec<u8> {
    let mut packed = b"prefix".to_vec();
    let mut compressor = Compressor::new();
    compressor.compress(codec, level, data, &mut packed).unwrap();
    let mut again = Vec::new();
    compressor.compress(codec, level, data, &mut again).unwrap();
    assert_eq!(packed[6..], again, "a reused encoder writes the same bytes");
    let mut decompressor = Decompressor::new();
    let mut unpacked = b"before".to_vec();
    decompressor.decompress(codec, &packed[6..], data.len(), &mut unpacked).unwrap();
    decompressor.decompress(codec, &packed[6..], data.len(), &mut unpacked).unwrap();
    assert_eq!(&unpacked[..6], b"before");
    assert_eq!(&unpacked[6..6 + data.len()], data);
    assert_eq!(&unpacked[6 + data.len()..], data);
    packed.split_off(6)
}

#[test]
fn every_codec_round_trips_at_every_size_around_its_blocks() {
    for codec in Codec::ALL {
        for size in [0, 1, 15, 4096, 32 * 1024 - 1, 32 * 1024, 64 * 1024, 64 * 1024 + 1, 300_000] {
            let data: Vec<u8> = (0..size).map(|i: usize| (i * i / 7 % 251) as u8).collect();
            round_trip(codec, None, &data);
        }
    }
}

#[test]
fn levels_are_taken_and_change_the_output() {
    let data: Vec<u8> = (0..60_000u32)
        .flat_map(|i| format!("user-{} ", i.wrapping_mul(2_654_435_761) >> 20).into_bytes())
        .collect();
    for (codec, fast, dense) in
        [(Codec::Gzip, 1, 9), (Codec::Zstd, 1, 9), (Codec::Lz4, 9, 1), (Codec::Lz4, 1, 12)]
    {
        let fast = round_trip(codec, Some(fast), &data);
        let dense = round_trip(codec, Some(dense), &data);
        assert!(dense.len() < fast.len(), "{codec:?}: {} {}", dense.len(), fast.len());
    }
    for level in 1..=17 {
        round_trip(Codec::Lz4, Some(level), &data);
    }
}

#[test]
fn output_beyond_the_limit_is_refused_and_memory_stays_bounded() {
    let data = vec![0; 64 << 20];
    for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
        let mut packed = Vec::new();
        Compressor::new().compress(codec, None, &data, &mut packed).unwrap();
        let mut out = Vec::new();
        let limit = 1 << 20;
        let error = Decompressor::new().decompress(codec, &packed, limit, &mut out).unwrap_err();
        assert!(matches!(error, CompressionError::TooLarge { .. }), "{codec:?}: {error}");
        assert!(out.capacity() <= 10 << 20, "{codec:?} grew to {}", out.capacity());
    }
}

#[test]
fn raw_snappy_without_framing_is_read() {
    let raw = snap::raw::Encoder::new().compress_vec(b"plain plain plain").unwrap();
    let mut out = Vec::new();
    Decompressor::new().decompress(Codec::Snappy, &raw, 100, &mut out).unwrap();
    assert_eq!(out, b"plain plain plain");
}

#[test]
fn dependent_lz4_blocks_are_refused_as_kafka_refuses_them() {
    let frame = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0, 0, 0, 0, 0];
    let error = Decompressor::new().decompress(Codec::Lz4, &frame, 100, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "malformed lz4 data: dependent block stream is unsupported");
}

#[test]
fn several_gzip_members_make_one_payload() {
    let mut packed = Vec::new();
    let mut compressor = Compressor::new();
    compressor.compress(Codec::Gzip, None, b"one ", &mut packed).unwrap();
    compressor.compress(Codec::Gzip, None, b"two", &mut packed).unwrap();
    let mut out = Vec::new();
    Decompressor::new().decompress(Codec::Gzip, &packed, 100, &mut out).unwrap();
    assert_eq!(out, b"one two");
}

proptest! {
    #[test]
    fn any_bytes_round_trip(data in proptest::collection::vec(any::<u8>(), 0..5000), codec in 0u8..5) {
        round_trip(Codec::from_id(codec).unwrap(), None, &data);
    }

    #[test]
    fn no_bytes_panic_or_grow_beyond_the_limit(
        data in proptest::collection::vec(any::<u8>(), 0..500),
        codec in 0u8..5,
        keep in 0usize..60,
    ) {
        let codec = Codec::from_id(codec).unwrap();
        let mut packed = Vec::new();
        Compressor::new().compress(codec, None, &data, &mut packed).unwrap();
        packed.truncate(keep.min(packed.len()));
        packed.extend_from_slice(&data);
        let mut out = Vec::new();
        let _ = Decompressor::new().decompress(codec, &packed, 10_000, &mut out);
        prop_assert!(out.capacity() < 8 << 20);
    }
}
