// Prints what the standard serializers write and what their deserializers make of odd bytes.
//
//   java -cp '<oracle libs>/*' RecordSerializers.java > client/serde/tests/golden/standard.tsv
//
// One name and one outcome per line, with a tab between them.

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.common.utils.Bytes;

public class RecordSerializers {
    static <T> void print(String name, Serializer<T> serializer, T data) {
        byte[] bytes = serializer.serialize("topic", data);
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        System.out.println(name + "\t" + hex);
    }

    static StringSerializer strings(String encoding) {
        StringSerializer serializer = new StringSerializer();
        serializer.configure(Map.of("serializer.encoding", encoding), false);
        return serializer;
    }

    static String hexOf(String text) {
        StringBuilder hex = new StringBuilder();
        text.codePoints().forEach(c -> hex.append(String.format("%x ", c)));
        return hex.toString().trim();
    }

    static void reads(String name, Deserializer<?> deserializer, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        String outcome;
        try {
            Object read = deserializer.deserialize("topic", data);
            outcome = read instanceof String ? "text " + hexOf((String) read) : "value " + read;
        } catch (Exception e) {
            outcome = "error " + e.getMessage();
        }
        System.out.println(name + "\t" + outcome);
    }

    static StringDeserializer readsStrings(String encoding) {
        StringDeserializer deserializer = new StringDeserializer();
        deserializer.configure(Map.of("deserializer.encoding", encoding), false);
        return deserializer;
    }

    public static void main(String[] args) {
        byte[] some = {0, 1, (byte) 0xff};
        print("bytearray", new ByteArraySerializer(), some);
        print("bytes", new BytesSerializer(), Bytes.wrap(some));
        print("bytebuffer", new ByteBufferSerializer(), ByteBuffer.wrap(some));
        print("short", new ShortSerializer(), (short) -2);
        print("integer", new IntegerSerializer(), 16909060);
        print("long", new LongSerializer(), Long.MIN_VALUE + 1);
        print("float", new FloatSerializer(), 1.5f);
        print("float-nan", new FloatSerializer(), Float.intBitsToFloat(0x7fc00001));
        print("double", new DoubleSerializer(), -0.0);
        print("boolean-true", new BooleanSerializer(), true);
        print("boolean-false", new BooleanSerializer(), false);
        UUID uuid = UUID.fromString("01234567-89AB-cdef-0123-456789abcdef");
        print("uuid", new UUIDSerializer(), uuid);
        String text = "a\u00fc\u20ac\ud83d\ude00";
        for (String encoding : List.of("UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16", "UTF-16BE", "UTF-16LE")) {
            print("string-" + encoding, strings(encoding), text);
            print("string-empty-" + encoding, strings(encoding), "");
        }
        List<Integer> numbers = new ArrayList<>(Arrays.asList(1, null, -1, null));
        print("list-integer", new ListSerializer<>(new IntegerSerializer()), numbers);
        print("list-uuid", new ListSerializer<>(new UUIDSerializer()), Arrays.asList(uuid, null));
        print("list-string", new ListSerializer<>(new StringSerializer()), Arrays.asList("", null, "bc"));
        print("list-empty", new ListSerializer<>(new LongSerializer()), new ArrayList<Long>());
        print("list-boolean", new ListSerializer<>(new BooleanSerializer()), Arrays.asList(true, null));

        reads("read-short-3", new ShortDeserializer(), 1, 2, 3);
        reads("read-integer-3", new IntegerDeserializer(), 1, 2, 3);
        reads("read-long-4", new LongDeserializer(), 1, 2, 3, 4);
        reads("read-float-3", new FloatDeserializer(), 1, 2, 3);
        reads("read-double-3", new DoubleDeserializer(), 1, 2, 3);
        reads("read-boolean-2", new BooleanDeserializer(), 2);
        reads("read-boolean-255", new BooleanDeserializer(), 255);
        reads("read-boolean-long", new BooleanDeserializer(), 1, 1);
        reads("read-void", new VoidDeserializer(), 1);
        reads("read-uuid-short", new UUIDDeserializer(), '1', '-', '2', '-', '3', '-', '4', '-', '5');
        reads("read-uuid-bad", new UUIDDeserializer(), 'x');
        reads("read-utf8-bad", new StringDeserializer(), 'a', 0xff, 0xe2, 0x82, 'b', 0xed, 0xa0, 0x80);
        reads("read-ascii-bad", readsStrings("US-ASCII"), 'a', 0xe9);
        reads("read-latin1", readsStrings("ISO-8859-1"), 'a', 0xe9);
        reads("read-utf16-none", readsStrings("UTF-16"), 0, 'a');
        reads("read-utf16-little", readsStrings("UTF-16"), 0xff, 0xfe, 'a', 0);
        reads("read-utf16-odd", readsStrings("UTF-16BE"), 0, 'a', 0);
        reads("read-utf16-lone", readsStrings("UTF-16BE"), 0xd8, 0, 0, 'a');
    }
}
