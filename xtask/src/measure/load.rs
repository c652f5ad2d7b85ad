//! A small load generator: keep-alive connections that ask again as soon as they are answered.

use super::server::Server;
use super::table::{Limits, Row};
use crate::{Outcome, job};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(5);

/// Public reads that exist in this build; each fails the same way.
const READS: [&str; 5] = [
    "/api/v1/libraries",
    "/api/v1/libraries/kallio",
    "/api/v1/items",
    "/api/v1/programme/actions/116",
    "/api/v1/rooms?minutes=60&sort=first_free",
];

/// Requests per second and their 99th percentile, 8 connections, one core for the server, the other for us.
pub(super) fn all(server: &Server) -> Outcome<Vec<Row>> {
    apart(|| {
        let rows = READS
            .iter()
            .filter(|path| server.has(path))
            .map(|path| measure(server.address(), path));
        let rows = rows.collect::<Outcome<Vec<_>>>()?;
        Ok(rows.into_iter().flatten().collect())
    })
}

/// Keeps us off the server's core meanwhile, where `taskset` can do that.
pub(super) fn apart<T>(work: impl FnOnce() -> T) -> T {
    let to = |cores: &str| {
        let _ = job::answer(
            "taskset",
            &["-a", "-c", "-p", cores, &std::process::id().to_string()],
        );
    };
    to("1");
    let done = work();
    let last = thread::available_parallelism().map_or(1, usize::from).max(2) - 1;
    to(&format!("0-{last}"));
    done
}

#[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
fn measure(address: SocketAddr, path: &'static str) -> Outcome<[Row; 2]> {
    let asks: Asks = Arc::new(move |_, _| get(address, path, "gzip, br"));
    let crowd = Crowd::of(8, TIME);
    crowd.lasting(WARM_UP).ask(address, &asks)?;
    let times = crowd.ask(address, &asks)?;
    let command = "cargo xtask measure".to_owned();
    Ok([
        Row {
            what: format!("GET {path}, 8 clients, per core of the server"),
            value: times.len() as f64 / TIME.as_secs_f64(),
            unit: "/s",
            limits: Limits::AtLeast {
                goal: 8000.0,
                worst: 2000.0,
            },
            command: command.clone(),
        },
        Row {
            what: format!("GET {path}, 8 clients, p99"),
            value: percentile(&times, 99),
            unit: "ms",
            limits: Limits::None,
            command,
        },
    ])
}

/// What a client asks as its so-many-eth request: the number of the client, and of the request.
pub(super) type Asks = Arc<dyn Fn(usize, usize) -> String + Send + Sync>;

/// A request for reading.
pub(super) fn get(address: SocketAddr, path: &str, coding: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: {coding}\r\n\r\n")
}

/// So many clients for so long, each with a connection of its own.
#[derive(Clone, Copy)]
pub(super) struct Crowd {
    clients: usize,
    time: Duration,
    /// How every answer has to begin.
    status: &'static str,
}

impl Crowd {
    pub(super) const fn of(clients: usize, time: Duration) -> Self {
        Self {
            clients,
            time,
            status: "http/1.1 200",
        }
    }

    /// The same for another time.
    pub(super) const fn lasting(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// A crowd that makes something with each request.
    pub(super) const fn that_makes(self) -> Self {
        Self {
            status: "http/1.1 201",
            ..self
        }
    }

    /// How long each answer took, the quickest first.
    pub(super) fn ask(self, address: SocketAddr, asks: &Asks) -> Outcome<Vec<Duration>> {
        let end = Instant::now() + self.time;
        let clients: Vec<_> = (0..self.clients)
            .map(|number| {
                let asks = Arc::clone(asks);
                thread::spawn(move || client(address, self.status, end, |request| asks(number, request)))
            })
            .collect();
        let mut all = Vec::new();
        for client in clients {
            let times = client.join().map_err(|_| "a client broke down")?;
            all.extend(times.map_err(|why| format!("{address}: {why}"))?);
        }
        all.sort_unstable();
        Ok(all)
    }
}

/// So many per cent were not slower than this, in milliseconds.
pub(super) fn percentile(times: &[Duration], percent: usize) -> f64 {
    let time = times.get(times.len() * percent / 100);
    time.map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

fn client(
    address: SocketAddr,
    status: &str,
    end: Instant,
    ask: impl Fn(usize) -> String,
) -> std::io::Result<Vec<Duration>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut answers = BufReader::with_capacity(1 << 16, stream.try_clone()?);
    let mut requests = stream;
    let mut times = Vec::new();
    let mut line = String::new();
    while Instant::now() < end {
        let request = ask(times.len());
        let begin = Instant::now();
        requests.write_all(request.as_bytes())?;
        read_answer(&mut answers, &mut line, status)?;
        times.push(begin.elapsed());
    }
    Ok(times)
}

/// Reads one answer to its end, of known length or in chunks; one that begins otherwise than it has to is an error.
fn read_answer(answers: &mut BufReader<TcpStream>, line: &mut String, wanted: &str) -> std::io::Result<()> {
    let mut length = None;
    let mut next = |answers: &mut BufReader<TcpStream>| {
        line.clear();
        answers.read_line(line)?;
        Ok::<String, std::io::Error>(line.trim_end().to_ascii_lowercase())
    };
    let status = next(answers)?;
    if !status.starts_with(wanted) {
        return Err(std::io::Error::other(status));
    }
    loop {
        let header = next(answers)?;
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    if let Some(length) = length {
        std::io::copy(&mut answers.take(length), &mut std::io::sink())?;
        return Ok(());
    }
    loop {
        let size = u64::from_str_radix(&next(answers)?, 16).map_err(std::io::Error::other)?;
        std::io::copy(&mut answers.by_ref().take(size + 2), &mut std::io::sink())?;
        if size == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn answers_of_known_length_and_in_chunks_are_read_to_their_end() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello\
                    HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n\
                    HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        listener.accept().unwrap().0.write_all(text.as_bytes()).unwrap();
        let (mut answers, mut line) = (BufReader::new(stream), String::new());
        let mut read = || read_answer(&mut answers, &mut line, "http/1.1 200");
        read().unwrap();
        read().unwrap();
        let refused = read().unwrap_err();
        assert_eq!(refused.to_string(), "http/1.1 404 not found");
    }
}
