//! Framing, response order and limits, over real sockets with a handler made for it.

use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use kavka_broker::api::{BoxFuture, Outcome, Part, ResponseBody};
use kavka_broker::network::{
    ConnectionInfo, ConnectionLimits, Handler, LimitSettings, Listener, ListenerSettings, RequestBudget,
    ResponseHead,
};
use kavka_log::FileRange;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The first byte of a frame says what to do, the second is the correlation id.
#[derive(Default)]
struct Script {
    handled: AtomicUsize,
    closed: AtomicUsize,
}

impl Handler for Script {
    fn handle(
        &self,
        _connection: &Arc<ConnectionInfo>,
        frame: Bytes,
    ) -> BoxFuture<'static, (ResponseHead, Outcome)> {
        self.handled.fetch_add(1, Ordering::SeqCst);
        let head = ResponseHead { correlation_id: i32::from(frame[1]), flexible: frame[0] == b'f' };
        Box::pin(async move {
            let body = ResponseBody::from_bytes(frame.slice(2..));
            let outcome = match frame[0] {
                b'd' | b'f' => Outcome::Done(body),
                b'w' => Outcome::Waiting(Box::pin(async move {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    body
                })),
                b's' => Outcome::Done(ResponseBody::from_parts(vec![
                    Part::Bytes(Bytes::from_static(b"<")),
                    Part::File(file_range()),
                    Part::Bytes(Bytes::from_static(b">")),
                ])),
                b'n' => Outcome::NoReply,
                b'c' => Outcome::Close,
                _ => panic!("a handler's defect"),
            };
            (head, outcome)
        })
    }

    fn closed(&self, _connection: &ConnectionInfo) {
        self.closed.fetch_add(1, Ordering::SeqCst);
    }
}

const FILE_BYTES: usize = 3 << 20;

fn file_range() -> FileRange {
    let file = tempfile::tempfile().unwrap();
    let data: Vec<u8> = (0..FILE_BYTES + 10).map(|i| (i % 251) as u8).collect();
    file.write_all_at(&data, 0).unwrap();
    FileRange { file: Arc::new(file), position: 10, len: FILE_BYTES }
}

struct Server {
    address: std::net::SocketAddr,
    script: Arc<Script>,
    limits: Arc<ConnectionLimits>,
    shutdown: CancellationToken,
    tasks: TaskTracker,
}

fn start(max_idle: Option<Duration>, max_per_ip: usize) -> Server {
    let settings = ListenerSettings {
        name: Arc::from("PLAINTEXT"),
        host: "127.0.0.1".to_owned(),
        port: 0,
        backlog: 50,
        send_buffer_bytes: None,
        receive_buffer_bytes: None,
        request_max_bytes: 1 << 20,
        max_idle,
    };
    let listener = Listener::bind(settings).unwrap();
    let address = listener.local_addr().unwrap();
    let script = Arc::new(Script::default());
    let limits = ConnectionLimits::new(
        LimitSettings {
            max_connections: usize::MAX,
            max_connections_per_ip: max_per_ip,
            max_connections_per_ip_overrides: Default::default(),
            max_connection_creation_rate: u32::MAX,
            listeners: Default::default(),
            protected_listener: None,
        },
        Instant::now(),
    );
    let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
    tokio::spawn(listener.run(
        Arc::clone(&script),
        Arc::clone(&limits),
        RequestBudget::new(None),
        tasks.clone(),
        shutdown.clone(),
    ));
    Server { address, script, limits, shutdown, tasks }
}

fn frame(body: &[u8]) -> Vec<u8> {
    [&(body.len() as i32).to_be_bytes(), body].concat()
}

async fn read_response(stream: &mut TcpStream) -> io::Result<(i32, Vec<u8>)> {
    let size = stream.read_i32().await?;
    let correlation_id = stream.read_i32().await?;
    let mut body = vec![0; size as usize - 4];
    stream.read_exact(&mut body).await?;
    Ok((correlation_id, body))
}

async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    matches!(
        tokio::time::timeout(Duration::from_secs(5), stream.read(&mut byte)).await,
        Ok(Ok(0)) | Ok(Err(_))
    )
}

async fn wait_until(condition: impl Fn() -> bool) {
    for _ in 0..500 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("condition never came true");
}

#[tokio::test]
async fn answers_leave_in_request_order_whatever_is_ready_first() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let requests =
        [frame(b"w\x01slow"), frame(b"n\x02"), frame(b"d\x03quick"), frame(b"f\x04tagged")].concat();
    let begun = Instant::now();
    stream.write_all(&requests).await.unwrap();
    wait_until(|| server.script.handled.load(Ordering::SeqCst) == 4).await;
    assert!(begun.elapsed() < Duration::from_millis(90), "a waiting answer must not hold up later requests");
    assert_eq!(read_response(&mut stream).await.unwrap(), (1, b"slow".to_vec()));
    assert_eq!(read_response(&mut stream).await.unwrap(), (3, b"quick".to_vec()));
    assert_eq!(read_response(&mut stream).await.unwrap(), (4, b"\0tagged".to_vec()));
}

#[tokio::test]
async fn waiting_answers_overlap() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let begun = Instant::now();
    let requests: Vec<u8> = (0..20).flat_map(|id| frame(&[b'w', id])).collect();
    stream.write_all(&requests).await.unwrap();
    for id in 0..20 {
        assert_eq!(read_response(&mut stream).await.unwrap().0, id);
    }
    assert!(begun.elapsed() < Duration::from_millis(1000));
}

#[tokio::test]
async fn file_ranges_arrive_between_the_bytes_around_them() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&[frame(b"s\x07"), frame(b"d\x08after")].concat()).await.unwrap();
    // The peer reads late: the kernel's buffers fill and the rest has to wait.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (id, body) = read_response(&mut stream).await.unwrap();
    assert_eq!((id, body.len()), (7, FILE_BYTES + 2));
    assert_eq!((body[0], body[FILE_BYTES + 1]), (b'<', b'>'));
    assert!(body[1..=FILE_BYTES].iter().enumerate().all(|(i, byte)| *byte == ((i + 10) % 251) as u8));
    assert_eq!(read_response(&mut stream).await.unwrap(), (8, b"after".to_vec()));
}

#[tokio::test]
async fn requests_in_small_and_large_pieces() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let large = [&b"d\x01"[..], &vec![7; 900_000]].concat();
    stream.write_all(&frame(&large)).await.unwrap();
    assert_eq!(read_response(&mut stream).await.unwrap().1.len(), 900_000);
    for byte in frame(b"d\x02x") {
        stream.write_all(&[byte]).await.unwrap();
        stream.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(read_response(&mut stream).await.unwrap(), (2, b"x".to_vec()));
}

#[tokio::test]
async fn sizes_that_lie_end_the_connection() {
    let server = start(None, 10);
    for size in [i32::MAX, (1 << 20) + 1, -1, i32::from_be_bytes(*b"GET ")] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(&size.to_be_bytes()).await.unwrap();
        assert!(is_closed(&mut stream).await, "{size}");
    }
}

#[tokio::test]
async fn close_comes_after_the_answers_before_it() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&[frame(b"w\x01x"), frame(b"c\x02"), frame(b"d\x03")].concat()).await.unwrap();
    assert_eq!(read_response(&mut stream).await.unwrap().0, 1);
    assert!(is_closed(&mut stream).await);
}

#[tokio::test]
async fn a_panicking_handler_ends_its_connection_and_no_other() {
    let server = start(None, 10);
    let mut other = TcpStream::connect(server.address).await.unwrap();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&frame(b"!\x01")).await.unwrap();
    assert!(is_closed(&mut stream).await);
    wait_until(|| server.script.closed.load(Ordering::SeqCst) == 1 && server.limits.open() == 1).await;
    other.write_all(&frame(b"d\x02")).await.unwrap();
    assert_eq!(read_response(&mut other).await.unwrap().0, 2);
}

#[tokio::test]
async fn idle_connections_are_closed_and_busy_ones_are_not() {
    let server = start(Some(Duration::from_millis(60)), 10);
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(&frame(b"w\x01")).await.unwrap();
    assert!(is_closed(&mut idle).await);
    assert_eq!(read_response(&mut busy).await.unwrap().0, 1);
}

#[tokio::test]
async fn an_address_with_too_many_connections_is_turned_away() {
    let server = start(None, 2);
    let mut held = Vec::new();
    for id in 0..2 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(&frame(&[b'd', id])).await.unwrap();
        read_response(&mut stream).await.unwrap();
        held.push(stream);
    }
    let mut extra = TcpStream::connect(server.address).await.unwrap();
    assert!(is_closed(&mut extra).await);
    drop(held);
    wait_until(|| server.limits.open() == 0).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&frame(b"d\x05")).await.unwrap();
    assert_eq!(read_response(&mut stream).await.unwrap().0, 5);
}

#[tokio::test]
async fn a_peer_that_does_not_read_holds_back_only_itself() {
    let server = start(None, 10);
    let mut deaf = TcpStream::connect(server.address).await.unwrap();
    let request = frame(&[&b"d\x01"[..], &vec![1; 100_000]].concat());
    let flooding = tokio::spawn(async move {
        for _ in 0..1000 {
            if deaf.write_all(&request).await.is_err() {
                break;
            }
        }
    });
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for id in 0..20 {
        stream.write_all(&frame(&[b'd', id])).await.unwrap();
        assert_eq!(read_response(&mut stream).await.unwrap().0, i32::from(id));
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!flooding.is_finished(), "a peer that never reads must not be read from for ever");
    assert!(server.script.handled.load(Ordering::SeqCst) < 300);
    flooding.abort();
}

#[tokio::test]
async fn shutdown_sends_what_is_ready_and_ends() {
    let server = start(None, 10);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&frame(b"w\x09x")).await.unwrap();
    wait_until(|| server.script.handled.load(Ordering::SeqCst) == 1).await;
    server.shutdown.cancel();
    server.tasks.close();
    assert_eq!(read_response(&mut stream).await.unwrap().0, 9);
    tokio::time::timeout(Duration::from_secs(5), server.tasks.wait()).await.unwrap();
}
