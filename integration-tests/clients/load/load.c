/* The client benchmark's load by librdkafka, called from C:
 *   load produce BOOTSTRAP TOPIC PAYLOADS SIZE CODEC SECONDS COUNT
 *   load consume BOOTSTRAP TOPIC PARTITIONS SECONDS COUNT
 * Clients warm up with COUNT / 4 records each until they have taken SECONDS of CPU time, a new one is measured with
 * COUNT. Prints `warmed=… cpu=… seconds=… sum=…`.
 * Producing: rd_kafka_produce_batch with copies, every delivery report looked at. Consuming: assigned partitions from
 * their beginning, rd_kafka_consume_batch_queue, each value's length and first byte summed up. */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DISTINCT = 1000, AT_ONCE = 500, PATIENCE_S = 120 };

static uint64_t delivered;

static void fail(const char *doing, const char *why) {
    fprintf(stderr, "%s: %s\n", doing, why);
    exit(1);
}

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char why[256];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK) fail(name, why);
}

static rd_kafka_t *client(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
    char why[256];
    rd_kafka_t *made = rd_kafka_new(type, conf, why, sizeof why);
    if (!made) fail("rd_kafka_new", why);
    return made;
}

static void reported(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    (void)opaque;
    if (message->err) fail("deliver", rd_kafka_err2str(message->err));
    delivered++;
}

static void produce(const char *bootstrap, const char *name, char *payloads, size_t size, const char *codec,
                    uint64_t count) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap);
    set(conf, "compression.type", codec);
    set(conf, "batch.size", "65536");
    set(conf, "linger.ms", "5");
    set(conf, "acks", "all");
    set(conf, "enable.idempotence", "true");
    set(conf, "queue.buffering.max.kbytes", "65536");
    /* Only the bytes are to be the limit, as with the other clients. */
    set(conf, "queue.buffering.max.messages", "1000000");
    rd_kafka_conf_set_dr_msg_cb(conf, reported);
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, conf);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(producer, name, NULL);
    if (!topic) fail("rd_kafka_topic_new", rd_kafka_err2str(rd_kafka_last_error()));
    static rd_kafka_message_t messages[AT_ONCE];
    uint64_t sent = 0;
    delivered = 0;
    while (sent < count) {
        int wanted = count - sent < AT_ONCE ? (int)(count - sent) : AT_ONCE;
        for (int i = 0; i < wanted; i++) {
            memset(&messages[i], 0, sizeof messages[i]);
            messages[i].payload = payloads + (sent + (uint64_t)i) % DISTINCT * size;
            messages[i].len = size;
        }
        int accepted = rd_kafka_produce_batch(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, messages, wanted);
        /* A full queue refuses the last ones of a batch. */
        for (int i = 0; i < wanted; i++) {
            if (messages[i].err && messages[i].err != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                fail("produce", rd_kafka_err2str(messages[i].err));
            if (messages[i].err && i < accepted) fail("produce", "a refused record before an accepted one");
        }
        sent += (uint64_t)accepted;
        rd_kafka_poll(producer, accepted < wanted ? 10 : 0);
    }
    rd_kafka_flush(producer, PATIENCE_S * 1000);
    if (delivered != count) fail("flush", "not everything was delivered");
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(producer);
}

static uint64_t consume(const char *bootstrap, const char *name, int partitions, uint64_t count) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap);
    set(conf, "group.id", "load");
    set(conf, "enable.auto.commit", "false");
    set(conf, "check.crcs", "true");
    rd_kafka_t *consumer = client(RD_KAFKA_CONSUMER, conf);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *assigned = rd_kafka_topic_partition_list_new(partitions);
    for (int i = 0; i < partitions; i++)
        rd_kafka_topic_partition_list_add(assigned, name, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t error = rd_kafka_assign(consumer, assigned);
    if (error) fail("assign", rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(assigned);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    static rd_kafka_message_t *messages[AT_ONCE];
    uint64_t seen = 0, sum = 0;
    double deadline = now(CLOCK_MONOTONIC) + PATIENCE_S;
    while (seen < count) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, 500, messages, AT_ONCE);
        if (got < 0) fail("consume", rd_kafka_err2str(rd_kafka_last_error()));
        for (ssize_t i = 0; i < got; i++) {
            rd_kafka_message_t *message = messages[i];
            if (message->err) fail("consume", rd_kafka_message_errstr(message));
            sum += message->len + (message->len ? ((unsigned char *)message->payload)[0] : 0);
            rd_kafka_message_destroy(message);
        }
        seen += (uint64_t)got;
        if (now(CLOCK_MONOTONIC) > deadline) fail("consume", "too slow");
    }
    rd_kafka_queue_destroy(queue);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    return sum;
}

static char *read_payloads(const char *path, size_t size) {
    char *payloads = malloc(DISTINCT * size);
    FILE *file = fopen(path, "rb");
    if (!payloads || !file || fread(payloads, size, DISTINCT, file) != DISTINCT) fail(path, "cannot be read");
    fclose(file);
    return payloads;
}

int main(int argc, char **argv) {
    int produces = argc == 9 && !strcmp(argv[1], "produce");
    if (!produces && !(argc == 7 && !strcmp(argv[1], "consume"))) fail("load", "bad arguments");
    uint64_t count = strtoull(argv[argc - 1], NULL, 10), warmed = 0, sum = 0;
    size_t size = produces ? strtoull(argv[5], NULL, 10) : 0;
    char *payloads = produces ? read_payloads(argv[4], size) : NULL;
    double warm = atof(argv[argc - 2]), cpu = 0, start = 0;
    for (int measured = 0; !measured;) {
        measured = warmed > 0 && now(CLOCK_PROCESS_CPUTIME_ID) >= warm;
        uint64_t many = measured ? count : count / 4;
        cpu = now(CLOCK_PROCESS_CPUTIME_ID);
        start = now(CLOCK_MONOTONIC);
        if (produces)
            produce(argv[2], argv[3], payloads, size, argv[6], many);
        else
            sum = consume(argv[2], argv[3], atoi(argv[4]), many);
        if (!measured) warmed += many;
    }
    printf("warmed=%llu cpu=%.6f seconds=%.6f sum=%llu\n", (unsigned long long)warmed,
           now(CLOCK_PROCESS_CPUTIME_ID) - cpu, now(CLOCK_MONOTONIC) - start, (unsigned long long)sum);
    free(payloads);
    return 0;
}
