// A group member on franz-go that says what it does: `member BOOTSTRAP GROUP TOPIC consumer|classic`. Prints
// `owns P P…` at each change of its assignment and `got P OFFSET VALUE` for each record; leaves at the end of stdin
// and prints `left`.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	bootstrap, group, topic, protocol := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	var leaving atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		leaving.Store(true)
	}()
	var lock sync.Mutex
	owned := map[int32]bool{}
	change := func(partitions []int32, owns bool) {
		lock.Lock()
		defer lock.Unlock()
		for _, partition := range partitions {
			if owns {
				owned[partition] = true
			} else {
				delete(owned, partition)
			}
		}
		var words []string
		for partition := range owned {
			words = append(words, fmt.Sprint(partition))
		}
		sort.Strings(words)
		fmt.Println("owns", strings.Join(words, " "))
	}
	options := []kgo.Opt{kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
		kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { change(p[topic], true) }),
		kgo.OnPartitionsRevoked(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { change(p[topic], false) }),
		kgo.OnPartitionsLost(func(_ context.Context, _ *kgo.Client, p map[string][]int32) { change(p[topic], false) })}
	if protocol == "consumer" {
		options = append(options, kgo.ServerSideBalancer(), kgo.Balancers(kgo.StickyBalancer()))
	} else {
		options = append(options, kgo.Balancers(kgo.CooperativeStickyBalancer()), kgo.SessionTimeout(6*time.Second),
			kgo.HeartbeatInterval(300*time.Millisecond))
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	for !leaving.Load() {
		ctx, stop := context.WithTimeout(context.Background(), 100*time.Millisecond)
		fetches := client.PollFetches(ctx)
		stop()
		fetches.EachRecord(func(r *kgo.Record) { fmt.Println("got", r.Partition, r.Offset, string(r.Value)) })
		if !fetches.Empty() {
			if err := client.CommitUncommittedOffsets(context.Background()); err != nil {
				fmt.Println("note", err)
			}
		}
	}
	client.Close()
	fmt.Println("left")
}
