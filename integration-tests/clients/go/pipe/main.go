// Consumes, transforms and produces exactly once on franz-go until it is killed: `pipe BOOTSTRAP INPUT OUTPUT GROUP
// TRANSACTIONAL_ID consumer|classic`. Each output says which input it is: `PARTITION OFFSET VALUE`, in the partition
// of its input. Ends with code 3 at an error that the session cannot get over, to be started again.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func giveUp(err error) {
	fmt.Println("gives up:", err)
	os.Exit(3)
}

func main() {
	bootstrap, source, target, group, transactionalID, protocol := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]
	options := []kgo.Opt{kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(source),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.TransactionalID(transactionalID), kgo.TransactionTimeout(30 * time.Second), kgo.DefaultProduceTopic(target),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(time.Millisecond)}
	if protocol == "consumer" {
		options = append(options, kgo.ServerSideBalancer(), kgo.Balancers(kgo.StickyBalancer()))
	} else {
		options = append(options, kgo.SessionTimeout(6*time.Second), kgo.HeartbeatInterval(300*time.Millisecond))
	}
	session, err := kgo.NewGroupTransactSession(options...)
	if err != nil {
		giveUp(err)
	}
	for {
		poll, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
		fetches := session.PollRecords(poll, 40)
		stop()
		if fetches.NumRecords() == 0 {
			continue
		}
		if err := session.Begin(); err != nil {
			giveUp(err)
		}
		first := kgo.AbortingFirstErrPromise(session.Client())
		fetches.EachRecord(func(r *kgo.Record) {
			value := fmt.Sprintf("%d %d %s", r.Partition, r.Offset, r.Value)
			session.Produce(context.Background(), &kgo.Record{Partition: r.Partition, Value: []byte(value)}, first.Promise())
		})
		failed := first.Err()
		limit, stop := context.WithTimeout(context.Background(), 20*time.Second)
		committed, err := session.End(limit, failed == nil)
		stop()
		if err != nil {
			giveUp(err)
		}
		if committed {
			fmt.Println("committed", fetches.NumRecords())
		} else {
			fmt.Println("aborts:", failed)
		}
	}
}
