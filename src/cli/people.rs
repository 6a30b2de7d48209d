//! `yanxi people`: who can sign in, and links for those who cannot yet. Works beside a running
//! server.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::clock;
use crate::service::people::{self, Invitation};
use crate::service::qr;
use crate::store::{Role, Store};

/// Arguments of `yanxi people`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// The data directory; its server may be running.
    #[arg(long, value_name = "DIR", env = "YANXI_DATA", default_value = "data", global = true)]
    data: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show everybody, one a line: name, roles, class, and whether a password is set.
    List,
    /// Add a person and print an invitation.
    Add {
        /// The name to sign in with.
        name: String,
        /// trainee, instructor, grader or administrator; may be repeated.
        #[arg(long = "role", value_name = "ROLE", value_parser = role, default_value = "trainee")]
        roles: Vec<Role>,
        /// The class; made if there is none of that name.
        #[arg(long)]
        class: Option<String>,
        /// The city of a class that is made.
        #[arg(long, default_value = "沈阳")]
        city: String,
        #[command(flatten)]
        address: Address,
    },
    /// Print a new invitation for a person who lost the link or the password; older ones stop
    /// working.
    Link {
        /// The name.
        name: String,
        #[command(flatten)]
        address: Address,
    },
}

#[derive(Debug, clap::Args)]
struct Address {
    /// The address of the server as people type it [default: that of the server that ran last].
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let store = Store::open_beside(&self.data)?;
        let now = clock::now();
        match self.command {
            Command::List => list(&store)?,
            Command::Add { name, roles, class, city, address } => {
                let class =
                    class.map(|class| people::class_named(&store, &class, &city, now)).transpose()?;
                let invitation = people::add(&store, &name, roles.into_iter().collect(), class, now)?;
                print(&store, &invitation, address)?;
            }
            Command::Link { name, address } => {
                let Some(person) = store.person_by_name(&name)? else {
                    bail!("nobody is called {name}; `yanxi people list` shows everybody");
                };
                print(&store, &people::invite(&store, person.id, now)?, address)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(store: &Store) -> anyhow::Result<()> {
    let classes = store.classes()?;
    for person in store.people()? {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.name()).collect();
        let class = classes.iter().find(|class| Some(class.id) == person.class);
        println!(
            "{}\t{}\t{}\t{}",
            person.name,
            roles.join(","),
            class.map_or("-", |class| class.name.as_str()),
            if person.has_password { "password set" } else { "no password yet" }
        );
    }
    Ok(())
}

/// The link on standard output, so that it can be piped; all else beside it.
fn print(store: &Store, invitation: &Invitation, address: Address) -> anyhow::Result<()> {
    let base = match address.public_url {
        Some(url) => url,
        None => people::public_url(store)?
            .context("no server has run here yet, so its address is not known: pass --public-url URL")?,
    };
    let url = invitation.url(&base);
    eprintln!("Invitation for {}; works once, until {}:", invitation.person.name, local(invitation));
    println!("{url}");
    if std::io::stderr().is_terminal() {
        // Black on white whatever the terminal's colours, or a camera sees its negative.
        for line in qr::text(&url).lines() {
            eprintln!("\x1b[30;107m{line}\x1b[0m");
        }
    }
    Ok(())
}

fn local(invitation: &Invitation) -> String {
    let at = invitation.expires_at.to_zoned(jiff::tz::TimeZone::system());
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| format!("roles are {}", Role::ALL.map(Role::name).join(", ")))
}
