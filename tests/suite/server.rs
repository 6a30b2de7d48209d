//! The program itself: what it has acknowledged survives SIGTERM and SIGKILL.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use yanxi::store::Store;

struct Server {
    child: Child,
    base: String,
    link: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        let mut child = Command::new(env!("CARGO_BIN_EXE_yanxi"))
            .args(["serve", "--addr", "127.0.0.1:0", "--data"])
            .arg(data)
            .arg("--curriculum")
            .arg(course)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut base, mut link) = (String::new(), String::new());
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(at) = line.find("http://") {
                let url = line[at..].trim().to_owned();
                if base.is_empty() {
                    base = url;
                } else if line.contains("trainee") {
                    link = url;
                }
            }
            // The administrator's link is the last thing said.
            if line.contains("administrator") {
                break;
            }
        }
        Self { child, base, link }
    }

    fn signed_in(&self) -> String {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let reply = agent.get(&self.link).call().unwrap();
        let cookie = reply.headers().get("set-cookie").unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Answers from several threads until the server goes; how many answers were acknowledged
    /// and how many were sent.
    fn under_load(&mut self, signal: &str) -> (u64, u64) {
        let (cookie, base) = (self.signed_in(), self.base.clone());
        let (sent, heard) = (AtomicU64::new(0), AtomicU64::new(0));
        let started = Instant::now();
        std::thread::scope(|scope| {
            for worker in 0..8 {
                let (cookie, base, sent, heard) = (&cookie, &base, &sent, &heard);
                scope.spawn(move || {
                    let agent: ureq::Agent = ureq::Agent::config_builder()
                        .timeout_global(Some(Duration::from_secs(20)))
                        .build()
                        .into();
                    for turn in 0.. {
                        sent.fetch_add(1, Ordering::SeqCst);
                        let reply = agent
                            .post(format!("{base}/zh/exercises/ml-kinds-choice"))
                            .header("cookie", cookie)
                            .header("origin", base)
                            .header("accept", "application/json")
                            .header("content-type", "application/x-www-form-urlencoded")
                            .send(format!("answer={}&seed={worker}", turn % 3));
                        match reply {
                            Ok(reply) if reply.status() == 200 => heard.fetch_add(1, Ordering::SeqCst),
                            _ => return,
                        };
                    }
                });
            }
            // Enough answers to have groups in flight, whatever the speed of the disk.
            while heard.load(Ordering::SeqCst) < 200 && started.elapsed() < Duration::from_secs(60) {
                std::thread::yield_now();
            }
            let id = self.child.id().to_string();
            assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        });
        (heard.into_inner(), sent.into_inner())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn kill_nine_loses_no_acknowledged_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let (heard, sent) = server.under_load("-KILL");
    server.child.wait().unwrap();
    assert!(heard >= 200, "there was a load: {heard}");
    let kept = Store::open(folder.path()).unwrap().attempts().unwrap();
    assert!(kept >= heard, "{heard} were acknowledged, {kept} are there");
    assert!(kept <= sent, "nothing was recorded twice: {kept} of {sent}");
}

#[test]
fn a_terminated_server_ends_cleanly_and_keeps_every_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let (heard, sent) = server.under_load("-TERM");
    let status = server.child.wait().unwrap();
    assert!(status.success(), "{status}");
    let kept = Store::open(folder.path()).unwrap().attempts().unwrap();
    assert!((heard..=sent).contains(&kept), "{heard} acknowledged, {kept} kept, {sent} sent");
}
