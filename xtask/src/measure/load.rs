//! A small load generator: keep-alive connections that ask again as soon as they are answered.

use super::server::Server;
use super::table::{Limits, Row};
use crate::{Outcome, job};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
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
    let _ = job::answer(
        "taskset",
        &["-a", "-c", "-p", "1", &std::process::id().to_string()],
    );
    let rows = READS
        .iter()
        .filter(|path| server.has(path))
        .map(|path| measure(server.address(), path));
    let rows = rows.collect::<Outcome<Vec<_>>>()?;
    let last = thread::available_parallelism().map_or(1, usize::from).max(2) - 1;
    let _ = job::answer(
        "taskset",
        &[
            "-a",
            "-c",
            "-p",
            &format!("0-{last}"),
            &std::process::id().to_string(),
        ],
    );
    Ok(rows.into_iter().flatten().collect())
}

#[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
fn measure(address: SocketAddr, path: &'static str) -> Outcome<[Row; 2]> {
    crowd(address, path, 8, WARM_UP)?;
    let begin = Instant::now();
    let mut times = crowd(address, path, 8, TIME)?;
    let seconds = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    let command = "cargo xtask measure".to_owned();
    Ok([
        Row {
            what: format!("GET {path}, 8 clients, per core of the server"),
            value: times.len() as f64 / seconds,
            unit: "/s",
            limits: Limits::AtLeast {
                goal: 8000.0,
                worst: 2000.0,
            },
            command: command.clone(),
        },
        Row {
            what: format!("GET {path}, 8 clients, p99"),
            value: p99.as_secs_f64() * 1000.0,
            unit: "ms",
            limits: Limits::None,
            command,
        },
    ])
}

fn crowd(address: SocketAddr, path: &'static str, clients: usize, time: Duration) -> Outcome<Vec<Duration>> {
    let end = Instant::now() + time;
    let clients: Vec<_> = (0..clients)
        .map(|_| thread::spawn(move || client(address, path, end)))
        .collect();
    let mut all = Vec::new();
    for client in clients {
        let times = client.join().map_err(|_| "a client broke down")?;
        all.extend(times.map_err(|why| format!("{path}: {why}"))?);
    }
    Ok(all)
}

fn client(address: SocketAddr, path: &str, end: Instant) -> std::io::Result<Vec<Duration>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: gzip, br\r\n\r\n");
    let mut answers = BufReader::with_capacity(1 << 16, stream.try_clone()?);
    let mut requests = stream;
    let mut times = Vec::new();
    let mut line = String::new();
    while Instant::now() < end {
        let begin = Instant::now();
        requests.write_all(request.as_bytes())?;
        read_answer(&mut answers, &mut line)?;
        times.push(begin.elapsed());
    }
    Ok(times)
}

/// Reads one answer to its end, of known length or in chunks; anything but 200 is an error.
fn read_answer(answers: &mut BufReader<TcpStream>, line: &mut String) -> std::io::Result<()> {
    let mut length = None;
    let mut next = |answers: &mut BufReader<TcpStream>| {
        line.clear();
        answers.read_line(line)?;
        Ok::<String, std::io::Error>(line.trim_end().to_ascii_lowercase())
    };
    let status = next(answers)?;
    if !status.starts_with("http/1.1 200") {
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
