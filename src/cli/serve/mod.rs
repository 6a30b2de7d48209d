//! `yanxi serve`: puts the server together, serves until it is told to stop, and stops well.

mod address;
mod watch;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tracing_subscriber::EnvFilter;

use super::content::ContentArgs;
use crate::inference::digits::Digits;
use crate::inference::registry::Registry;
use crate::service::library::Library;
use crate::service::sample::{self, FirstLink};
use crate::service::{App, Config, check, people};
use crate::store::{Role, Store};
use crate::{clock, web};
use address::Addresses;

/// How long requests may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long a new connection may take to say what it wants.
const FIRST_REQUEST: Duration = Duration::from_secs(20);

/// Serve the platform.
#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// The data directory; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = "./data", env = "YANXI_DATA")]
    data: PathBuf,
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "YANXI_ADDR")]
    addr: SocketAddr,
    /// The address that people use, for invitations: `https://learn.example.edu.cn`.
    #[arg(long, value_name = "URL", env = "YANXI_PUBLIC_URL")]
    public_url: Option<String>,
    #[command(flatten)]
    content: ContentArgs,
    /// Read the folder of `--curriculum` again whenever a file in it changes; open pages follow.
    #[arg(long, requires = "curriculum")]
    watch: bool,
    /// Leave out the sample class; only the administrator gets a link.
    #[arg(long)]
    no_sample: bool,
    /// Certificate chain (PEM); the server then speaks TLS.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Believe the proxy in front when it names the client (`X-Forwarded-For`).
    #[arg(long)]
    trust_proxy: bool,
    /// Threads that serve connections [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    workers: Option<u16>,
}

/// Runs the server until SIGTERM or Ctrl+C.
pub(super) fn run(arguments: ServeArgs) -> anyhow::Result<ExitCode> {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).compact().init();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if let Some(workers) = arguments.workers {
        runtime.worker_threads(workers.into());
    }
    runtime
        .enable_all()
        .build()
        .context("cannot start the server's threads")?
        .block_on(serve(arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(arguments: ServeArgs) -> anyhow::Result<()> {
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(cert), Some(key)) => Some(tls(cert, key).await?),
        _ => None,
    };
    let listener = TcpListener::bind(arguments.addr)
        .with_context(|| format!("cannot listen on {}", arguments.addr))?;
    let local = listener.local_addr().context("cannot tell the address")?;
    let addresses = Addresses::new(local, tls.is_some(), arguments.public_url.as_deref())?;
    let watched = arguments.content.curriculum.clone().filter(|_| arguments.watch);

    let (app, links) = tokio::task::spawn_blocking({
        let addresses = addresses.clone();
        move || open(&arguments, &addresses)
    })
    .await??;
    let app = Arc::new(app);
    greet(&app, &addresses, &links);
    let watcher = watched.map(|folder| {
        let keys = app.config.keys.clone();
        tokio::spawn(watch::watch(Arc::clone(&app), folder, keys))
    });

    let handle = Handle::new();
    let stopping = tokio::spawn(stop_on_signal(handle.clone(), Arc::clone(&app)));
    let site = web::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener)?.handle(handle).first_request_timeout(FIRST_REQUEST);
    // A stream's small messages must not wait for the acknowledgement of the one before.
    let at_once = NoDelayAcceptor::new();
    let served = match tls {
        Some(tls) => server.acceptor(RustlsAcceptor::new(tls).acceptor(at_once)).serve(site).await,
        None => server.acceptor(at_once).serve(site).await,
    };
    if let Some(watcher) = watcher {
        watcher.abort();
    }
    stopping.abort();
    // Whatever was accepted is committed before the process ends.
    tokio::task::spawn_blocking(move || app.close()).await?;
    served.context("the server failed")?;
    eprintln!("Stopped; everything that was accepted is on the disk.");
    Ok(())
}

/// Opens the data directory, the curriculum and the models, and makes the first people.
fn open(arguments: &ServeArgs, addresses: &Addresses) -> anyhow::Result<(App, Vec<FirstLink>)> {
    let store = Store::open(&arguments.data).context("cannot open the data directory")?;
    people::set_public_url(&store, &addresses.public)?;
    let links = sample::create(&store, arguments.no_sample, clock::now())?;
    let (course, diagnostics) = check::check(&arguments.content.sources()?);
    let digits = Registry::new(Some(arguments.data.join("models"))).load("digits")?;
    let config = Config {
        data: arguments.data.clone(),
        public_url: addresses.public.clone(),
        is_secure: addresses.is_secure,
        trusts_proxy: arguments.trust_proxy,
        is_watching: arguments.watch,
        keys: arguments.content.keys.clone(),
    };
    let library = Library::new(course, diagnostics);
    Ok((App::new(store, library, Digits::load(&digits)?, config, clock::now)?, links))
}

/// Says what is served, where, and how to come in.
fn greet(app: &App, addresses: &Addresses, links: &[FirstLink]) {
    let course = app.library.course();
    println!(
        "Yanxi {} · {} lessons, {} exercises, {} labs",
        env!("CARGO_PKG_VERSION"),
        course.lessons().count(),
        course.exercises().count(),
        course.labs().count()
    );
    let diagnostics = app.library.diagnostics();
    let errors =
        diagnostics.iter().filter(|one| one.severity == crate::curriculum::Severity::Error).count();
    if errors > 0 {
        println!("The curriculum has {errors} errors; `yanxi check` and the page “Teach” name them.");
    }
    println!("Serving {}", addresses.local);
    if addresses.public != addresses.local {
        println!("People come by {}", addresses.public);
    }
    if let Some(warning) = addresses.warning() {
        println!("{warning}");
    }
    if !links.is_empty() {
        println!("\nSign in with one of these links; each works once, within an hour, on this machine:\n");
        for link in links {
            println!("  {:<14} {:<10} {}", role(link.role), link.name, link.url(&addresses.local));
        }
        println!();
    }
}

const fn role(role: Role) -> &'static str {
    role.name()
}

/// Waits for the signal, stops accepting, ends streams, and lets requests finish.
async fn stop_on_signal(handle: Handle<SocketAddr>, app: Arc<App>) {
    if let Err(error) = signalled().await {
        tracing::error!("signals cannot be heard: {error}");
        return;
    }
    eprintln!("Stopping: requests have {} seconds to finish.", GRACE.as_secs());
    handle.graceful_shutdown(Some(GRACE));
    // Joins threads; the runtime goes on answering meanwhile.
    let ended = tokio::task::spawn_blocking(move || app.end_streams()).await;
    if let Err(error) = ended {
        tracing::error!("streams did not end well: {error}");
    }
}

#[cfg(unix)]
async fn signalled() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn signalled() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn tls(cert: &PathBuf, key: &PathBuf) -> anyhow::Result<RustlsConfig> {
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        bail!("another cryptography provider is installed already");
    }
    RustlsConfig::from_pem_file(cert, key).await.with_context(|| {
        format!("cannot use the certificate {} with the key {}", cert.display(), key.display())
    })
}
