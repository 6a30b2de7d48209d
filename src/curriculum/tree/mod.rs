//! YAML and TOML as one tree whose every node knows its place in the file.

mod decode;
mod toml;
mod yaml;

pub(crate) use decode::{Fields, Reader};
pub(crate) use toml::parse as parse_toml;
pub(crate) use yaml::{Origin, parse as parse_yaml};

use super::Position;
use super::codes::{self, Code};

/// A node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it stands.
    pub(crate) at: Position,
    /// What it is.
    pub(crate) value: Value,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Nothing.
    Null,
    /// A scalar as written; what it means depends on who asks.
    Scalar {
        /// The text.
        text: String,
        /// Written without quotes: may be a number or a truth value.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in file order, keys unique.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) at: Position,
    /// Its value.
    pub(crate) node: Node,
}

/// Where a tree comes from; the same mistake has a code of its own in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Front matter, `track.toml`, `module.toml`, `unit.toml`.
    Front,
    /// The fence of an item.
    Fence,
    /// A file of keys.
    Key,
}

impl Family {
    const fn of(self, front: Code, fence: Code, key: Code) -> Code {
        match self {
            Self::Front => front,
            Self::Fence => fence,
            Self::Key => key,
        }
    }

    /// The text cannot be read.
    pub(crate) const fn syntax(self) -> Code {
        self.of(codes::E0105, codes::E0205, codes::E0605)
    }

    /// A key that nobody knows.
    pub(crate) const fn unknown(self) -> Code {
        self.of(codes::E0107, codes::E0207, codes::E0607)
    }

    /// A key that is not there.
    pub(crate) const fn missing(self) -> Code {
        self.of(codes::E0108, codes::E0208, codes::E0608)
    }

    /// A value of another type or out of range.
    pub(crate) const fn wrong(self) -> Code {
        self.of(codes::E0109, codes::E0209, codes::E0609)
    }

    /// A key that stands twice.
    pub(crate) const fn twice(self) -> Code {
        self.of(codes::E0110, codes::E0210, codes::E0610)
    }

    /// Anchors, aliases, tags.
    pub(crate) const fn alias(self) -> Code {
        self.of(codes::E0111, codes::E0211, codes::E0611)
    }

    /// Too deep or too many nodes.
    pub(crate) const fn deep(self) -> Code {
        self.of(codes::E0112, codes::E0212, codes::E0612)
    }
}
