//! What the handlers of group APIs share.

use std::net::IpAddr;

use kavka_coordinator::group::{Answer, messages::Caller};
use kavka_protocol::wire::{Encodable, StrBytes};

use super::{Outcome, RequestContext, ResponseBody};

/// Answers at once if the coordinator has, and otherwise when it does.
pub(super) fn answer<T, R>(
    ctx: &RequestContext,
    answer: Answer<T>,
    shape: impl FnOnce(T) -> R + Send + 'static,
) -> Outcome
where
    T: Send + 'static,
    R: Encodable,
{
    match answer.now() {
        Ok(answer) => Outcome::reply(ctx, &shape(answer)),
        Err(answer) => {
            let version = ctx.api_version;
            Outcome::Waiting(Box::pin(async move { ResponseBody::encode(&shape(answer.await), version) }))
        }
    }
}

/// Who asks, as a group remembers it.
pub(super) fn caller(ctx: &RequestContext) -> Caller {
    Caller { client_id: ctx.client_id().to_owned(), client_host: java_address(ctx.client_host) }
}

/// An address as Java's `InetAddress.toString` has it: tools show it, and it is stored with the member.
fn java_address(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("/{address}"),
        // Java does not shorten runs of zeros.
        IpAddr::V6(address) => {
            let groups = address.segments().map(|segment| format!("{segment:x}"));
            format!("/{}", groups.join(":"))
        }
    }
}

pub(super) fn text(text: impl Into<String>) -> StrBytes {
    StrBytes::from_string(text.into())
}

pub(super) fn own(text: Option<StrBytes>) -> Option<String> {
    text.map(|text| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_look_as_in_java() {
        let shown = |address: &str| java_address(address.parse().expect("an address"));
        assert_eq!(shown("127.0.0.1"), "/127.0.0.1");
        assert_eq!(shown("::1"), "/0:0:0:0:0:0:0:1");
        assert_eq!(shown("fe80::1:ff"), "/fe80:0:0:0:0:0:1:ff");
        assert_eq!(shown("::ffff:10.0.0.1"), "/10.0.0.1", "Java unwraps mapped addresses");
    }
}
