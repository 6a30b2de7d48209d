//! The playground: a small network learns two classes of points while one watches.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::LabError;
use super::network::{Batch, FIELD_SIDE, Network};
use super::parameter::{MAX_SEED, PARAMETERS, complete, parameter};
use super::points::Points;
use crate::curriculum::{DataSet, Parameters, PlaygroundSpec};

/// What is kept of a run: `steps`, `train_loss`, `val_loss`, `train_accuracy`, `val_accuracy`,
/// `gap` (validation less training loss), `best_val_loss`, `best_step`.
pub type Summary = BTreeMap<String, f64>;

/// Everything that decides a run. Made by [`new`](Self::new) or [`of`](Self::of) alone, so that
/// every parameter is there and within its range.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaygroundRun {
    set: DataSet,
    parameters: Parameters,
    seed: u64,
}

impl PlaygroundRun {
    /// A run on `set`; parameters that are not named have their defaults.
    pub fn new(set: DataSet, parameters: &Parameters, seed: u64) -> Result<Self, LabError> {
        if seed > MAX_SEED {
            return Err(LabError::Seed);
        }
        Ok(Self { set, parameters: complete(parameters)?, seed })
    }

    /// The run with which a lesson's lab begins. A `seed` among the starting values is taken out.
    pub fn start(spec: &PlaygroundSpec) -> Result<Self, LabError> {
        let mut parameters = spec.parameters.clone();
        let seed = match parameters.remove("seed") {
            None => 1,
            Some(seed) if seed >= 0.0 && seed <= MAX_SEED as f64 && seed.fract() == 0.0 => seed as u64,
            Some(_) => return Err(LabError::Seed),
        };
        Self::new(spec.set, &parameters, seed)
    }

    /// A learner's run of a lesson's lab: only what stands among its controls may differ from
    /// the lesson's starting values. A seed is always free: it proves nothing.
    pub fn of(
        spec: &PlaygroundSpec,
        set: Option<DataSet>,
        parameters: &Parameters,
        seed: u64,
    ) -> Result<Self, LabError> {
        let start = Self::start(spec)?;
        let free = |name: &str| spec.controls.iter().any(|control| control == name);
        let set = set.unwrap_or(start.set);
        if set != start.set && !free("set") {
            return Err(LabError::FixedSet);
        }
        let mut chosen = start.parameters.clone();
        for (name, &value) in parameters {
            let parameter = parameter(name).ok_or_else(|| LabError::Unknown(name.clone()))?;
            if !free(name) && start.parameters.get(name) != Some(&value) {
                return Err(LabError::Fixed(parameter.name));
            }
            chosen.insert(name.clone(), value);
        }
        Self::new(set, &chosen, seed)
    }

    /// Which data.
    pub const fn set(&self) -> DataSet {
        self.set
    }

    /// All parameters.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The seed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The value of a parameter of the table.
    pub fn value(&self, name: &str) -> f64 {
        self.parameters.get(name).copied().unwrap_or_default()
    }

    /// How many steps it trains.
    pub fn steps(&self) -> usize {
        self.value("steps") as usize
    }

    /// The points it learns from and is measured on.
    pub fn points(&self) -> Points {
        Points::draw(self.set, self.value("samples") as usize, self.value("noise"), self.seed)
    }
}

/// What a step measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Cross-entropy on the training half.
    pub train_loss: f64,
    /// Cross-entropy on the validation half.
    pub val_loss: f64,
    /// Share of training points on their side.
    pub train_accuracy: f64,
    /// Share of validation points on their side.
    pub val_accuracy: f64,
}

/// The state after `step` updates; step 0 is the untrained network.
pub struct Frame<'a> {
    /// Updates so far.
    pub step: usize,
    /// What they came to.
    pub measures: Measures,
    /// The data, the same in every frame.
    pub points: &'a Points,
    network: &'a Network,
}

impl Frame<'_> {
    /// Pixels along one side of [`field`](Self::field).
    pub const FIELD_SIDE: usize = FIELD_SIDE;

    /// The probability of class 1 over the picture, row by row from the top left, 0 … 255.
    /// Computed when asked for: whoever shows frames decides how many pictures they are worth.
    pub fn field(&self) -> Result<Vec<u8>, LabError> {
        Ok(self.network.field()?)
    }
}

/// Trains, showing each of `steps + 1` states to `on_frame`, until the end or until it breaks.
///
/// Everything runs on one thread of its own pool: candle would otherwise share products over
/// rayon's global pool, and runs would wait for each other.
pub fn run(
    run: &PlaygroundRun,
    on_frame: &mut (dyn FnMut(&Frame<'_>) -> ControlFlow<()> + Send),
) -> Result<Summary, LabError> {
    let thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "lab".to_owned())
        .build()
        .map_err(|error| LabError::Compute(error.to_string()))?;
    thread.install(|| train(run, on_frame))
}

fn train(
    run: &PlaygroundRun,
    on_frame: &mut (dyn FnMut(&Frame<'_>) -> ControlFlow<()> + Send),
) -> Result<Summary, LabError> {
    let points = run.points();
    let (seen, unseen) = (Batch::of(&points.train)?, Batch::of(&points.validation)?);
    let mut network = Network::new(
        run.value("hidden") as usize,
        run.value("depth") as usize,
        run.value("learning_rate"),
        run.value("weight_decay"),
        run.seed,
    )?;
    let last = run.steps();
    let mut best = (0, f64::INFINITY);
    let mut step = 0;
    loop {
        let logits = network.logits(&seen.inputs)?;
        let loss = seen.loss(&logits)?;
        let validation = network.logits(&unseen.inputs)?.detach();
        let measures = Measures {
            train_loss: loss.to_scalar()?,
            val_loss: unseen.loss(&validation)?.to_scalar()?,
            train_accuracy: seen.accuracy(&logits.detach())?,
            val_accuracy: unseen.accuracy(&validation)?,
        };
        if !(measures.train_loss.is_finite() && measures.val_loss.is_finite()) {
            return Err(LabError::Diverged { step });
        }
        if measures.val_loss < best.1 {
            best = (step, measures.val_loss);
        }
        let frame = Frame { step, measures, points: &points, network: &network };
        if on_frame(&frame).is_break() {
            return Err(LabError::Stopped { step });
        }
        if step == last {
            return Ok(summary(last, measures, best));
        }
        network.descend(&loss)?;
        step += 1;
    }
}

fn summary(steps: usize, measures: Measures, (best_step, best_val_loss): (usize, f64)) -> Summary {
    [
        ("steps", steps as f64),
        ("train_loss", measures.train_loss),
        ("val_loss", measures.val_loss),
        ("train_accuracy", measures.train_accuracy),
        ("val_accuracy", measures.val_accuracy),
        ("gap", measures.val_loss - measures.train_loss),
        ("best_val_loss", best_val_loss),
        ("best_step", best_step as f64),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// Whether an exercise may ask about this name: a parameter or a value of the summary.
pub fn is_value(name: &str) -> bool {
    PARAMETERS.iter().any(|parameter| parameter.name == name)
        || super::TOLERANCES.iter().any(|tolerance| tolerance.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(set: DataSet, parameters: &[(&str, f64)], seed: u64) -> PlaygroundRun {
        let mut all: Parameters = [("samples", 40.0), ("steps", 30.0), ("hidden", 8.0)]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        all.extend(parameters.iter().map(|&(name, value)| (name.to_owned(), value)));
        PlaygroundRun::new(set, &all, seed).expect("the parameters are legal")
    }

    fn curve(spec: &PlaygroundRun) -> (Vec<[u64; 4]>, Summary) {
        let mut curve = Vec::new();
        let summary = run(spec, &mut |frame| {
            let Measures { train_loss, val_loss, train_accuracy, val_accuracy } = frame.measures;
            curve.push([train_loss, val_loss, train_accuracy, val_accuracy].map(f64::to_bits));
            ControlFlow::Continue(())
        });
        (curve, summary.expect("the run ends"))
    }

    #[test]
    fn the_same_seed_gives_the_same_curve_bit_for_bit() {
        let spec = short(DataSet::Moons, &[("depth", 3.0), ("weight_decay", 0.1)], 7);
        let (first, summary) = curve(&spec);
        assert_eq!((first.clone(), summary.clone()), curve(&spec));
        assert_eq!(first.len(), 31);
        assert_eq!(summary["steps"], 30.0);
        assert_eq!(summary["val_loss"].to_bits(), first[30][1]);
        assert_eq!(summary["gap"], summary["val_loss"] - summary["train_loss"]);
        assert_ne!(first, curve(&short(DataSet::Moons, &[("depth", 3.0), ("weight_decay", 0.1)], 8)).0);
    }

    #[test]
    fn every_set_is_learned_with_the_defaults() {
        for (set, least) in
            [(DataSet::Moons, 0.9), (DataSet::Circles, 0.9), (DataSet::Xor, 0.9), (DataSet::Spiral, 0.75)]
        {
            let spec = PlaygroundRun::new(set, &Parameters::new(), 7).expect("defaults are legal");
            let summary = run(&spec, &mut |_| ControlFlow::Continue(())).expect("the run ends");
            assert!(summary["train_accuracy"] >= least, "{set:?}: {summary:?}");
        }
    }

    #[test]
    fn a_field_is_a_picture_of_probabilities() {
        let mut fields = Vec::new();
        let spec = short(DataSet::Circles, &[("steps", 150.0), ("noise", 0.0)], 1);
        run(&spec, &mut |frame| {
            if frame.step % 150 == 0 {
                fields.push(frame.field().expect("finite weights"));
            }
            ControlFlow::Continue(())
        })
        .expect("the run ends");
        let side = Frame::FIELD_SIDE;
        assert!(fields.iter().all(|field| field.len() == side * side));
        let trained = &fields[1];
        // The inner circle is class 1, a corner class 0.
        assert!(trained[side / 2 * side + side / 2] > 200, "{}", trained[side / 2 * side + side / 2]);
        assert!(trained[0] < 128, "{}", trained[0]);
    }

    #[test]
    fn a_run_that_is_stopped_says_where() {
        let spec = short(DataSet::Xor, &[], 1);
        let stopped = run(&spec, &mut |frame| {
            if frame.step == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped, Err(LabError::Stopped { step: 3 }));
    }

    #[test]
    fn a_blow_up_is_an_error_and_no_panic() {
        let spec = short(
            DataSet::Xor,
            &[("learning_rate", 1.0), ("weight_decay", 10.0), ("steps", 2000.0), ("depth", 1.0)],
            1,
        );
        let end = run(&spec, &mut |_| ControlFlow::Continue(()));
        assert!(matches!(end, Err(LabError::Diverged { .. })), "{end:?}");
    }

    #[test]
    fn a_lesson_decides_what_may_be_turned() {
        let spec = PlaygroundSpec {
            set: DataSet::Moons,
            controls: vec!["hidden".into(), "seed".into()],
            parameters: [("samples".to_owned(), 60.0), ("seed".to_owned(), 9.0)].into(),
        };
        let start = PlaygroundRun::start(&spec).expect("the lesson's values are legal");
        assert_eq!((start.seed(), start.value("samples"), start.value("hidden")), (9, 60.0, 16.0));

        let turn =
            |name: &str, value| PlaygroundRun::of(&spec, None, &[(name.to_owned(), value)].into(), 3);
        assert_eq!(turn("hidden", 4.0).expect("a control").value("hidden"), 4.0);
        assert_eq!(turn("samples", 60.0).expect("the lesson's own value").value("samples"), 60.0);
        assert_eq!(turn("samples", 1000.0), Err(LabError::Fixed("samples")));
        assert_eq!(turn("luck", 1.0), Err(LabError::Unknown("luck".into())));
        assert_eq!(
            PlaygroundRun::of(&spec, Some(DataSet::Xor), &Parameters::new(), 3),
            Err(LabError::FixedSet)
        );
        assert_eq!(PlaygroundRun::new(DataSet::Xor, &Parameters::new(), u64::MAX), Err(LabError::Seed));
    }
}
