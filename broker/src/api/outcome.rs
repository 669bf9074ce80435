//! What a handler returns: an answer, the promise of one, silence, or the end of the connection.

use std::future::Future;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use kavka_log::FileRange;
use kavka_protocol::wire::{self, Encodable};

/// A boxed future that another task may finish.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The result of handling one request.
///
/// The handler itself runs before the next request of its connection is looked at; only the
/// future inside [`Outcome::Waiting`] overlaps with later requests. Answers leave in the order of
/// the requests whatever finishes first.
pub enum Outcome {
    /// The answer is ready.
    Done(ResponseBody),
    /// The answer comes later: a produce that waits for followers, a fetch that waits for bytes.
    /// Dropped, without being run to its end, when the connection goes away.
    Waiting(BoxFuture<'static, ResponseBody>),
    /// The client expects no answer (produce with acks=0).
    NoReply,
    /// The connection ends once the answers before this one have been sent.
    Close,
}

impl Outcome {
    /// The typed answer, encoded in the request's version.
    pub fn reply<T: Encodable>(ctx: &super::RequestContext, response: &T) -> Self {
        Self::Done(ResponseBody::encode(response, ctx.api_version))
    }
}

/// One piece of an answer.
#[derive(Debug)]
pub enum Part {
    /// Bytes in memory.
    Bytes(Bytes),
    /// Bytes of a log segment, sent from the page cache without being read into memory.
    File(FileRange),
}

impl Part {
    /// Bytes of this piece.
    pub fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::File(range) => range.len,
        }
    }

    /// Whether the piece has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The body of an answer, without size and response header, which the connection adds.
#[derive(Debug)]
pub struct ResponseBody(Body);

#[derive(Debug)]
enum Body {
    Bytes(Bytes),
    Parts(Vec<Part>),
    /// Our own bug: a field that the version cannot carry. The connection is closed.
    Unencodable,
}

impl ResponseBody {
    /// Encodes a typed answer. One that cannot be encoded in `version` is a defect of the handler:
    /// it is logged and closes the connection instead of sending half an answer.
    pub fn encode<T: Encodable>(response: &T, version: i16) -> Self {
        let mut buffer = BytesMut::new();
        match wire::encode(response, version, &mut buffer) {
            Ok(()) => Self(Body::Bytes(buffer.freeze())),
            Err(error) => {
                tracing::error!(version, response = std::any::type_name::<T>(), %error, "cannot encode response");
                Self(Body::Unencodable)
            }
        }
    }

    /// An answer that is already encoded.
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self(Body::Bytes(bytes))
    }

    /// An answer whose record data is sent straight from files.
    pub fn from_parts(parts: Vec<Part>) -> Self {
        Self(Body::Parts(parts))
    }

    /// The pieces in order; `None` where the answer could not be encoded.
    pub(crate) fn into_parts(self) -> Option<Vec<Part>> {
        match self.0 {
            Body::Bytes(bytes) => Some(vec![Part::Bytes(bytes)]),
            Body::Parts(parts) => Some(parts),
            Body::Unencodable => None,
        }
    }
}
