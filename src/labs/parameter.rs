//! The one table of what a learner may turn: names, words, ranges, steps, defaults.

use super::LabError;
use crate::curriculum::Parameters;
use crate::language::Language;

/// The largest seed: every whole number up to it survives JSON and JavaScript unchanged.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// How a slider's travel maps to values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Evenly, by steps of [`Parameter::step`].
    Linear,
    /// By factors, over the `MANTISSAS` of each decade.
    Log,
    /// As [`Log`](Self::Log), with zero as the stop before the smallest value.
    LogOrZero,
}

/// Stops of a log scale within a decade: numbers that people write.
const MANTISSAS: [f64; 6] = [1.0, 1.5, 2.0, 3.0, 5.0, 7.0];

/// A parameter of the playground.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name in files, requests and permalinks.
    pub name: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// Smallest value (for [`Scale::LogOrZero`] the smallest above zero).
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Distance of two stops on a linear scale.
    pub step: f64,
    /// How the slider travels.
    pub scale: Scale,
    /// Counts are whole numbers.
    pub whole: bool,
    /// Value where neither lesson nor learner names one.
    pub default: f64,
}

const fn count(
    name: &'static str,
    [zh, en]: [&'static str; 2],
    [min, max, step, default]: [f64; 4],
) -> Parameter {
    Parameter { name, zh, en, min, max, step, scale: Scale::Linear, whole: true, default }
}

/// All parameters, in the order in which controls are shown.
pub const PARAMETERS: [Parameter; 7] = [
    Parameter {
        name: "learning_rate",
        zh: "学习率",
        en: "Learning rate",
        min: 1e-4,
        max: 1.0,
        step: 0.0,
        scale: Scale::Log,
        whole: false,
        default: 0.03,
    },
    count("hidden", ["隐藏单元", "Hidden units"], [1.0, 64.0, 1.0, 16.0]),
    count("depth", ["隐藏层数", "Hidden layers"], [1.0, 4.0, 1.0, 2.0]),
    Parameter {
        name: "weight_decay",
        zh: "权重衰减",
        en: "Weight decay",
        min: 1e-3,
        max: 10.0,
        step: 0.0,
        scale: Scale::LogOrZero,
        whole: false,
        default: 0.0,
    },
    Parameter {
        name: "noise",
        zh: "数据噪声",
        en: "Noise in the data",
        min: 0.0,
        max: 0.5,
        step: 0.01,
        scale: Scale::Linear,
        whole: false,
        default: 0.2,
    },
    count("samples", ["样本数", "Samples"], [20.0, 500.0, 10.0, 200.0]),
    count("steps", ["训练步数", "Training steps"], [10.0, 2000.0, 10.0, 400.0]),
];

/// The parameter of this name.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

impl Parameter {
    /// Its label.
    pub const fn label(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }

    /// Accepts or refuses a value.
    pub(super) fn check(&self, value: f64) -> Result<f64, LabError> {
        let smallest = if self.scale == Scale::LogOrZero { 0.0 } else { self.min };
        // Between zero and the smallest stop lies nothing that a slider can show, but nothing
        // harmful either: a file may ask for it.
        if !value.is_finite() || value < smallest || value > self.max {
            return Err(LabError::Range { name: self.name, value, min: smallest, max: self.max });
        }
        if self.whole && value.fract() != 0.0 {
            return Err(LabError::Whole { name: self.name, value });
        }
        Ok(value)
    }

    /// The values of the slider's stops, in order.
    pub fn stops(&self) -> Vec<f64> {
        match self.scale {
            Scale::Linear => {
                let last = ((self.max - self.min) / self.step).round() as u32;
                (0..=last).map(|i| tidy(self.min + f64::from(i) * self.step)).collect()
            }
            Scale::Log | Scale::LogOrZero => {
                let zero = (self.scale == Scale::LogOrZero).then_some(0.0);
                let decades = self.min.log10().round() as i32..=self.max.log10().round() as i32;
                let stops = decades
                    .flat_map(|decade| MANTISSAS.map(|mantissa| tidy(mantissa * 10f64.powi(decade))))
                    .filter(|&stop| stop <= self.max);
                zero.into_iter().chain(stops).collect()
            }
        }
    }
}

/// Every parameter at its default, overlaid by `given`; refuses unknown names and bad values.
pub(super) fn complete(given: &Parameters) -> Result<Parameters, LabError> {
    let mut all: Parameters =
        PARAMETERS.iter().map(|parameter| (parameter.name.to_owned(), parameter.default)).collect();
    for (name, &value) in given {
        let parameter = parameter(name).ok_or_else(|| LabError::Unknown(name.clone()))?;
        all.insert(name.clone(), parameter.check(value)?);
    }
    Ok(all)
}

/// A value as people write it: at most four significant digits, no trailing zeros.
pub fn written(value: f64) -> String {
    if value != 0.0 && value.is_finite() && (value.abs() < 1e-4 || value.abs() >= 1e7) {
        return format!("{value:e}");
    }
    let digits = format!("{value:.4}");
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        digits
    }
}

/// Rounds away what binary fractions add to `0.1 + 0.2`.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_legal_and_every_stop_too() {
        for parameter in &PARAMETERS {
            assert_eq!(parameter.check(parameter.default), Ok(parameter.default));
            let stops = parameter.stops();
            assert!(stops.len() > 2 && stops.len() < 250, "{}: {}", parameter.name, stops.len());
            assert!(stops.windows(2).all(|pair| pair[0] < pair[1]), "{}: {stops:?}", parameter.name);
            assert_eq!(stops.last(), Some(&parameter.max), "{}", parameter.name);
            for stop in stops {
                assert_eq!(parameter.check(stop), Ok(stop));
            }
        }
    }

    #[test]
    fn bad_values_are_named() {
        let error = |name: &str, value| complete(&[(name.to_owned(), value)].into()).unwrap_err();
        assert_eq!(error("momentum", 1.0), LabError::Unknown("momentum".into()));
        assert!(matches!(error("hidden", 65.0), LabError::Range { max: 64.0, .. }));
        assert!(matches!(error("hidden", 2.5), LabError::Whole { .. }));
        assert!(matches!(error("noise", f64::NAN), LabError::Range { .. }));
        assert!(matches!(error("weight_decay", -0.1), LabError::Range { min: 0.0, .. }));
        insta::assert_snapshot!(error("hidden", 65.0).sentence(Language::English), @"Hidden units must be between 1 and 64; 65 was asked for.");
        insta::assert_snapshot!(error("learning_rate", 3.0).sentence(Language::Chinese), @"学习率须在 0.0001 到 1 之间，而这里是 3。");
    }

    #[test]
    fn numbers_are_written_short() {
        assert_eq!([0.03, 16.0, 0.0, 1e-4, 0.25].map(written), ["0.03", "16", "0", "0.0001", "0.25"]);
    }
}
