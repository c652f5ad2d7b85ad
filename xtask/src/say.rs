//! Words and numbers for people.

use std::time::Duration;

/// `5 min 31 s`, `12 s`, `0.4 s`.
pub(crate) fn time(taken: Duration) -> String {
    let seconds = taken.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", taken.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// `41.4 kB` (1 kB = 1000 bytes).
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Counts through the stages of a command: `2/6  Trunk 0.21.14 …`.
pub(crate) struct Stages {
    total: usize,
    current: usize,
}

impl Stages {
    pub(crate) const fn of(total: usize) -> Self {
        Self { total, current: 0 }
    }

    /// Begins the next stage.
    pub(crate) fn next(&mut self, sentence: &str) {
        self.current += 1;
        println!("{}/{}  {sentence}", self.current, self.total);
    }
}

/// A remark about the stage under way.
pub(crate) fn remark(sentence: &str) {
    println!("     {sentence}");
}
