//! A port of this machine, and the connections on it.

use super::connection;
use super::{Limits, Request, Response};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a stop waits for what is being answered.
const GRACE: Duration = Duration::from_secs(5);
/// How long nobody is let in after an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// A port that is listened on.
pub(crate) struct Listener {
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    stops: AtomicBool,
    open: Mutex<usize>,
    closed: Condvar,
}

/// Stops a server from elsewhere.
#[derive(Clone)]
pub struct Stopper {
    state: Arc<State>,
    address: SocketAddr,
}

impl Stopper {
    /// What is being answered is still answered; nobody else is.
    pub fn stop(&self) {
        self.state.stops.store(true, Ordering::SeqCst);
        // Whoever waits for the next connection gets one.
        let _ = TcpStream::connect_timeout(&self.address, PAUSE);
    }
}

impl Listener {
    /// Listens on a port of the loopback alone; on any that is free if it is 0.
    pub(crate) fn bind(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Self {
            address: listener.local_addr()?,
            listener,
            state: Arc::default(),
        })
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What stops it.
    pub(crate) fn stopper(&self) -> Stopper {
        Stopper {
            state: Arc::clone(&self.state),
            address: self.address,
        }
    }

    /// Lets `handler` answer what comes, each connection on a thread of its own, until it is stopped.
    pub(crate) fn run(&self, limits: Limits, handler: Arc<dyn Fn(&Request) -> Response + Send + Sync>) {
        while !self.stops() {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(_) => {
                    std::thread::sleep(PAUSE);
                    continue;
                }
            };
            if self.stops() {
                break;
            }
            let _ = stream.set_nodelay(true);
            self.take(stream, limits, Arc::clone(&handler));
        }
        self.wait();
    }

    fn stops(&self) -> bool {
        self.state.stops.load(Ordering::SeqCst)
    }

    fn take(&self, mut stream: TcpStream, limits: Limits, handler: Arc<dyn Fn(&Request) -> Response + Send + Sync>) {
        let Some(place) = Place::taken(&self.state, limits.connections) else {
            return too_many(&mut stream);
        };
        // A thread that can't be started drops the connection, which tells the other side.
        let _ = std::thread::Builder::new().spawn(move || {
            let state = Arc::clone(&place.0);
            let stops = || state.stops.load(Ordering::SeqCst);
            connection::answer(stream, &limits, &stops, &*handler);
            drop(place);
        });
    }

    /// Waits for what is being answered.
    fn wait(&self) {
        let until = Instant::now() + GRACE;
        let mut open = self.state.open.lock().unwrap_or_else(PoisonError::into_inner);
        while *open > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.state.closed.wait_timeout(open, left);
            open = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn too_many(stream: &mut TcpStream) {
    let response = Response::new(503, "text/plain; charset=utf-8", "too many connections\n").with("Retry-After", "1");
    let _ = stream.set_write_timeout(Some(PAUSE));
    let mut bytes = response.head(false).into_bytes();
    bytes.extend_from_slice(&response.body);
    let _ = stream.write_all(&bytes);
}

/// One of the connections that there may be. It is free again when this is gone, whatever happened.
struct Place(Arc<State>);

impl Place {
    fn taken(state: &Arc<State>, most: usize) -> Option<Self> {
        let mut open = state.open.lock().unwrap_or_else(PoisonError::into_inner);
        if *open >= most {
            return None;
        }
        *open += 1;
        Some(Self(Arc::clone(state)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open = open.saturating_sub(1);
        self.0.closed.notify_all();
    }
}
