//! Repeats lab runs for grading: what a learner claims must come out again.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::curriculum::{Course, LabSpec};
use crate::grading::{Irreproducible, LabAnswer, Reproduce};
use crate::labs::{self, LabError, PlaygroundRun, playground};

/// The labs of a course, as grading asks for them.
pub struct LabMachine {
    course: Arc<Course>,
}

impl LabMachine {
    /// The labs of this course.
    pub fn new(course: Arc<Course>) -> Self {
        Self { course }
    }
}

impl Reproduce for LabMachine {
    fn reproduce(&self, claim: &LabAnswer) -> Result<BTreeMap<String, f64>, Irreproducible> {
        let lab = self
            .course
            .lab(&claim.lab)
            .ok_or_else(|| Irreproducible(format!("there is no lab `{}` in this curriculum", claim.lab)))?;
        let LabSpec::Playground(spec) = &lab.spec else {
            return Err(Irreproducible(format!(
                "the lab `{}` has no runs that can be repeated",
                claim.lab
            )));
        };
        let irreproducible = |error: LabError| Irreproducible(error.to_string());
        let run =
            PlaygroundRun::of(spec, claim.set, &claim.parameters, claim.seed).map_err(irreproducible)?;
        let summary =
            playground::run(&run, &mut |_| std::ops::ControlFlow::Continue(())).map_err(irreproducible)?;
        labs::agrees(&claim.summary, &summary).map_err(Irreproducible)?;
        // The machine's own figures count, not the claimed ones.
        Ok(run.parameters().clone().into_iter().chain(summary).collect())
    }
}

/// A run that this server made and kept: nothing is left to repeat.
pub struct Kept;

impl Reproduce for Kept {
    fn reproduce(&self, claim: &LabAnswer) -> Result<BTreeMap<String, f64>, Irreproducible> {
        Ok(claim.parameters.clone().into_iter().chain(claim.summary.clone()).collect())
    }
}
