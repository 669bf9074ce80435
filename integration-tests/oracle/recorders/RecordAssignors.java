// Runs Apache Kafka's assignors, the server's and the Java consumer's, on made-up groups and writes what they decide.
//
//   java -cp '<oracle libs>/*' RecordAssignors.java server > broker/coordinator/tests/golden/assignors.jsonl
//   java -cp '<oracle libs>/*' RecordAssignors.java client > client/tests/golden/assignors.jsonl
//
// One JSON object per line. Groups change in small steps from what was decided before, as groups do. Maps are filled in
// ascending order, since the order within a bucket of a HashMap is that of insertion.

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.*;
import java.nio.ByteBuffer;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.*;
import org.apache.kafka.common.*;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.modern.*;

public class RecordAssignors {
    static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            if (args[0].equals("server")) new Server(seed).run();
            else new Client(seed).run();
        }
    }

    // ---- the server's

    static class Member {
        String instance, rack;
        TreeSet<Integer> topics = new TreeSet<>();
        TreeMap<Integer, TreeSet<Integer>> has = new TreeMap<>();
        // the client's
        int generation = -1;
        byte[] userData;
    }

    static class Server {
        final Random random;
        final boolean isUniform, isSame;
        final List<Uuid> ids = new ArrayList<>();
        final List<Integer> counts = new ArrayList<>();
        final TreeMap<String, Member> members = new TreeMap<>();
        TreeSet<Integer> common;

        Server(int seed) {
            random = new Random(seed);
            isUniform = seed % 3 != 0;
            isSame = seed % 2 == 0;
            int topics = 1 + random.nextInt(seed % 5 == 4 ? 16 : 5);
            for (int i = 0; i < topics; i++) {
                ids.add(new Uuid(random.nextLong(), random.nextLong()));
                counts.add(1 + random.nextInt(seed % 7 == 6 ? 40 : 9));
            }
            common = someTopics();
        }

        TreeSet<Integer> someTopics() {
            TreeSet<Integer> some = new TreeSet<>();
            for (int i = 0; i < ids.size(); i++) if (random.nextInt(3) > 0) some.add(i);
            if (some.isEmpty() && random.nextInt(5) > 0) some.add(random.nextInt(ids.size()));
            return some;
        }

        void change() {
            int what = random.nextInt(6);
            if (what <= 2 || members.isEmpty()) {
                int joining = 1 + random.nextInt(4);
                for (int i = 0; i < joining; i++) {
                    Member member = new Member();
                    if (random.nextInt(4) == 0) member.instance = "i" + random.nextInt(1000) + "-" + members.size();
                    if (random.nextInt(3) == 0) member.rack = "r" + random.nextInt(3);
                    member.topics = isSame ? common : someTopics();
                    members.put(memberId(), member);
                }
            } else if (what == 3 && members.size() > 1) {
                members.remove(new ArrayList<>(members.keySet()).get(random.nextInt(members.size())));
            } else if (what == 4) {
                int topic = random.nextInt(ids.size());
                counts.set(topic, counts.get(topic) + 1 + random.nextInt(3));
            } else if (isSame) {
                common = someTopics();
                for (Member member : members.values()) member.topics = common;
            } else {
                new ArrayList<>(members.values()).get(random.nextInt(members.size())).topics = someTopics();
            }
        }

        String memberId() {
            return new Uuid(random.nextLong(), random.nextLong()).toString();
        }

        void run() throws Exception {
            for (int step = 0; step < 6; step++) {
                change();
                decide();
            }
        }

        List<Integer> inOrderOfBytes(Collection<Integer> topics) {
            List<Integer> sorted = new ArrayList<>(topics);
            sorted.sort((a, b) -> {
                int most = Long.compareUnsigned(ids.get(a).getMostSignificantBits(), ids.get(b).getMostSignificantBits());
                return most != 0 ? most : Long.compareUnsigned(ids.get(a).getLeastSignificantBits(), ids.get(b).getLeastSignificantBits());
            });
            return sorted;
        }

        void decide() throws Exception {
            Map<String, MemberSubscriptionAndAssignmentImpl> specs = new HashMap<>();
            Map<Uuid, Map<Integer, String>> inverted = new HashMap<>();
            Set<Set<Integer>> kinds = new HashSet<>();
            members.forEach((id, member) -> {
                Set<Uuid> topics = new LinkedHashSet<>();
                for (int topic : inOrderOfBytes(member.topics)) topics.add(ids.get(topic));
                Map<Uuid, Set<Integer>> has = new HashMap<>();
                for (int topic : inOrderOfBytes(member.has.keySet())) {
                    has.put(ids.get(topic), new HashSet<>(member.has.get(topic)));
                    for (int partition : member.has.get(topic))
                        inverted.computeIfAbsent(ids.get(topic), t -> new HashMap<>()).put(partition, id);
                }
                kinds.add(member.topics);
                specs.put(id, new MemberSubscriptionAndAssignmentImpl(Optional.ofNullable(member.rack),
                    Optional.ofNullable(member.instance), topics, new org.apache.kafka.coordinator.group.modern.Assignment(has)));
            });
            SubscriptionType type = kinds.size() <= 1 ? SubscriptionType.HOMOGENEOUS : SubscriptionType.HETEROGENEOUS;
            SubscribedTopicDescriber describer = new SubscribedTopicDescriber() {
                public int numPartitions(Uuid id) { return ids.contains(id) ? counts.get(ids.indexOf(id)) : -1; }
                public Set<String> racksForPartition(Uuid id, int partition) { return Set.of(); }
            };
            var spec = new GroupSpecImpl(Collections.unmodifiableMap(specs), type, inverted);
            var decided = isUniform
                ? new org.apache.kafka.coordinator.group.assignor.UniformAssignor().assign(spec, describer)
                : new org.apache.kafka.coordinator.group.assignor.RangeAssignor().assign(spec, describer);
            ObjectNode line = JSON.createObjectNode();
            line.put("assignor", isUniform ? "uniform" : "range");
            ArrayNode topics = line.putArray("topics");
            for (int i = 0; i < ids.size(); i++) {
                Uuid id = ids.get(i);
                topics.addArray().add(String.format("%016x%016x", id.getMostSignificantBits(), id.getLeastSignificantBits())).add(counts.get(i));
            }
            ObjectNode shown = line.putObject("members");
            ObjectNode out = JSON.createObjectNode();
            members.forEach((id, member) -> {
                ObjectNode one = shown.putObject(id);
                if (member.instance != null) one.put("instance", member.instance);
                member.topics.forEach(one.withArray("topics")::add);
                putPartitions(one.putObject("has"), member.has);
                member.has = new TreeMap<>();
                if (decided.members().containsKey(id))
                    decided.members().get(id).partitions().forEach((topic, partitions) ->
                        member.has.put(ids.indexOf(topic), new TreeSet<>(partitions)));
                putPartitions(out.putObject(id), member.has);
            });
            line.set("out", out);
            System.out.println(JSON.writeValueAsString(line));
        }
    }

    static void putPartitions(ObjectNode node, Map<?, ? extends Collection<Integer>> all) {
        all.forEach((topic, partitions) -> partitions.forEach(node.withArray("/" + topic)::add));
    }

    // ---- the client's

    static class Client {
        final Random random;
        final String assignor;
        final boolean isSame, hasRacks;
        final Node[] nodes;
        final TreeMap<String, List<int[]>> topics = new TreeMap<>();
        final TreeMap<String, ClientMember> members = new TreeMap<>();
        List<String> common;
        int generation = 0;

        static class ClientMember {
            String instance, rack;
            List<String> topics;
            List<TopicPartition> owned = new ArrayList<>();
            int generation = -1;
            ByteBuffer userData;
        }

        Client(int seed) {
            random = new Random(1000 + seed);
            assignor = List.of("range", "roundrobin", "sticky", "cooperative-sticky").get(seed % 4);
            isSame = (seed / 4) % 2 == 0;
            hasRacks = (seed / 8) % 2 == 1;
            nodes = new Node[hasRacks ? 3 : 1];
            for (int i = 0; i < nodes.length; i++) nodes[i] = new Node(i, "h", 1, hasRacks && random.nextInt(8) > 0 ? "r" + i : null);
            int count = 1 + random.nextInt(5);
            int size = random.nextBoolean() ? 0 : 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) topics.put("topic-" + (char) ('a' + random.nextInt(26)) + i, new ArrayList<>());
            for (List<int[]> partitions : topics.values())
                grow(partitions, size > 0 ? size : 1 + random.nextInt(9));
            common = someTopics();
        }

        void grow(List<int[]> partitions, int by) {
            for (int i = 0; i < by; i++) {
                int first = random.nextInt(nodes.length);
                boolean two = nodes.length > 1 && random.nextInt(3) == 0;
                partitions.add(two ? new int[] {first, (first + 1) % nodes.length} : new int[] {first});
            }
        }

        List<String> someTopics() {
            List<String> some = new ArrayList<>();
            for (String topic : topics.keySet()) if (random.nextInt(3) > 0) some.add(topic);
            if (some.isEmpty()) some.add(topics.firstKey());
            if (random.nextInt(10) == 0) some.add("nowhere");
            return some;
        }

        void change() {
            int what = random.nextInt(7);
            if (what <= 2 || members.isEmpty()) {
                int joining = 1 + random.nextInt(4);
                for (int i = 0; i < joining; i++) {
                    ClientMember member = new ClientMember();
                    if (random.nextInt(4) == 0) member.instance = "i" + random.nextInt(1000) + "-" + members.size();
                    if (hasRacks && random.nextInt(5) > 0) member.rack = "r" + random.nextInt(3);
                    member.topics = isSame ? common : someTopics();
                    members.put("consumer-" + new Uuid(random.nextLong(), random.nextLong()), member);
                }
            } else if (what == 3 && members.size() > 1) {
                members.remove(anyMember());
            } else if (what == 4) {
                grow(new ArrayList<>(topics.values()).get(random.nextInt(topics.size())), 1 + random.nextInt(3));
            } else if (what == 5 && members.size() > 1) {
                // Two claim the same, of one generation or of two.
                ClientMember one = members.get(anyMember()), other = members.get(anyMember());
                if (one != other && !other.owned.isEmpty()) {
                    TopicPartition at = other.owned.get(0);
                    if (!one.owned.contains(at)) one.owned.add(at);
                    if (random.nextBoolean() && one.generation > 1) one.generation -= 1;
                }
            } else if (isSame) {
                common = someTopics();
                for (ClientMember member : members.values()) member.topics = common;
            } else {
                members.get(anyMember()).topics = someTopics();
            }
        }

        String anyMember() {
            return new ArrayList<>(members.keySet()).get(random.nextInt(members.size()));
        }

        ConsumerPartitionAssignor fresh() {
            return switch (assignor) {
                case "range" -> new RangeAssignor();
                case "roundrobin" -> new RoundRobinAssignor();
                case "sticky" -> new StickyAssignor();
                default -> new CooperativeStickyAssignor();
            };
        }

        void run() throws Exception {
            for (int step = 0; step < 6; step++) {
                change();
                decide();
            }
        }

        void decide() throws Exception {
            List<PartitionInfo> infos = new ArrayList<>();
            topics.forEach((topic, partitions) -> {
                for (int i = 0; i < partitions.size(); i++) {
                    Node[] replicas = Arrays.stream(partitions.get(i)).mapToObj(n -> nodes[n]).toArray(Node[]::new);
                    infos.add(new PartitionInfo(topic, i, replicas[0], replicas, replicas));
                }
            });
            Cluster cluster = new Cluster("c", Arrays.asList(nodes), infos, Set.of(), Set.of());
            Map<String, Subscription> subscriptions = new HashMap<>();
            ObjectNode line = JSON.createObjectNode();
            line.put("assignor", assignor);
            ArrayNode racks = line.putArray("brokers");
            for (Node node : nodes) racks.add(node.rack());
            ObjectNode described = line.putObject("topics");
            topics.forEach((topic, partitions) -> {
                ArrayNode list = described.putArray(topic);
                for (int[] replicas : partitions) { ArrayNode one = list.addArray(); for (int r : replicas) one.add(r); }
            });
            ObjectNode shown = line.putObject("members");
            members.forEach((id, member) -> {
                Subscription subscription = new Subscription(member.topics, member.userData == null ? null : member.userData.duplicate(),
                    member.owned, member.generation, Optional.ofNullable(member.rack));
                subscription.setGroupInstanceId(Optional.ofNullable(member.instance));
                subscriptions.put(id, subscription);
                ObjectNode one = shown.putObject(id);
                if (member.instance != null) one.put("instance", member.instance);
                if (member.rack != null) one.put("rack", member.rack);
                member.topics.forEach(one.withArray("topics")::add);
                one.put("generation", member.generation);
                ArrayNode owned = one.putArray("owned");
                for (TopicPartition at : member.owned) owned.addArray().add(at.topic()).add(at.partition());
                if (member.userData != null) {
                    byte[] bytes = new byte[member.userData.remaining()];
                    member.userData.duplicate().get(bytes);
                    one.put("user_data", HexFormat.of().formatHex(bytes));
                }
            });
            var decided = fresh().assign(cluster, new GroupSubscription(subscriptions)).groupAssignment();
            generation += 1;
            ObjectNode out = line.putObject("out");
            members.forEach((id, member) -> {
                var assignment = decided.get(id);
                ObjectNode of = out.putObject(id);
                for (TopicPartition at : assignment.partitions()) of.withArray("/" + at.topic()).add(at.partition());
                // One in five missed the round and comes back with what it had.
                if (random.nextInt(5) == 0) return;
                member.owned = new ArrayList<>(assignment.partitions());
                member.generation = generation;
                ConsumerPartitionAssignor instance = fresh();
                instance.onAssignment(assignment, new ConsumerGroupMetadata("g", generation, id, Optional.empty()));
                member.userData = instance.subscriptionUserData(new HashSet<>(member.topics));
            });
            System.out.println(JSON.writeValueAsString(line));
        }
    }
}
