//! Where a request really comes from: the network behind the reverse proxies that are trusted.
//!
//! A client can write what it likes into `X-Forwarded-For`. So the header is read from its end, and only as far as each
//! next address is a proxy of ours.

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The reverse proxies whose word is taken.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// These.
    pub const fn new(trusted: Vec<IpAddr>) -> Self {
        Self(trusted)
    }

    /// The client's address, as far as it is known; of IPv6 the network that one household has.
    pub fn client(&self, parts: &Parts) -> Option<IpAddr> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
        let mut client = peer.to_canonical();
        let told = parts.headers.get_all("x-forwarded-for").iter();
        let told: Vec<&str> = told
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for address in told.iter().rev() {
            if !self.0.contains(&client) {
                break;
            }
            let Ok(address) = address.trim().parse::<IpAddr>() else {
                break;
            };
            client = address.to_canonical();
        }
        Some(network(client))
    }
}

/// One IPv6 customer has a /64 at least, and could use another of its addresses for every request.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn client(trusted: &[&str], peer: &str, told: &[&str]) -> Option<String> {
        let mut request = Request::builder();
        for value in told {
            request = request.header("x-forwarded-for", *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts
            .extensions
            .insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let trusted = trusted.iter().map(|address| address.parse().unwrap()).collect();
        Proxies::new(trusted)
            .client(&parts)
            .map(|address| address.to_string())
    }

    #[test]
    fn what_a_stranger_writes_is_not_believed() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]).unwrap(), "192.0.2.1");
        let proxy = ["127.0.0.1", "10.0.0.1"];
        assert_eq!(
            client(&proxy, "127.0.0.1", &["203.0.113.9"]).unwrap(),
            "203.0.113.9"
        );
        assert_eq!(
            client(&proxy, "127.0.0.1", &["1.1.1.1, 203.0.113.9"]).unwrap(),
            "203.0.113.9"
        );
        assert_eq!(
            client(&proxy, "127.0.0.1", &["1.1.1.1", "203.0.113.9, 10.0.0.1"]).unwrap(),
            "203.0.113.9"
        );
        assert_eq!(client(&proxy, "127.0.0.1", &["nonsense"]).unwrap(), "127.0.0.1");
    }

    #[test]
    fn one_household_is_one_network() {
        assert_eq!(
            client(&[], "2001:db8:1:2:3:4:5:6", &[]).unwrap(),
            "2001:db8:1:2::"
        );
        assert_eq!(client(&[], "::ffff:192.0.2.1", &[]).unwrap(), "192.0.2.1");
    }
}
