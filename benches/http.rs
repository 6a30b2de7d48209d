//! `cargo bench --bench http`: answers accepted and graded over HTTP against the raw group-commit
//! rate of the same disk, and the time of a lesson page under a steady load.
//!
//! The server is a process of its own (this program with the argument `serve-child`), so that its
//! CPU time and the load generator's are told apart. Everything runs on the loopback interface,
//! in rounds of bounded length; raw and HTTP rounds are interleaved. What is compared is durable on
//! both sides: `synchronous=FULL`, one fsync a group.

#![expect(unreachable_pub, reason = "a program of its own: nobody imports it")]

#[path = "support/meter.rs"]
mod meter;
#[path = "support/site.rs"]
mod site;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use site::Site;

const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(5);
const ROUNDS: usize = 3;
const PAGE_RATE: u64 = 200;
const PAGE_TIME: Duration = Duration::from_secs(15);

fn main() {
    if std::env::args().any(|argument| argument == "serve-child") {
        return serve();
    }
    let (mut raw, mut http) = (Vec::new(), Vec::new());
    let mut server = Server::start();
    for round in 1..=ROUNDS {
        let rate = raw_rate();
        let (sent, own, theirs) = server.submissions();
        println!(
            "round {round}: raw {rate:.0} commits/s, HTTP {sent:.0} submissions/s (CPU: server {theirs:.2}, generator {own:.2} cores)"
        );
        raw.push(rate);
        http.push(sent);
    }
    let (raw, http) = (meter::median(raw), meter::median(http));
    println!("submit: {http:.0}/s over HTTP, {raw:.0}/s raw, ratio {:.2}", http / raw);
    server.pages();
    server.stop();
}

/// Writes of the same row through the store alone, from as many threads as there are connections.
fn raw_rate() -> f64 {
    let site = Site::temporary(CONNECTIONS);
    let done = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for worker in 0..CONNECTIONS {
            let (site, done) = (&site, &done);
            scope.spawn(move || {
                while started.elapsed() < ROUND {
                    site.write_raw(worker);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    done.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()
}

/// The child: serves until its standard input ends.
fn serve() {
    let site = Site::temporary(CONNECTIONS);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        println!("{}", site.exercise());
        println!("{}", site.lesson());
        for token in site.tokens() {
            println!("{token}");
        }
        println!();
        std::thread::spawn(move || {
            for line in std::io::stdin().lines() {
                if line.is_err() {
                    break;
                }
                println!("{}", meter::cpu_seconds());
                std::io::stdout().flush().expect("the parent listens");
            }
            std::process::exit(0);
        });
        let service = site.router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).await.expect("serving");
    });
}

struct Server {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    address: SocketAddr,
    exercise: String,
    lesson: String,
    tokens: Arc<Vec<String>>,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .arg("serve-child")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = || {
            let mut text = String::new();
            output.read_line(&mut text).expect("the child speaks");
            text.trim().to_owned()
        };
        let address = line().parse().expect("an address");
        let exercise = line();
        let lesson = line();
        let mut tokens = Vec::new();
        loop {
            let token = line();
            if token.is_empty() {
                break;
            }
            tokens.push(token);
        }
        Self { child, output, address, exercise, lesson, tokens: Arc::new(tokens) }
    }

    /// CPU seconds of the server so far.
    fn cpu(&mut self) -> f64 {
        let input = self.child.stdin.as_mut().expect("piped");
        writeln!(input, "cpu").expect("the child listens");
        let mut text = String::new();
        self.output.read_line(&mut text).expect("the child speaks");
        text.trim().parse().expect("a number")
    }

    /// Submissions a second, and the cores that generator and server used.
    fn submissions(&mut self) -> (f64, f64, f64) {
        let (own, theirs) = (meter::cpu_seconds(), self.cpu());
        let (address, exercise, tokens) = (self.address, self.exercise.clone(), Arc::clone(&self.tokens));
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let started = Instant::now();
        let done = runtime.block_on(async move {
            let mut workers = tokio::task::JoinSet::new();
            for worker in 0..CONNECTIONS {
                let body = format!("answer={}&seed={worker}", worker % 3);
                let request = format!(
                    "POST /zh/exercises/{exercise} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nsec-fetch-site: same-origin\r\naccept: application/json\r\ncookie: yanxi_session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                    tokens[worker],
                    body.len()
                );
                workers.spawn(async move {
                    let mut line = Line::connect(address).await;
                    let mut done = 0u64;
                    while started.elapsed() < ROUND {
                        let status = line.ask(&request).await;
                        assert_eq!(status, 200, "the server accepts the answer");
                        done += 1;
                    }
                    done
                });
            }
            workers.join_all().await.into_iter().sum::<u64>()
        });
        let seconds = started.elapsed().as_secs_f64();
        (done as f64 / seconds, (meter::cpu_seconds() - own) / seconds, (self.cpu() - theirs) / seconds)
    }

    /// Latencies of a lesson page, asked for at a steady rate, each counted from when it was due.
    fn pages(&mut self) {
        let lesson = self.lesson.clone();
        let before = self.cpu();
        let (address, token) = (self.address, self.tokens[0].clone());
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut times = runtime.block_on(async move {
            let request = format!(
                "GET /zh/lessons/{lesson} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: gzip\r\ncookie: yanxi_session={token}\r\n\r\n"
            );
            let count = PAGE_RATE * PAGE_TIME.as_secs();
            let lanes = 16;
            let started = tokio::time::Instant::now();
            let mut workers = tokio::task::JoinSet::new();
            for lane in 0..lanes {
                let request = request.clone();
                workers.spawn(async move {
                    let mut line = Line::connect(address).await;
                    let mut times = Vec::new();
                    for at in (lane..count).step_by(lanes as usize) {
                        let due = started + Duration::from_secs_f64(at as f64 / PAGE_RATE as f64);
                        tokio::time::sleep_until(due).await;
                        assert_eq!(line.ask(&request).await, 200, "the lesson is served");
                        times.push(due.elapsed().as_secs_f64() * 1e3);
                    }
                    times
                });
            }
            workers.join_all().await.concat()
        });
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "lesson page at {PAGE_RATE}/s: p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, worst {:.2} ms; server {:.2} cores",
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0),
            (self.cpu() - before) / PAGE_TIME.as_secs_f64()
        );
    }

    fn stop(mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// One kept-alive HTTP/1.1 connection.
struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("TCP");
        Self { stream, buffer: Vec::with_capacity(1 << 16) }
    }

    /// Sends a request, reads the whole answer, gives its status.
    async fn ask(&mut self, request: &str) -> u16 {
        self.stream.write_all(request.as_bytes()).await.expect("the connection stands");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the connection stands");
            assert!(read > 0, "the server keeps the connection");
            if let Some(status) = whole(&self.buffer) {
                return status;
            }
        }
    }
}

/// The status of an answer once all of it is there: by its length, or its last chunk.
fn whole(bytes: &[u8]) -> Option<u16> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?.to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|length| length.trim().parse::<usize>().ok());
    let is_whole = match length {
        Some(length) => bytes.len() >= end + length,
        None => bytes.ends_with(b"0\r\n\r\n"),
    };
    is_whole.then(|| head.split(' ').nth(1)?.parse().ok()).flatten()
}
