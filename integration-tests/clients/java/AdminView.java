import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/**
 * Prints what the Java Admin sees of a cluster, a line each, so that another client's view can be compared. Arguments:
 * the bootstrap address, a topic, a group.
 */
public class AdminView {
  static void line(Object... words) {
    System.out.println(Arrays.stream(words).map(String::valueOf).collect(Collectors.joining("|")));
  }

  static String ids(List<Node> nodes) {
    return nodes.stream().map(Node::idString).collect(Collectors.joining(","));
  }

  public static void main(String[] args) throws Exception {
    String topic = args[1];
    String group = args[2];
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      for (TopicListing listed : admin.listTopics(new ListTopicsOptions().listInternal(true)).listings().get()) {
        line("listed", listed.name(), listed.topicId(), listed.isInternal());
      }
      TopicDescription described = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      for (TopicPartitionInfo partition : described.partitions()) {
        line("partition", topic, described.topicId(), partition.partition(), partition.leader().id(),
            ids(partition.replicas()), ids(partition.isr()));
      }
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      for (ConfigEntry entry : admin.describeConfigs(List.of(resource)).all().get().get(resource).entries()) {
        line("config", entry.name(), entry.value(), entry.source(), entry.isSensitive(), entry.isReadOnly());
      }
      for (ConfigResource listed : admin.listConfigResources().all().get()) {
        line("resource", listed.type(), listed.name());
      }
      for (GroupListing listed : admin.listGroups().all().get()) {
        line("group", listed.groupId(), listed.type().map(Object::toString).orElse(""), listed.protocol(),
            listed.groupState().map(Object::toString).orElse(""));
      }
      admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().forEach(
          (at, committed) -> line("committed", group, at, committed.offset(), committed.metadata()));
      ConsumerGroupDescription consumers =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      line("described", group, consumers.groupState(), consumers.members().size(), consumers.coordinator().id());
      for (TopicPartitionInfo partition : described.partitions()) {
        TopicPartition at = new TopicPartition(topic, partition.partition());
        line("earliest", at, admin.listOffsets(Map.of(at, OffsetSpec.earliest())).all().get().get(at).offset());
        line("latest", at, admin.listOffsets(Map.of(at, OffsetSpec.latest())).all().get().get(at).offset());
        for (ProducerState producer : admin.describeProducers(List.of(at)).all().get().get(at).activeProducers()) {
          line("producer", at, producer.producerId(), producer.producerEpoch(), producer.lastSequence());
        }
      }
      admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).forEach((dir, description) ->
          description.replicaInfos().forEach((at, info) -> {
            if (at.topic().equals(topic)) {
              line("replica", at, info.size(), info.offsetLag(), info.isFuture());
            }
          }));
      FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
      features.finalizedFeatures().forEach((name, range) -> line("finalized", name, range.maxVersionLevel()));
      features.supportedFeatures().forEach((name, range) ->
          line("supported", name, range.minVersion(), range.maxVersion()));
      QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
      line("quorum", quorum.leaderId(), quorum.voters().stream().map(v -> v.replicaId() + ":" + v.replicaDirectoryId())
          .collect(Collectors.joining(",")));
      admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get().forEach((entity, quotas) ->
          line("quota", new TreeMap<>(entity.entries()), new TreeMap<>(quotas)));
      admin.describeUserScramCredentials().all().get().forEach((user, description) ->
          description.credentialInfos().forEach(info ->
              line("scram", user, info.mechanism().mechanismName(), info.iterations())));
      for (TransactionListing listed : admin.listTransactions().all().get()) {
        line("transaction", listed.transactionalId(), listed.producerId(), listed.state());
      }
      try {
        for (AclBinding acl : admin.describeAcls(AclBindingFilter.ANY).values().get()) {
          line("acl", acl.pattern().resourceType(), acl.pattern().name(), acl.pattern().patternType(),
              acl.entry().principal(), acl.entry().host(), acl.entry().operation(), acl.entry().permissionType());
        }
      } catch (Exception e) {
        line("acl", "refused");
      }
    }
  }
}
