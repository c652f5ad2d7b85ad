//! A release server to measure, on a port and a data folder of its own.

use super::median;
use super::table::{Limits, Row};
use crate::{Outcome, interrupt, job, paths};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The demo's data in a folder that is removed at the end.
pub(super) struct Data(PathBuf);

impl Data {
    /// Starts a server once, so that the data is there.
    pub(super) fn filled() -> Outcome<Self> {
        let data = Self::empty("demo")?;
        drop(Server::start(&data)?);
        Ok(data)
    }

    /// A folder of this name with nothing in it.
    pub(super) fn empty(name: &str) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("jaettu-measure-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// From start to first answer, data already there.
    pub(super) fn starts(&self, runs: usize) -> Outcome<Vec<Row>> {
        let taken = (0..runs).map(|_| Ok(Server::start(self)?.taken.as_secs_f64() * 1000.0));
        let taken = taken.collect::<Outcome<Vec<f64>>>()?;
        Ok(vec![Row {
            what: "start to first answer, demo data there".to_owned(),
            value: median(taken),
            unit: "ms",
            limits: Limits::AtMost {
                goal: 100.0,
                worst: 1000.0,
            },
            command: "cargo xtask measure".to_owned(),
        }])
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running server; on the first core alone where `taskset` can do that.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    taken: Duration,
}

impl Server {
    pub(super) fn start(data: &Data) -> Outcome<Self> {
        Self::with(data, &[])
    }

    /// With these options beside the usual.
    pub(super) fn with(data: &Data, options: &[&str]) -> Outcome<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let address = address.map_err(|why| format!("no free port: {why}"))?;
        let (path, log) = job::open_log("measure-server")?;
        let second = log.try_clone().map_err(|why| why.to_string())?;
        let mut command = pinned(0);
        command
            .arg(paths::server())
            .args(["serve", "--demo", "--listen", &address.to_string()]);
        command
            .arg("--data-dir")
            .arg(&data.0)
            .args(options)
            .current_dir(paths::root())
            .stdout(log)
            .stderr(second);
        let begin = Instant::now();
        let child = job::start(&mut command)?;
        let mut server = Self {
            child,
            address,
            taken: Duration::ZERO,
        };
        while begin.elapsed() < Duration::from_mins(1) && !interrupt::stopped() {
            if server
                .get("/healthz")
                .is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
            {
                server.taken = begin.elapsed();
                return Ok(server);
            }
            sleep(Duration::from_millis(1));
        }
        Err(format!(
            "the server did not answer:\n{}",
            job::last_lines(&path).join("\n")
        ))
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a page.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Head and body of an answer, as they travel to a browser.
    pub(super) fn get(&self, path: &str) -> std::io::Result<Vec<u8>> {
        self.get_coded(path, "gzip, br")
    }

    /// The same in one of these codings.
    pub(super) fn get_coded(&self, path: &str, coding: &str) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {coding}\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }

    /// The body of an answer, which has to be a success.
    pub(super) fn body(&self, path: &str, coding: &str) -> Outcome<Vec<u8>> {
        let answer = self.get_coded(path, coding);
        let mut answer = answer.map_err(|why| format!("{path}: {why}"))?;
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(format!("{path} is not answered with 200"));
        }
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
        Ok(answer.split_off(head.map_or(0, |end| end + 4)))
    }

    /// Whether a GET of this path is a plain success.
    pub(super) fn has(&self, path: &str) -> bool {
        self.get(path)
            .is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
    }

    /// Resident memory a while after the start, nothing asked for yet but its health.
    pub(super) fn memory(&self) -> Outcome<Vec<Row>> {
        sleep(Duration::from_secs(2));
        let answer = job::answer("ps", &["-o", "rss=", "-p", &self.child.id().to_string()]);
        let kilobytes = answer
            .and_then(|text| text.trim().parse::<f64>().ok())
            .ok_or("ps does not tell")?;
        Ok(vec![Row {
            what: "resident memory, idle".to_owned(),
            value: kilobytes * 1024.0 / 1_000_000.0,
            unit: "MB",
            limits: Limits::AtMost {
                goal: 20.0,
                worst: 64.0,
            },
            command: "ps -o rss= -p $(pgrep jaettu-server)".to_owned(),
        }])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        interrupt::end(&mut self.child);
    }
}

/// `taskset` to one core, or, where there is none, `env`, which changes nothing.
fn pinned(core: usize) -> Command {
    if paths::on_path("taskset").is_none() {
        return Command::new("env");
    }
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]);
    command
}
