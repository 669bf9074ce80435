// franz-go: `franz BOOTSTRAP`. Exits non-zero at the first surprise.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const each = 200

func step(name string, ok bool, detail ...any) {
	if !ok {
		fmt.Println("franz-go: FAILED", name, detail)
		os.Exit(1)
	}
	fmt.Println("franz-go: ok", name)
}

func check(name string, err error) { step(name, err == nil, err) }

func main() {
	bootstrap := os.Args[1]
	ctx, cancel := context.WithTimeout(context.Background(), 400*time.Second)
	defer cancel()
	topic := fmt.Sprintf("franz-%d", time.Now().UnixNano())
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	check("connect", err)
	admin := kadm.NewClient(client)
	retention := "3600000"
	_, err = admin.CreateTopic(ctx, 3, 1, map[string]*string{"retention.ms": &retention}, topic)
	check("create topic", err)
	configs, err := admin.DescribeTopicConfigs(ctx, topic)
	check("describe configs", err)
	for _, config := range configs[0].Configs {
		if config.Key == "retention.ms" {
			step("config is kept", config.MaybeValue() == retention, config)
		}
	}
	before := time.Now()
	sent := produce(ctx, bootstrap, topic)
	share(ctx, bootstrap, topic, sent, kgo.CooperativeStickyBalancer())
	share(ctx, bootstrap, topic, sent, kgo.RangeBalancer())

	offsets, err := admin.ListOffsetsAfterMilli(ctx, before.UnixMilli(), topic)
	check("list offsets by time", err)
	for _, o := range offsets[topic] {
		step(fmt.Sprintf("partition %d by time", o.Partition), o.Offset == 0, o)
	}
	ends, err := admin.ListEndOffsets(ctx, topic)
	check("list end offsets", err)
	end := ends[topic][0].Offset
	_, err = admin.DeleteRecords(ctx, kadm.Offsets{topic: {0: {Topic: topic, Partition: 0, At: end / 2, LeaderEpoch: -1}}})
	check("delete records", err)
	starts, err := admin.ListStartOffsets(ctx, topic)
	check("list start offsets", err)
	step("start offset moved", starts[topic][0].Offset == end/2, starts)
	groups, err := admin.DescribeGroups(ctx, "range-"+topic)
	check("describe group", err)
	step("group is empty", groups["range-"+topic].State == "Empty", groups)
	committed, err := admin.FetchOffsets(ctx, "range-"+topic)
	check("fetch committed offsets", err)
	found := 0
	committed.Each(func(o kadm.OffsetResponse) {
		last := ends[topic][o.Partition].Offset
		step(fmt.Sprintf("partition %d is committed within its log", o.Partition), o.At > 0 && o.At <= last, o, last)
		found++
	})
	step("there are committed offsets", found > 0)
	_, err = admin.DeleteGroups(ctx, "range-"+topic)
	check("delete group", err)
	_, err = admin.DeleteTopics(ctx, topic)
	check("delete topic", err)
	client.Close()
}

func produce(ctx context.Context, bootstrap, topic string) map[string]string {
	sent := map[string]string{}
	codecs := map[string]kgo.CompressionCodec{"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(),
		"snappy": kgo.SnappyCompression(), "lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression()}
	for name, codec := range codecs {
		client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.DefaultProduceTopic(topic),
			kgo.ProducerBatchCompression(codec), kgo.ProducerLinger(2*time.Millisecond))
		check("producer", err)
		var failed error
		for i := 0; i < each; i++ {
			key, value := fmt.Sprintf("%s-%d", name, i), fmt.Sprintf("value %d of a record that repeats repeats repeats", i)
			sent[key] = value
			record := &kgo.Record{Key: []byte(key), Value: []byte(value), Headers: []kgo.RecordHeader{
				{Key: "h", Value: []byte("1")}, {Key: "h", Value: []byte("2")}}}
			client.Produce(ctx, record, func(_ *kgo.Record, err error) {
				if err != nil {
					failed = err
				}
			})
		}
		check("flush "+name, client.Flush(ctx))
		check("produce with "+name, failed)
		client.Close()
	}
	return sent
}

func share(ctx context.Context, bootstrap, topic string, sent map[string]string, balancer kgo.GroupBalancer) {
	group := balancer.ProtocolName() + "-" + topic
	var lock sync.Mutex
	received, members := map[string]string{}, map[int]bool{}
	headers := 0
	done := func() bool {
		lock.Lock()
		defer lock.Unlock()
		return len(received) == len(sent) && len(members) == 2
	}
	var waiting sync.WaitGroup
	for number := 1; number <= 2; number++ {
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
				kgo.Balancers(balancer), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
				kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, given map[string][]int32) {
					lock.Lock()
					defer lock.Unlock()
					if len(given[topic]) > 0 {
						members[number] = true
					}
				}))
			check("group member", err)
			deadline := time.Now().Add(120 * time.Second)
			for !done() && time.Now().Before(deadline) {
				poll, stop := context.WithTimeout(ctx, 200*time.Millisecond)
				fetches := client.PollFetches(poll)
				stop()
				lock.Lock()
				fetches.EachRecord(func(r *kgo.Record) {
					received[string(r.Key)] = string(r.Value)
					if len(r.Headers) == 2 && string(r.Headers[1].Value) == "2" {
						headers++
					}
				})
				lock.Unlock()
			}
			check("commit", client.CommitUncommittedOffsets(ctx))
			client.Close()
		}()
		time.Sleep(4 * time.Second)
	}
	waiting.Wait()
	step("two members share a group: "+balancer.ProtocolName(), done(), len(received), len(sent), members)
	for key, value := range sent {
		if received[key] != value {
			step("values are equal", false, key, value, received[key])
		}
	}
	step("headers keep order and duplicates", headers >= len(sent), headers)
}
