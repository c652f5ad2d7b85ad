//! A throw-away PostgreSQL for the tests: own folder, own port, own password, gone at the end.

mod programs;

pub(crate) use programs::is_root;

use crate::{Outcome, interrupt, job, say};
use programs::Programs;
use std::fs::{self, File};
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

const PREFIX: &str = "jaettu-postgres-";
const USER: &str = "jaettu";

/// A running server; stopped and removed when dropped.
pub(crate) struct Cluster {
    folder: PathBuf,
    server: Child,
    url: String,
}

/// `postgres`: runs until Ctrl-C.
pub(crate) fn serve() -> Outcome {
    let cluster = Cluster::start()?;
    println!("{}", cluster.url());
    say::remark("Ctrl-C stops and removes it");
    while !interrupt::stopped() {
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

impl Cluster {
    /// Finds or installs PostgreSQL, makes an empty cluster and starts it.
    pub(crate) fn start() -> Outcome<Self> {
        let programs = Programs::find_or_install()?;
        let place = place();
        sweep(&place);
        let folder = place.join(format!("{PREFIX}{}", std::process::id()));
        let made = Self::make(&programs, &folder);
        if made.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        made
    }

    /// What to give as `--database-url`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn make(programs: &Programs, folder: &Path) -> Outcome<Self> {
        let password = random()?;
        let (data, secret, log) = (folder.join("data"), folder.join("password"), folder.join("log"));
        let written = fs::create_dir(folder)
            .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o700)))
            .and_then(|()| fs::write(&secret, &password));
        written.map_err(|why| format!("cannot write {}: {why}", folder.display()))?;
        programs.give(folder)?;
        let mut init = programs.command("initdb");
        init.arg("--pgdata")
            .arg(&data)
            .arg("--pwfile")
            .arg(&secret)
            .args(["--username", USER]);
        init.args([
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        job::logged("postgres-initdb", init.current_dir(folder))?;
        let port = free_port()?;
        let server = start(programs, folder, &data, &log, port)?;
        let url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Self {
            folder: folder.to_owned(),
            server,
            url,
        };
        cluster.wait(&log)?;
        Ok(cluster)
    }

    fn wait(&mut self, log: &Path) -> Outcome {
        for _ in 0..600 {
            if fs::read_to_string(log).is_ok_and(|text| text.contains("ready to accept connections")) {
                return Ok(());
            }
            if interrupt::stopped() || interrupt::ended_within(&mut self.server, Duration::from_millis(100)) {
                break;
            }
        }
        Err(format!(
            "PostgreSQL did not start:\n{}",
            job::last_lines(log).join("\n")
        ))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // INT is PostgreSQL's "fast": it sends its clients away and ends.
        interrupt::send("INT", &self.server.id().to_string());
        if !interrupt::ended_within(&mut self.server, Duration::from_secs(20)) {
            interrupt::end(&mut self.server);
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `fsync` stays on, as in earnest.
fn start(programs: &Programs, folder: &Path, data: &Path, log: &Path, port: u16) -> Outcome<Child> {
    let output = File::create(log).map_err(|why| format!("cannot write {}: {why}", log.display()))?;
    let second = output.try_clone().map_err(|why| why.to_string())?;
    let mut command = programs.command("postgres");
    command
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
    command.args(["-c", "unix_socket_directories=", "-c", "max_connections=300"]);
    job::start(command.current_dir(folder).stdout(output).stderr(second))
}

/// A folder that another user can reach; root's own temporary folder may not be.
fn place() -> PathBuf {
    let shared = Path::new("/tmp");
    if is_root() && shared.is_dir() {
        shared.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// Removes what a killed run left behind: its folder is named after a process that is no more.
fn sweep(place: &Path) {
    for folder in crate::finish::files_in(place) {
        let Some(owner) = crate::finish::name(&folder).strip_prefix(PREFIX) else {
            continue;
        };
        if interrupt::send("0", owner) {
            continue;
        }
        let lock = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if let Some(server) = lock.lines().next().filter(|line| line.parse::<u32>().is_ok()) {
            interrupt::send("INT", server);
            sleep(Duration::from_secs(1));
        }
        let _ = fs::remove_dir_all(&folder);
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    Ok(listener.map_err(|why| format!("no free port: {why}"))?.port())
}

/// 32 hexadecimal digits.
fn random() -> Outcome<String> {
    let mut bytes = [0; 32];
    let read = File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(|why| format!("no random numbers: {why}"))?;
    let digits = crate::finish::hash::short(&bytes);
    Ok(format!(
        "{digits}{}",
        crate::finish::hash::short(digits.as_bytes())
    ))
}
