//! `cargo bench --bench grade`: answers a second and core, from a JSONL file to results with
//! receipts, and the peak memory of a million lines.
//!
//! Rounds of the whole path are interleaved with rounds of its floor on the same bytes (reading
//! lines and parsing JSON, nothing else), so that the ratio holds on a noisy machine.

#![expect(unreachable_pub, reason = "a program of its own: nobody imports it")]

#[path = "support/meter.rs"]
mod meter;
#[path = "support/submissions.rs"]
mod submissions;

use std::io::{BufReader, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use yanxi::language::Language;
use yanxi::service::batch::{self, Format, Scorer};
use yanxi::service::check;

/// Lines of a speed round, rounds, and lines of the memory run.
const LINES: usize = 100_000;
const ROUNDS: usize = 5;
const MANY: usize = 1_000_000;

fn main() {
    // One worker: answers per second of one core.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the pool is not yet built");
    let (course, _) = check::check(&yanxi::store::files::embedded());
    let course = Arc::new(course);
    let input = submissions::jsonl(&course, LINES, 7);
    let scorer = Scorer { course: Arc::clone(&course), labs: None, language: Language::Chinese };
    let (mut full, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = meter::cpu_seconds();
        let mut output = Counter(0);
        let mut go = |_| ControlFlow::Continue(());
        let summary =
            batch::score(&input[..], &mut output, &scorer, Format::Jsonl, &mut go).expect("memory");
        assert_eq!(summary.counts.graded, LINES as u64, "every made-up answer is gradable");
        full.push(LINES as f64 / (meter::cpu_seconds() - before));

        let before = meter::cpu_seconds();
        let parsed = input
            .split(|&byte| byte == b'\n')
            .filter(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok())
            .count();
        assert_eq!(parsed, LINES);
        floor.push(LINES as f64 / (meter::cpu_seconds() - before));
    }
    let (full, floor) = (meter::median(full), meter::median(floor));
    println!("grade: {full:.0} answers per CPU second, receipts included");
    println!("floor: {floor:.0} lines per CPU second, JSON parsing alone; ratio {:.3}", full / floor);
    drop(input);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("many.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    for part in 0..MANY / LINES {
        file.write_all(&submissions::jsonl(&course, LINES, part as u64)).expect("disk space");
    }
    file.flush().expect("disk space");
    let before = peak_mib();
    let input = BufReader::new(std::fs::File::open(&path).expect("the file just written"));
    let mut output =
        std::io::BufWriter::new(std::fs::File::create(folder.path().join("out")).expect("a file"));
    let mut go = |_| ControlFlow::Continue(());
    let summary = batch::score(input, &mut output, &scorer, Format::Jsonl, &mut go).expect("disk space");
    println!(
        "memory: {} lines, peak {:.0} MiB (before the run {before:.0} MiB)",
        summary.counts.lines,
        peak_mib()
    );
}

/// Counts bytes and forgets them.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The largest resident set so far, in MiB (Linux).
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}
