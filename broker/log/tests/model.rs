//! Random operations on a log and on a simple list, which must agree after every step.

mod common;

use std::sync::Arc;

use common::*;
use kavka_log::{
    AppendOptions, AppendOrigin, Isolation, LogConfig, LogOpenOptions, StartOffsetReason, UnifiedLog,
};
use kavka_protocol::compression::Codec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Append { records: usize, codec: usize, epoch_up: bool },
    Idempotent { records: usize, again: bool },
    HighWatermark(u16),
    LogStart(u16),
    Truncate(u16),
    TruncateFully(u16),
    Roll,
    Retention(u16),
    Flush,
    Reopen,
    Crash,
    Read { from: u16, max_bytes: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..5usize, 0..5usize, prop::bool::weighted(0.1))
            .prop_map(|(records, codec, epoch_up)| Step::Append { records, codec, epoch_up }),
        3 => (1..4usize, any::<bool>()).prop_map(|(records, again)| Step::Idempotent { records, again }),
        3 => any::<u16>().prop_map(Step::HighWatermark),
        1 => any::<u16>().prop_map(Step::LogStart),
        1 => any::<u16>().prop_map(Step::Truncate),
        1 => any::<u16>().prop_map(Step::TruncateFully),
        1 => Just(Step::Roll),
        1 => any::<u16>().prop_map(Step::Retention),
        1 => Just(Step::Flush),
        1 => Just(Step::Reopen),
        1 => Just(Step::Crash),
        4 => (any::<u16>(), 1..2000usize).prop_map(|(from, max_bytes)| Step::Read { from, max_bytes }),
    ]
}

/// What the log should hold.
#[derive(Default)]
struct Model {
    /// Batches: base offset and values.
    batches: Vec<(i64, Vec<String>)>,
    start: i64,
    high_watermark: i64,
    /// Where the log was last emptied: it ends there when it has no batches.
    floor: i64,
    epoch: i32,
    next_sequence: i32,
    counter: usize,
}

impl Model {
    fn end(&self) -> i64 {
        self.batches.last().map_or(self.floor, |(base, values)| base + values.len() as i64)
    }

    fn records(&self, from: i64, to: i64) -> Vec<(i64, String)> {
        let all = self.batches.iter().flat_map(|(base, values)| (*base..).zip(values.iter().cloned()));
        all.filter(|(offset, _)| (from..to).contains(offset)).collect()
    }

    fn values(&mut self, count: usize) -> Vec<String> {
        self.counter += 1;
        (0..count).map(|record| format!("{}-{record}", self.counter)).collect()
    }

    /// A number within `from..=to` out of any number.
    fn pick(number: u16, from: i64, to: i64) -> i64 {
        from + i64::from(number) % (to - from + 1).max(1)
    }
}

struct Subject {
    dir: tempfile::TempDir,
    config: LogConfig,
    log: Arc<UnifiedLog>,
    model: Model,
}

impl Subject {
    fn options(&self) -> AppendOptions {
        AppendOptions { leader_epoch: self.model.epoch, ..append_options(AppendOrigin::Client) }
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Append { records, codec, epoch_up } => {
                self.model.epoch += i32::from(epoch_up);
                let values = self.model.values(records);
                let refs: Vec<_> = values.iter().map(String::as_str).collect();
                let batch = with_codec(&refs, Codec::ALL[codec]);
                let info = self.log.append_as_leader(batch, self.options()).unwrap();
                assert_eq!(info.first_offset, self.model.end());
                self.model.batches.push((info.first_offset, values));
            }
            Step::Idempotent { records, again } => {
                let values = self.model.values(records);
                let refs: Vec<_> = values.iter().map(String::as_str).collect();
                let batch = idempotent(&refs, 1, 0, self.model.next_sequence);
                let info = self.log.append_as_leader(batch.clone(), self.options()).unwrap();
                self.model.next_sequence += records as i32;
                self.model.batches.push((info.first_offset, values));
                if again {
                    let repeated = self.log.append_as_leader(batch, self.options()).unwrap();
                    assert!(repeated.duplicate);
                    assert_eq!(repeated.first_offset, info.first_offset);
                }
            }
            Step::HighWatermark(number) => {
                let to = Model::pick(number, self.model.high_watermark, self.model.end());
                self.model.high_watermark = self.log.update_high_watermark(to);
                assert_eq!(self.model.high_watermark, to);
            }
            Step::LogStart(number) => {
                let to = Model::pick(number, self.model.start, self.model.high_watermark);
                let moved =
                    self.log.increment_log_start_offset(to, StartOffsetReason::ClientRecordDeletion).unwrap();
                assert_eq!(moved, to > self.model.start);
                self.model.start = to;
            }
            Step::Truncate(number) => {
                let to = Model::pick(number, self.model.high_watermark, self.model.end());
                // Whole batches go, so the log may end before the wanted offset only if that is inside a batch:
                // leaders and followers truncate at batch borders.
                let to = self.model.batches.iter().map(|(base, _)| *base).filter(|base| *base >= to).min();
                let Some(to) = to else { return };
                self.log.truncate_to(to).unwrap();
                self.model.batches.retain(|(base, _)| *base < to);
                if self.model.batches.is_empty() {
                    self.model.floor = to;
                }
                self.forget_producer();
            }
            Step::TruncateFully(number) if number % 4 == 0 => {
                let to = self.model.end() + i64::from(number % 10);
                self.log.truncate_fully_and_start_at(to, None).unwrap();
                self.model.batches.clear();
                (self.model.floor, self.model.start, self.model.high_watermark) = (to, to, to);
                self.forget_producer();
            }
            Step::TruncateFully(_) => {}
            Step::Roll => {
                self.log.roll(NOW).unwrap();
            }
            Step::Retention(number) => {
                let limit = i64::from(number) % 2000;
                self.log.update_config(LogConfig { retention_bytes: limit, ..self.config.clone() });
                self.log.delete_old_segments(NOW).unwrap();
                self.log.update_config(self.config.clone());
                let start = self.log.log_start_offset();
                assert!(start >= self.model.start && start <= self.model.high_watermark);
                self.model.start = start;
                self.log.run_background_work(NOW + 60_000);
            }
            Step::Flush => {
                self.log.flush().unwrap();
                assert_eq!(self.log.recovery_point(), self.model.end());
            }
            Step::Reopen => {
                self.log.close().unwrap();
                self.reopen(true);
            }
            Step::Crash => self.reopen(false),
            Step::Read { from, max_bytes } => {
                let from = Model::pick(from, self.model.start, self.model.end());
                for (isolation, to) in [
                    (Isolation::LogEnd, self.model.end()),
                    (Isolation::HighWatermark, self.model.high_watermark),
                ] {
                    let mut expected = self.model.records(from, to);
                    let found = read_all(&self.log, from, max_bytes, isolation);
                    if isolation == Isolation::HighWatermark {
                        // One inside of a batch hides the whole batch.
                        expected.truncate(found.len().max(expected.len().saturating_sub(4)));
                    }
                    assert_eq!(found, expected);
                }
            }
        }
        self.check();
    }

    /// After a truncation the producer may continue anywhere, which the model does not follow: a new producer id
    /// would do, a new log state is simpler.
    fn forget_producer(&mut self) {
        let last = self.log.producers().first().map(|producer| producer.last_sequence);
        self.model.next_sequence = last.map_or(self.model.next_sequence, |last| last + 1);
    }

    fn reopen(&mut self, clean_shutdown: bool) {
        let options = LogOpenOptions {
            log_start_offset: self.model.start,
            recovery_point: self.log.recovery_point(),
            clean_shutdown,
            ..options(self.dir.path(), &self.config)
        };
        self.log = UnifiedLog::open(options).unwrap();
        self.log.update_high_watermark(self.model.high_watermark);
    }

    fn check(&self) {
        let offsets = self.log.offsets();
        assert_eq!(offsets.log_end_offset, self.model.end());
        assert_eq!(offsets.log_start_offset, self.model.start);
        assert_eq!(offsets.high_watermark, self.model.high_watermark);
        assert!(self.log.recovery_point() <= offsets.log_end_offset);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_log_agrees_with_a_list(steps in prop::collection::vec(step(), 1..80)) {
        let dir = tempfile::tempdir().unwrap();
        let config = LogConfig { segment_bytes: 600, index_interval_bytes: 120, ..LogConfig::default() };
        let log = open(dir.path(), &config);
        let mut subject = Subject { dir, config, log, model: Model::default() };
        for step in steps {
            subject.apply(step);
        }
        let start = subject.model.start;
        let expected = subject.model.records(start, i64::MAX);
        prop_assert_eq!(read_all(&subject.log, start, 500, Isolation::LogEnd), expected);
    }
}
