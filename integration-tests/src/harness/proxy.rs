//! A TCP proxy that resets, delays and loses what passes through it.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;

/// A proxy in front of one address. Ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    target: SocketAddr,
    /// Both ends of every connection that lives.
    open: Mutex<HashMap<u64, [TcpStream; 2]>>,
    next: AtomicU64,
    delay_ms: AtomicU64,
    loses_answers: AtomicBool,
    refuses: AtomicBool,
    ended: AtomicBool,
    /// Bytes that came from the target.
    answered: AtomicU64,
}

impl Proxy {
    /// Listens on `port` and passes everything on to `target`.
    ///
    /// # Errors
    /// Where it cannot listen.
    pub fn start(port: u16, target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let state = Arc::new(State {
            target,
            open: Mutex::default(),
            next: AtomicU64::new(0),
            delay_ms: AtomicU64::new(0),
            loses_answers: AtomicBool::new(false),
            refuses: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            answered: AtomicU64::new(0),
        });
        let shared = state.clone();
        std::thread::spawn(move || shared.accept(&listener));
        Ok(Self { port, state })
    }

    /// `127.0.0.1:PORT`.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Ends every connection at once, in the middle of whatever is on its way.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// Holds every piece back for so long, both ways.
    pub fn delay(&self, time: Duration) {
        self.state.delay_ms.store(time.as_millis() as u64, Ordering::Relaxed);
    }

    /// Whether what the target answers is thrown away: requests arrive, answers do not.
    pub fn lose_answers(&self, loses: bool) {
        self.state.loses_answers.store(loses, Ordering::Relaxed);
    }

    /// How many bytes the target has answered so far.
    pub fn answered_bytes(&self) -> u64 {
        self.state.answered.load(Ordering::Relaxed)
    }

    /// Whether new connections are ended at once.
    pub fn refuse(&self, refuses: bool) {
        self.state.refuses.store(refuses, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Relaxed);
        self.state.reset();
        // The listener looks at the flag with the next connection.
        let _woken = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for client in listener.incoming() {
            if self.ended.load(Ordering::Relaxed) {
                return;
            }
            let Ok(client) = client else { continue };
            if self.refuses.load(Ordering::Relaxed) {
                continue;
            }
            let Ok(server) = TcpStream::connect_timeout(&self.target, Duration::from_secs(1)) else {
                continue;
            };
            // A pair that cannot be joined is closed by being dropped.
            let _joined = self.join(client, server);
        }
    }

    fn join(self: &Arc<Self>, client: TcpStream, server: TcpStream) -> std::io::Result<()> {
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let ends = [client.try_clone()?, server.try_clone()?];
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(id, ends);
        let (back, forth) = ((server.try_clone()?, client.try_clone()?), (client, server));
        for (is_answer, (from, to)) in [(false, forth), (true, back)] {
            let state = self.clone();
            std::thread::spawn(move || {
                state.pump(is_answer, from, to);
                state.end(id);
            });
        }
        Ok(())
    }

    fn pump(&self, is_answer: bool, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = match from.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            if is_answer {
                self.answered.fetch_add(count as u64, Ordering::Relaxed);
            }
            let delay = self.delay_ms.load(Ordering::Relaxed);
            if delay > 0 {
                std::thread::sleep(Duration::from_millis(delay));
            }
            let is_lost = is_answer && self.loses_answers.load(Ordering::Relaxed);
            if !is_lost && to.write_all(&buffer[..count]).is_err() {
                return;
            }
        }
    }

    fn end(&self, id: u64) {
        let ends = self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        for end in ends.into_iter().flatten() {
            // The other side may have gone before.
            let _gone = end.shutdown(Shutdown::Both);
        }
    }

    fn reset(&self) {
        let all: Vec<u64> =
            self.open.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        all.into_iter().for_each(|id| self.end(id));
    }
}
