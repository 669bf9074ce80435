//! Goal: the standard serializers write the bytes that Java's write, and read or refuse what Java's read or refuse.
//! Method: `golden/standard.tsv`, recorded by `integration-tests/oracle/recorders/RecordSerializers.java`.

use std::collections::HashMap;

use bytes::Bytes;
use kavka_serde::standard::*;
use kavka_serde::{Deserializer, Place, SerdeError, Serializer};
use proptest::prelude::*;
use uuid::Uuid;

fn recorded() -> HashMap<&'static str, &'static str> {
    include_str!("golden/standard.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
}

fn written<T: ?Sized>(serializer: &impl Serializer<T>, data: &T) -> Vec<u8> {
    let (mut headers, mut out) = (Vec::new(), Vec::new());
    serializer.serialize(Place::value("topic"), &mut headers, data, &mut out).unwrap();
    assert!(headers.is_empty());
    out
}

fn read<T>(deserializer: &impl Deserializer<T>, data: &[u8]) -> Result<T, SerdeError> {
    deserializer.deserialize(Place::value("topic"), &[], &Bytes::copy_from_slice(data))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes, compares with the recording, and reads it back.
fn check<T, S>(name: &str, serde: &S, data: T)
where
    T: PartialEq + std::fmt::Debug,
    S: Serializer<T> + Deserializer<T>,
{
    let bytes = written(serde, &data);
    assert_eq!(Some(&hex(&bytes).as_str()), recorded().get(name), "{name}");
    assert_eq!(read(serde, &bytes).unwrap(), data, "{name}");
}

const TEXT: &str = "aü€😀";

fn encoding(name: &str) -> StringSerde {
    StringSerde::new(Encoding::from_name(name).unwrap())
}

#[test]
fn values_are_written_as_by_java() {
    let uuid: Uuid = "01234567-89ab-cdef-0123-456789abcdef".parse().unwrap();
    let some = || vec![0_u8, 1, 0xff];
    check("bytearray", &ByteArraySerde, some());
    check("bytes", &BytesSerde, Bytes::from(some()));
    check("bytebuffer", &BytesSerde, Bytes::from(some()));
    check("short", &ShortSerde, -2_i16);
    check("integer", &IntegerSerde, 16_909_060);
    check("long", &LongSerde, i64::MIN + 1);
    check("float", &FloatSerde, 1.5_f32);
    assert_eq!(hex(&written(&FloatSerde, &f32::from_bits(0x7fc0_0001))), recorded()["float-nan"]);
    check("double", &DoubleSerde, -0.0_f64);
    check("boolean-true", &BooleanSerde, true);
    check("boolean-false", &BooleanSerde, false);
    check("uuid", &UuidSerde::default(), uuid);
    check("list-integer", &ListSerde::new(IntegerSerde), vec![Some(1), None, Some(-1), None]);
    check("list-uuid", &ListSerde::new(UuidSerde::default()), vec![Some(uuid), None]);
    let texts = vec![Some(String::new()), None, Some("bc".to_owned())];
    check("list-string", &ListSerde::new(StringSerde::default()), texts);
    check("list-empty", &ListSerde::new(LongSerde), Vec::<Option<i64>>::new());
    check("list-boolean", &ListSerde::new(BooleanSerde), vec![Some(true), None]);
}

#[test]
fn text_is_written_as_by_java_in_each_encoding() {
    for name in ["UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16", "UTF-16BE", "UTF-16LE"] {
        assert_eq!(
            hex(&written(&encoding(name), TEXT)),
            recorded()[format!("string-{name}").as_str()],
            "{name}"
        );
        assert!(written(&encoding(name), "").is_empty());
    }
    let error = Encoding::from_name("EBCDIC").unwrap_err().to_string();
    assert!(error.starts_with("Unsupported encoding EBCDIC"), "{error}");
}

#[test]
fn what_java_reads_or_refuses_is_read_or_refused() {
    fn told<T: ToString>(result: Result<T, SerdeError>) -> String {
        match result {
            Ok(value) => format!("value {}", value.to_string()),
            Err(error) => format!("error {error}"),
        }
    }
    fn text(result: Result<String, SerdeError>) -> String {
        let points: Vec<String> = result.unwrap().chars().map(|c| format!("{:x}", u32::from(c))).collect();
        format!("text {}", points.join(" "))
    }
    let never = |result: Result<Void, SerdeError>| match result {
        Ok(void) => match void {},
        Err(error) => format!("error {error}"),
    };
    let outcomes = [
        ("read-short-3", told(read(&ShortSerde, &[1, 2, 3]))),
        ("read-integer-3", told(read(&IntegerSerde, &[1, 2, 3]))),
        ("read-long-4", told(read(&LongSerde, &[1, 2, 3, 4]))),
        ("read-float-3", told(read(&FloatSerde, &[1, 2, 3]))),
        ("read-double-3", told(read(&DoubleSerde, &[1, 2, 3]))),
        ("read-boolean-2", told(read(&BooleanSerde, &[2]))),
        ("read-boolean-255", told(read(&BooleanSerde, &[255]))),
        ("read-boolean-long", told(read(&BooleanSerde, &[1, 1]))),
        ("read-void", never(read(&VoidSerde, &[1]))),
        ("read-uuid-short", told(read(&UuidSerde::default(), b"1-2-3-4-5"))),
        ("read-uuid-bad", told(read(&UuidSerde::default(), b"x"))),
        ("read-utf8-bad", text(read(&encoding("UTF-8"), &[b'a', 0xff, 0xe2, 0x82, b'b', 0xed, 0xa0, 0x80]))),
        ("read-ascii-bad", text(read(&encoding("US-ASCII"), &[b'a', 0xe9]))),
        ("read-latin1", text(read(&encoding("ISO-8859-1"), &[b'a', 0xe9]))),
        ("read-utf16-none", text(read(&encoding("UTF-16"), &[0, b'a']))),
        ("read-utf16-little", text(read(&encoding("UTF-16"), &[0xff, 0xfe, b'a', 0]))),
        ("read-utf16-odd", text(read(&encoding("UTF-16BE"), &[0, b'a', 0]))),
        ("read-utf16-lone", text(read(&encoding("UTF-16BE"), &[0xd8, 0, 0, b'a']))),
    ];
    for (name, outcome) in outcomes {
        assert_eq!(outcome, recorded()[name], "{name}");
    }
}

#[test]
fn the_encoding_is_a_setting_of_each_part() {
    let properties = [("serializer.encoding", "UTF-16LE"), ("key.serializer.encoding", "latin1")];
    let properties =
        properties.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let key = StringSerde::from_properties(&properties, kavka_serde::Part::Key).unwrap();
    let value = StringSerde::from_properties(&properties, kavka_serde::Part::Value).unwrap();
    assert_eq!((written(&key, "ü"), written(&value, "ü")), (vec![0xfc], vec![0xfc, 0]));
    assert_eq!(read(&value, "ü".as_bytes()).unwrap(), "ü", "readers have a setting of their own");
}

#[test]
fn a_list_that_claims_more_than_is_there_is_refused() {
    let integers = ListSerde::new(IntegerSerde);
    let strings = ListSerde::new(StringSerde::default());
    let huge = [0x7f, 0xff, 0xff, 0xff];
    let claims = [vec![], vec![7], [&[0][..], &huge].concat(), [&[0, 0, 0, 0, 0][..], &huge].concat()];
    for bad in claims {
        assert!(read(&integers, &bad).is_err(), "{bad:?}");
    }
    assert!(read(&strings, &[&[1][..], &huge].concat()).is_err());
    assert!(read(&strings, &[1, 0, 0, 0, 1, 0x80, 0, 0, 0]).is_err(), "a size below 0");
    assert!(read(&strings, &[0, 0, 0, 0, 0, 0, 0, 0, 0]).is_err(), "text has no constant size");
}

proptest! {
    #[test]
    fn no_bytes_make_a_list_panic(data: Vec<u8>) {
        let numbers = read(&ListSerde::new(LongSerde), &data);
        prop_assert!(numbers.is_err() || data.len() >= 9);
        let texts = read(&ListSerde::new(StringSerde::default()), &data);
        prop_assert!(texts.is_err() || data.len() >= 5);
    }

    #[test]
    fn lists_come_back(list: Vec<Option<i64>>) {
        let serde = ListSerde::new(LongSerde);
        prop_assert_eq!(read(&serde, &written(&serde, &list)).unwrap(), list);
    }
}
