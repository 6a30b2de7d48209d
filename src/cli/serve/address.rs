//! Under which addresses the server is reached, and whether passwords are safe on the way.

use std::net::SocketAddr;

use anyhow::bail;

/// The addresses of one server.
#[derive(Debug, Clone)]
pub(super) struct Addresses {
    /// On this machine.
    pub(super) local: String,
    /// For people; without a slash at its end.
    pub(super) public: String,
    /// Whether people come by TLS: then cookies travel over it alone.
    pub(super) is_secure: bool,
    is_open: bool,
}

impl Addresses {
    /// The addresses of a server that listens on `local`; `public` is what the operator says.
    pub(super) fn new(local: SocketAddr, has_tls: bool, public: Option<&str>) -> anyhow::Result<Self> {
        let scheme = if has_tls { "https" } else { "http" };
        let host = match local {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("127.0.0.1:{}", v4.port()),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("[::1]:{}", v6.port()),
            other => other.to_string(),
        };
        let own = format!("{scheme}://{host}");
        let public = match public {
            Some(url) => checked(url)?,
            None => own.clone(),
        };
        Ok(Self {
            is_secure: public.starts_with("https://"),
            is_open: !local.ip().is_loopback(),
            local: own,
            public,
        })
    }

    /// What the operator should know.
    pub(super) fn warning(&self) -> Option<&'static str> {
        (self.is_open && !self.is_secure).then_some(
            "Warning: others on the network can read passwords on the way. Use --tls-cert and --tls-key, or a\n\
             proxy that ends TLS with --trust-proxy, and say the https address with --public-url.",
        )
    }
}

/// An origin, as browsers write it.
fn checked(url: &str) -> anyhow::Result<String> {
    let url = url.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(url.to_lowercase())
        }
        _ => bail!("--public-url is scheme and host, such as https://learn.example.edu.cn; got {url:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(local: &str, has_tls: bool, public: Option<&str>) -> Addresses {
        Addresses::new(local.parse().unwrap(), has_tls, public).unwrap()
    }

    #[test]
    fn the_public_address_decides_whether_cookies_are_secure() {
        assert!(!addresses("127.0.0.1:8080", false, None).is_secure);
        assert!(addresses("0.0.0.0:443", true, None).is_secure);
        let behind_proxy = addresses("127.0.0.1:8080", false, Some("https://Learn.example.edu.cn/"));
        assert_eq!(
            (behind_proxy.public.as_str(), behind_proxy.is_secure),
            ("https://learn.example.edu.cn", true)
        );
        assert_eq!(behind_proxy.local, "http://127.0.0.1:8080");
    }

    #[test]
    fn an_open_server_without_tls_is_warned_about() {
        assert!(addresses("0.0.0.0:8080", false, None).warning().is_some());
        assert!(addresses("127.0.0.1:8080", false, None).warning().is_none());
        assert!(addresses("0.0.0.0:8080", false, Some("https://a.example")).warning().is_none());
    }

    #[test]
    fn an_address_with_a_path_is_refused() {
        for wrong in ["learn.example", "https://", "https://a/b", "ftp://a", "https://u@a"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }
}
