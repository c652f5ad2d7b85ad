//! Runs a program: logged with a sign of life, or streamed; stopped with all its children at Ctrl-C.

use crate::{Outcome, interrupt, paths, say};
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// How many lines of a log are shown when something fails.
const LAST_LINES: usize = 30;

/// Cargo, in the repository.
pub(crate) fn cargo<const N: usize>(words: [&str; N]) -> Command {
    let mut command = Command::new(paths::cargo());
    command.args(words).current_dir(paths::root());
    command
}

/// Runs it with the output going to `target/xtask/NAME.log`; the end of the log is shown when it fails.
pub(crate) fn logged(name: &str, command: &mut Command) -> Outcome<Duration> {
    let begin = Instant::now();
    let (path, log) = open_log(name)?;
    let second = log.try_clone().map_err(|why| why.to_string())?;
    command.stdout(log).stderr(second);
    let mut child = start(command)?;
    let mut life = SignOfLife::new(&path);
    let status = wait(&mut child, || life.show(begin.elapsed()));
    life.clear();
    settle(status?, &path, true)?;
    Ok(begin.elapsed())
}

/// Runs it with the output shown as it comes, and kept. Returns what was printed, also when it failed.
pub(crate) fn streamed(name: &str, command: &mut Command) -> (Outcome, String) {
    match stream(name, command) {
        Ok((outcome, path)) => (outcome, fs::read_to_string(path).unwrap_or_default()),
        Err(why) => (Err(why), String::new()),
    }
}

fn stream(name: &str, command: &mut Command) -> Outcome<(Outcome, PathBuf)> {
    let (path, log) = open_log(name)?;
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(command)?;
    let log = Arc::new(Mutex::new(log));
    let copies = [
        child.stdout.take().map(|out| copy(out, &log)),
        child.stderr.take().map(|err| copy(err, &log)),
    ];
    let status = wait(&mut child, || ());
    for thread in copies.into_iter().flatten() {
        let _ = thread.join();
    }
    Ok((settle(status?, &path, false), path))
}

/// Copies a stream to the terminal and to the log.
fn copy(mut from: impl Read + Send + 'static, log: &Arc<Mutex<File>>) -> thread::JoinHandle<()> {
    let log = Arc::clone(log);
    thread::spawn(move || {
        let mut part = [0; 8192];
        while let Ok(length @ 1..) = from.read(&mut part) {
            let part = part.get(..length).unwrap_or_default();
            let _ = std::io::stdout().write_all(part);
            let _ = std::io::stdout().flush();
            if let Ok(mut log) = log.lock() {
                let _ = log.write_all(part);
            }
        }
    })
}

/// What a short command prints; nothing if it cannot be run or fails.
pub(crate) fn answer(program: impl AsRef<std::ffi::OsStr>, words: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(words)
        .current_dir(paths::root())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Starts it as the leader of its own process group, so that all of it can be stopped.
pub(crate) fn start(command: &mut Command) -> Outcome<Child> {
    let program = command.get_program().to_string_lossy().into_owned();
    let spawned = command.stdin(Stdio::null()).process_group(0).spawn();
    spawned.map_err(|why| format!("cannot start {program}: {why}"))
}

fn wait(child: &mut Child, mut meanwhile: impl FnMut()) -> Outcome<ExitStatus> {
    loop {
        if interrupt::stopped() {
            interrupt::end(child);
            return Err("stopped".to_owned());
        }
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => meanwhile(),
            Err(why) => return Err(why.to_string()),
        }
        sleep(Duration::from_millis(50));
    }
}

fn settle(status: ExitStatus, log: &Path, show: bool) -> Outcome {
    if status.success() {
        return Ok(());
    }
    if show {
        for line in last_lines(log) {
            eprintln!("     | {line}");
        }
    }
    Err(format!(
        "failed ({status}); the whole log is in {}",
        paths::shown(log)
    ))
}

/// The file `target/xtask/NAME.log`, emptied.
pub(crate) fn open_log(name: &str) -> Outcome<(PathBuf, File)> {
    let folder = paths::scratch();
    let path = folder.join(format!("{name}.log"));
    let file = fs::create_dir_all(&folder).and_then(|()| File::create(&path));
    Ok((
        path.clone(),
        file.map_err(|why| format!("cannot write {}: {why}", path.display()))?,
    ))
}

/// The last lines of a log.
pub(crate) fn last_lines(log: &Path) -> Vec<String> {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines
        .iter()
        .skip(lines.len().saturating_sub(LAST_LINES))
        .map(|line| (*line).to_owned())
        .collect()
}

/// Shows that a long command is alive: one changing line on a terminal, a line every half minute elsewhere.
struct SignOfLife<'a> {
    log: &'a Path,
    next: Duration,
    terminal: bool,
    shown: bool,
}

impl<'a> SignOfLife<'a> {
    fn new(log: &'a Path) -> Self {
        let terminal = paths::on_terminal();
        Self {
            log,
            next: Duration::from_secs(if terminal { 2 } else { 30 }),
            terminal,
            shown: false,
        }
    }

    fn show(&mut self, taken: Duration) {
        if taken < self.next {
            return;
        }
        let doing = last_lines(self.log).pop().unwrap_or_default();
        let doing: String = doing
            .trim()
            .chars()
            .filter(|letter| !letter.is_control())
            .take(60)
            .collect();
        if self.terminal {
            print!("\r\x1b[K     … {}  {doing}", say::time(taken));
            let _ = std::io::stdout().flush();
            self.next = taken + Duration::from_secs(1);
        } else {
            println!("     … {}  {doing}", say::time(taken));
            self.next = taken + Duration::from_secs(30);
        }
        self.shown = true;
    }

    fn clear(&self) {
        if self.terminal && self.shown {
            print!("\r\x1b[K");
            let _ = std::io::stdout().flush();
        }
    }
}
