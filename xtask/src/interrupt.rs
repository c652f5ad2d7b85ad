//! Ctrl-C and polite requests to end: whatever was started is stopped and removed before we go.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

static STOPPED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Notes Ctrl-C (and TERM, HUP) instead of dying; the second one ends at once.
pub(crate) fn listen() {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let second = flag::register_conditional_shutdown(signal, 130, Arc::clone(&STOPPED));
        let noted = second.and_then(|_| flag::register(signal, Arc::clone(&STOPPED)));
        if let Err(why) = noted {
            eprintln!("Ctrl-C will not clean up: {why}");
        }
    }
}

/// Whether the person asked us to end.
pub(crate) fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Ends a child that leads its own process group, with all it started: politely, then not.
pub(crate) fn end(child: &mut Child) {
    for (signal, patience) in [
        ("TERM", Duration::from_secs(10)),
        ("KILL", Duration::from_secs(5)),
    ] {
        send(signal, &format!("-{}", child.id()));
        if ended_within(child, patience) {
            return;
        }
    }
}

/// Whether a child ends by itself within this time.
pub(crate) fn ended_within(child: &mut Child, patience: Duration) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < patience {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}

/// Sends a signal to a process (`123`) or a process group (`-123`), by way of the shell: `kill` as a program is
/// not everywhere. False if there is no such process.
pub(crate) fn send(signal: &str, whom: &str) -> bool {
    let text = format!("kill -s {signal} -- {whom}");
    Command::new("sh")
        .args(["-c", &text])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
