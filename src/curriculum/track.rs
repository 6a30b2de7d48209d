//! The frame around lessons: track, modules, units, and the graph of components.

use std::collections::HashMap;

use crate::id::{ComponentId, LessonId, ModuleId};
use crate::language::Localised;

/// The whole programme, from `track.toml`.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// Short id, `ai`.
    pub id: String,
    /// Title.
    pub title: Localised<String>,
    /// Occupation codes of the national standard and classification.
    pub occupation_codes: Vec<String>,
}

/// A module, from `<module>/module.toml`.
#[derive(Debug, Clone)]
pub struct Module {
    /// Folder name, `ml`.
    pub id: ModuleId,
    /// Upper-case code of `components.csv`, `ML`.
    pub code: String,
    /// Title.
    pub title: Localised<String>,
    /// Place in the track, from 1.
    pub order: u32,
    /// Hours of 45 minutes, as proposed by the syllabus.
    pub hours: u32,
    /// Units that hold at least one lesson, in order.
    pub units: Vec<Unit>,
}

/// A unit, from `<module>/<n>-<unit>/unit.toml`.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Folder name, `3-generalisation`.
    pub folder: String,
    /// Title.
    pub title: Localised<String>,
    /// Place in the module, from 1.
    pub order: u32,
    /// Hours of 45 minutes.
    pub hours: u32,
    /// Its lessons, in the order of their ids.
    pub lessons: Vec<LessonId>,
}

/// A knowledge component: the smallest thing that is learned and traced.
#[derive(Debug, Clone)]
pub struct Component {
    /// Id, `M08`.
    pub id: ComponentId,
    /// Module code, `ML` (or `FND` for the refresher).
    pub module: String,
    /// Level letter: J, I, S.
    pub level: char,
    /// Name.
    pub name: Localised<String>,
    /// What must be known before.
    pub prerequisites: Vec<ComponentId>,
}

/// The graph of components, in the order of `components.csv`.
#[derive(Debug, Clone, Default)]
pub struct Components {
    list: Vec<Component>,
    index: HashMap<ComponentId, usize>,
}

impl Components {
    /// The graph of these components; the parser has checked that prerequisites exist and form
    /// no cycle. Of two components with one id the first stands.
    pub fn new(list: Vec<Component>) -> Self {
        let mut index = HashMap::new();
        for (i, component) in list.iter().enumerate() {
            index.entry(component.id.clone()).or_insert(i);
        }
        Self { list, index }
    }

    /// The component with this id.
    pub fn get(&self, id: &str) -> Option<&Component> {
        self.index.get(id).map(|&i| &self.list[i])
    }

    /// All, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Component> {
        self.list.iter()
    }
}
