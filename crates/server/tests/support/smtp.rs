//! A mail server for tests: speaks SMTP over a real socket, keeps what it takes, and misbehaves when told to.

use mail_parser::{Message, MessageParser};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does with letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes them.
    Takes,
    /// Takes them, and lets a moment pass before it says so.
    Dawdles,
    /// Answers RCPT with this code and repeats the address, as servers do.
    Refuses(u16),
    /// Says nothing more once a letter has arrived, and does not keep it.
    Hangs,
    /// Keeps the letter but is gone before it says so.
    GoesAway,
    /// Closes every connection at once.
    Away,
}

/// How long a server that dawdles does.
const MOMENT: Duration = Duration::from_millis(20);

/// A letter as it arrived.
#[derive(Clone)]
pub struct Letter {
    /// The address in RCPT.
    pub to: String,
    /// Header and body.
    pub bytes: Vec<u8>,
}

impl Letter {
    /// The letter, read by somebody else's program.
    pub fn read(&self) -> Message<'_> {
        MessageParser::default()
            .parse(&self.bytes)
            .expect("a letter can be read")
    }
}

#[derive(Debug)]
struct State {
    manner: Mutex<Manner>,
    letters: Mutex<Vec<(String, Vec<u8>)>>,
    hung: Notify,
}

/// A running server; gone with the runtime of its test.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    state: Arc<State>,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State {
            manner: Mutex::new(Manner::Takes),
            letters: Mutex::default(),
            hung: Notify::new(),
        });
        let server = Self {
            address,
            state: Arc::clone(&state),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                // A client that goes away ends the conversation, not the server.
                tokio::spawn(async move { converse(stream, &state).await.ok() });
            }
        });
        server
    }

    pub fn becomes(&self, manner: Manner) {
        *self.state.manner.lock().expect("nobody panics with it") = manner;
    }

    /// Everything that was taken, in order.
    pub fn letters(&self) -> Vec<Letter> {
        let letters = self.state.letters.lock().expect("nobody panics with it");
        letters
            .iter()
            .map(|(to, bytes)| Letter {
                to: to.clone(),
                bytes: bytes.clone(),
            })
            .collect()
    }

    /// Ready when a letter has arrived and the server has fallen silent.
    pub async fn hangs(&self) {
        self.state.hung.notified().await;
    }
}

impl State {
    fn manner(&self) -> Manner {
        *self.manner.lock().expect("nobody panics with it")
    }
}

async fn converse(stream: TcpStream, state: &State) -> std::io::Result<()> {
    if state.manner() == Manner::Away {
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test\r\n").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || state.manner() == Manner::Away {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), state.manner()) {
            ("EHLO", _) => "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n".to_owned(),
            ("RCPT", manner) => {
                to = line
                    .split(['<', '>'])
                    .nth(1)
                    .expect("an address in angle brackets")
                    .to_owned();
                match manner {
                    Manner::Refuses(code) => format!("{code} <{to}> is not welcome\r\n"),
                    _ => "250 ok\r\n".to_owned(),
                }
            }
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                let letter = receive(&mut stream).await?;
                match state.manner() {
                    Manner::Hangs => {
                        state.hung.notify_one();
                        std::future::pending::<()>().await;
                    }
                    Manner::Away => return Ok(()),
                    manner => {
                        let mut letters = state.letters.lock().expect("nobody panics with it");
                        letters.push((to.clone(), letter));
                        if manner == Manner::GoesAway {
                            return Ok(());
                        }
                    }
                }
                if state.manner() == Manner::Dawdles {
                    tokio::time::sleep(MOMENT).await;
                }
                "250 taken\r\n".to_owned()
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn receive(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut letter = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(letter);
        }
        let stuffed = usize::from(line.starts_with(b"."));
        letter.extend_from_slice(line.get(stuffed..).unwrap_or_default());
    }
}
