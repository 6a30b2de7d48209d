//! Where a request comes from: the connection, or what a trusted proxy says of it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::Shared;
use crate::service::session::Peer;

/// The header in which proxies hand the client's address on.
const FORWARDED_FOR: &str = "x-forwarded-for";

impl FromRequestParts<Shared> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        // Without a connection to ask, nothing is taken for this machine.
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(peer(connected, &parts.headers, app.config.trusts_proxy))
    }
}

fn peer(connected: IpAddr, headers: &HeaderMap, trusts_proxy: bool) -> Peer {
    let is_forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key("forwarded");
    // Of a list only the last entry was written by the proxy in front of us.
    let named = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    let address = named.filter(|_| trusts_proxy).unwrap_or(connected);
    Peer { address, is_forwarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_names_the_client_and_only_in_the_last_place() {
        let mut headers = HeaderMap::new();
        let here = IpAddr::from([127, 0, 0, 1]);
        assert!(peer(here, &headers, true).is_local());
        headers.insert(FORWARDED_FOR, "127.0.0.1, 203.0.113.7".parse().unwrap());
        assert_eq!(peer(here, &headers, true).address, IpAddr::from([203, 0, 113, 7]));
        assert_eq!(peer(here, &headers, false).address, here);
        assert!(!peer(here, &headers, false).is_local());
    }
}
