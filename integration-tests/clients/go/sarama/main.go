// sarama: `sarama BOOTSTRAP`. Exits non-zero at the first surprise.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/IBM/sarama"
)

const each = 100

func step(name string, ok bool, detail ...any) {
	if !ok {
		fmt.Println("sarama: FAILED", name, detail)
		os.Exit(1)
	}
	fmt.Println("sarama: ok", name)
}

func check(name string, err error) { step(name, err == nil, err) }

func settings() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = sarama.V3_6_0_0
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{sarama.NewBalanceStrategyRoundRobin()}
	return config
}

// member is one consumer of the group; both share what they saw.
type seen struct {
	sync.Mutex
	values  map[string]string
	members map[int]bool
}

type member struct {
	number int
	seen   *seen
	topic  string
}

func (m member) Setup(s sarama.ConsumerGroupSession) error {
	m.seen.Lock()
	defer m.seen.Unlock()
	if len(s.Claims()[m.topic]) > 0 {
		m.seen.members[m.number] = true
	}
	return nil
}
func (m member) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (m member) ConsumeClaim(s sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, open := <-claim.Messages():
			if !open {
				return nil
			}
			m.seen.Lock()
			m.seen.values[string(message.Key)] = string(message.Value)
			m.seen.Unlock()
			s.MarkMessage(message, "")
		case <-s.Context().Done():
			return nil
		}
	}
}

func main() {
	brokers := []string{os.Args[1]}
	topic := fmt.Sprintf("sarama-%d", time.Now().UnixNano())
	admin, err := sarama.NewClusterAdmin(brokers, settings())
	check("connect", err)
	check("create topic", admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 3, ReplicationFactor: 1}, false))
	before := time.Now().UnixMilli()
	sent := map[string]string{}
	for _, codec := range []sarama.CompressionCodec{sarama.CompressionNone, sarama.CompressionGZIP,
		sarama.CompressionSnappy, sarama.CompressionLZ4, sarama.CompressionZSTD} {
		config := settings()
		config.Producer.Compression = codec
		config.Producer.Idempotent = true
		config.Net.MaxOpenRequests = 1
		producer, err := sarama.NewSyncProducer(brokers, config)
		check("producer", err)
		var messages []*sarama.ProducerMessage
		for i := 0; i < each; i++ {
			key, value := fmt.Sprintf("%s-%d", codec, i), fmt.Sprintf("value %d value value value", i)
			sent[key] = value
			messages = append(messages, &sarama.ProducerMessage{Topic: topic, Key: sarama.StringEncoder(key),
				Value: sarama.StringEncoder(value)})
		}
		check("produce with "+codec.String(), producer.SendMessages(messages))
		check("close", producer.Close())
	}

	all := &seen{values: map[string]string{}, members: map[int]bool{}}
	done := func() bool {
		all.Lock()
		defer all.Unlock()
		return len(all.values) == len(sent) && len(all.members) == 2
	}
	ctx, stop := context.WithCancel(context.Background())
	var waiting sync.WaitGroup
	for number := 1; number <= 2; number++ {
		group, err := sarama.NewConsumerGroup(brokers, "group-"+topic, settings())
		check("group member", err)
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			for ctx.Err() == nil {
				if err := group.Consume(ctx, []string{topic}, member{number, all, topic}); err != nil && ctx.Err() == nil {
					check("consume", err)
				}
			}
			check("leave", group.Close())
		}()
		time.Sleep(4 * time.Second)
	}
	for deadline := time.Now().Add(120 * time.Second); !done() && time.Now().Before(deadline); {
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	waiting.Wait()
	step("two members share a group", done(), len(all.values), len(sent), all.members)
	for key, value := range sent {
		if all.values[key] != value {
			step("values are equal", false, key)
		}
	}
	client, err := sarama.NewClient(brokers, settings())
	check("client", err)
	offset, err := client.GetOffset(topic, 0, before)
	check("offset by time", err)
	step("offset by time is the first", offset == 0, offset)
	consumer, err := sarama.NewConsumerFromClient(client)
	check("consumer", err)
	end, err := client.GetOffset(topic, 0, sarama.OffsetNewest)
	check("end offset", err)
	partition, err := consumer.ConsumePartition(topic, 0, end-1)
	check("assigned consume", err)
	step("last record", (<-partition.Messages()).Offset == end-1)
	check("close partition", partition.Close())
	check("delete group", admin.DeleteConsumerGroup("group-"+topic))
	check("delete topic", admin.DeleteTopic(topic))
	check("close", admin.Close())
}
