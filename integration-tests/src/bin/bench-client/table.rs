//! The figures and how they are printed.

use std::time::Duration;

/// One load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub consumes: bool,
    /// Bytes of a value.
    pub size: usize,
    pub codec: &'static str,
    pub partitions: i32,
}

impl Row {
    /// Whether what one writes is what the other reads.
    pub fn same_records(&self, other: &Row) -> bool {
        (self.size, self.codec, self.partitions) == (other.size, other.codec, other.partitions)
    }

    fn name(&self) -> String {
        let verb = if self.consumes { "consume" } else { "produce" };
        let plural = if self.partitions == 1 { "" } else { "s" };
        format!("{verb} {} B, {}, {} partition{plural}", self.size, self.codec, self.partitions)
    }
}

/// What a load cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Records of the measured part.
    pub count: usize,
    /// CPU time of the measured part.
    pub cpu: Duration,
    pub elapsed: Duration,
    /// CPU time of the whole process: start, warm-up and the measured part.
    pub whole: Duration,
    /// Records of the warm-up and the measured part.
    pub whole_count: usize,
    /// What a reader makes of the records.
    pub sum: u64,
}

impl Cost {
    fn per_million(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.count as f64
    }
}

pub struct Measured {
    pub row: Row,
    pub client: &'static str,
    pub cost: Cost,
}

/// A line as soon as it is known.
pub fn print_detail(row: &Row, client: &str, cost: &Cost) {
    static HEAD: std::sync::Once = std::sync::Once::new();
    HEAD.call_once(|| {
        println!("| load | client | CPU s per million records | CPU s per GiB | whole process | records/s |");
        println!("|---|---|---:|---:|---:|---:|");
    });
    let per_million = cost.per_million();
    let per_gib = per_million * f64::from(1 << 30) / (row.size as f64 * 1e6);
    let whole = cost.whole.as_secs_f64() * 1e6 / cost.whole_count as f64;
    let rate = cost.count as f64 / cost.elapsed.as_secs_f64();
    println!("| {} | {client} | {per_million:.3} | {per_gib:.2} | {whole:.3} | {rate:.0} |", row.name());
}

/// CPU seconds per million records, side by side, and ours against the best of the others.
pub fn print_comparison(measured: &[Measured]) {
    let mut clients: Vec<&str> = Vec::new();
    for one in measured {
        if !clients.contains(&one.client) {
            clients.push(one.client);
        }
    }
    println!("\n| CPU s per million records | {} | Kavka / best other |", clients.join(" | "));
    println!("|---|{}---:|", "---:|".repeat(clients.len()));
    let mut rows: Vec<Row> = measured.iter().map(|one| one.row).collect();
    rows.dedup();
    // Producers first.
    rows.sort_by_key(|row| row.consumes);
    for row in rows {
        let of = |client: &str| {
            let found = measured.iter().find(|one| one.row == row && one.client == client)?;
            Some(found.cost.per_million())
        };
        let figures: Vec<String> = clients.iter().map(|client| cell(of(client))).collect();
        let others = clients.iter().filter(|client| **client != "Kavka").filter_map(|client| of(client));
        let best = others.min_by(f64::total_cmp);
        let ratio = of("Kavka").zip(best).map(|(own, best)| own / best);
        println!("| {} | {} | {} |", row.name(), figures.join(" | "), cell(ratio));
    }
}

fn cell(figure: Option<f64>) -> String {
    figure.map_or_else(String::new, |figure| format!("{figure:.3}"))
}
