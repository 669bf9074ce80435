// kafkajs: `node kafkajs.js BOOTSTRAP`. Exits non-zero at the first surprise.
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs')
CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy')

const EACH = 100
const topic = `kafkajs-${Date.now()}`
const kafka = new Kafka({ brokers: [process.argv[2]], logLevel: logLevel.ERROR })

function step(name, ok, detail = '') {
  if (!ok) {
    console.log(`kafkajs: FAILED ${name}:`, detail)
    process.exit(1)
  }
  console.log(`kafkajs: ok ${name}`)
}

async function until(condition, seconds) {
  const deadline = Date.now() + seconds * 1000
  while (!condition() && Date.now() < deadline) await new Promise(done => setTimeout(done, 100))
  return condition()
}

async function produce() {
  const sent = new Map()
  const producer = kafka.producer({ idempotent: true })
  await producer.connect()
  for (const compression of [CompressionTypes.None, CompressionTypes.GZIP, CompressionTypes.Snappy]) {
    const messages = []
    for (let i = 0; i < EACH; i++) {
      const key = `${compression}-${i}`
      sent.set(key, `value ${i} value value value`)
      messages.push({ key, value: sent.get(key), headers: { one: '1', many: ['a', 'b'] } })
    }
    const [result] = await producer.send({ topic, compression, messages, acks: -1 })
    step(`produce with codec ${compression}`, result.errorCode === 0, result)
  }
  await producer.send({ topic, messages: [{ key: 'tombstone', value: null }] })
  sent.set('tombstone', null)
  await producer.disconnect()
  return sent
}

async function share(sent) {
  const received = new Map()
  const members = new Set()
  let many
  const consumers = []
  for (const number of [1, 2]) {
    const consumer = kafka.consumer({ groupId: `group-${topic}`, sessionTimeout: 6000, heartbeatInterval: 500 })
    consumers.push(consumer)
    consumer.on(consumer.events.GROUP_JOIN, event => {
      if ((event.payload.memberAssignment[topic] || []).length > 0) members.add(number)
    })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        received.set(message.key.toString(), message.value === null ? null : message.value.toString())
        if (message.headers.many) many = message.headers.many.map(String)
      }
    })
    await new Promise(done => setTimeout(done, 4000))
  }
  const all = await until(() => received.size === sent.size && members.size === 2, 120)
  step('two members share a group', all, `${received.size} of ${sent.size}, members ${[...members]}`)
  step('values are equal', [...sent].every(([key, value]) => received.get(key) === value))
  step('headers with several values', String(many) === 'a,b', many)
  for (const consumer of consumers) await consumer.disconnect()
}

async function main() {
  const admin = kafka.admin()
  await admin.connect()
  const before = Date.now()
  step('create topic', await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] }))
  await share(await produce())
  const byTime = await admin.fetchTopicOffsetsByTimestamp(topic, before)
  step('offsets by time', byTime.every(({ offset }) => offset === '0'), byTime)
  const offsets = await admin.fetchTopicOffsets(topic)
  step('watermarks', offsets.reduce((sum, { high }) => sum + Number(high), 0) === 3 * EACH + 1, offsets)
  const committed = await admin.fetchOffsets({ groupId: `group-${topic}`, topics: [topic] })
  step('committed offsets', committed[0].partitions.some(({ offset }) => Number(offset) > 0), committed)
  await admin.deleteGroups([`group-${topic}`])
  await admin.deleteTopics({ topics: [topic] })
  step('topic is deleted', !(await admin.listTopics()).includes(topic))
  await admin.disconnect()
  process.exit(0)
}

main().catch(error => step('no exception', false, error))
