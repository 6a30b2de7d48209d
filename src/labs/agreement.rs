//! When two summaries of one run say the same.
//!
//! On the same CPU features a rerun gives the same bits. Elsewhere the last bits differ, training
//! lets them grow, and what a learner hands in may be rounded to three decimals: the tolerances
//! allow both and no more.

use super::Summary;

/// How far a value may be off.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// The value of the summary.
    pub name: &'static str,
    /// Absolute distance.
    pub absolute: f64,
    /// Distance as a share of the larger of the two, added to the absolute one.
    pub relative: f64,
}

/// The declared tolerances, one for each value of a summary.
pub const TOLERANCES: [Tolerance; 8] = [
    Tolerance { name: "steps", absolute: 0.0, relative: 0.0 },
    Tolerance { name: "train_loss", absolute: 1e-3, relative: 1e-3 },
    Tolerance { name: "val_loss", absolute: 1e-3, relative: 1e-3 },
    Tolerance { name: "train_accuracy", absolute: 0.01, relative: 0.0 },
    Tolerance { name: "val_accuracy", absolute: 0.01, relative: 0.0 },
    Tolerance { name: "gap", absolute: 2e-3, relative: 1e-3 },
    Tolerance { name: "best_val_loss", absolute: 1e-3, relative: 1e-3 },
    // On a flat stretch the minimum wanders.
    Tolerance { name: "best_step", absolute: 2.0, relative: 0.02 },
];

/// Compares a claimed summary with the run done again. Values that are not claimed are not
/// compared, but at least one must be; a name that no summary has is a disagreement.
///
/// # Errors
/// What differs, in one English sentence for a report.
pub fn agrees(claimed: &Summary, again: &Summary) -> Result<(), String> {
    if claimed.is_empty() {
        return Err("the claim holds no value of a summary".to_owned());
    }
    for (name, &claim) in claimed {
        let tolerance = TOLERANCES.iter().find(|tolerance| tolerance.name == name);
        let (Some(tolerance), Some(&value)) = (tolerance, again.get(name)) else {
            return Err(format!("a summary has no value `{name}`"));
        };
        let room = tolerance.absolute + tolerance.relative * claim.abs().max(value.abs());
        // The last factor forgives what binary fractions do to a bound such as 0.001.
        if !claim.is_finite() || (claim - value).abs() > room * (1.0 + 1e-9) {
            return Err(format!("`{name}` is claimed as {claim}, the run done again gives {value}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(entries: &[(&str, f64)]) -> Summary {
        entries.iter().map(|&(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn rounding_is_forgiven_and_invention_is_not() {
        let again = summary(&[("val_loss", 0.234_567), ("steps", 400.0), ("best_step", 200.0)]);
        assert_eq!(agrees(&again, &again), Ok(()));
        for (name, value) in [("val_loss", 0.235), ("best_step", 205.0), ("steps", 400.0)] {
            assert_eq!(agrees(&summary(&[(name, value)]), &again), Ok(()), "{name}");
        }
        for (name, value) in [("val_loss", 0.22), ("val_loss", f64::NAN), ("steps", 401.0), ("luck", 1.0)] {
            assert!(agrees(&summary(&[(name, value)]), &again).is_err(), "{name} {value}");
        }
        assert!(agrees(&summary(&[]), &again).is_err());
    }
}
