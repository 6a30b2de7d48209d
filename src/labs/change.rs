//! "What changed": one to three sentences by rule from two runs, never by a language model.

use super::parameter::{PARAMETERS, written};
use super::{PlaygroundRun, Summary};
use crate::curriculum::DataSet;
use crate::language::Language;

/// A run that came to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What decided it.
    pub run: PlaygroundRun,
    /// What it came to.
    pub summary: Summary,
}

/// Losses closer than this are called equal: less cannot be seen in the curve.
const VISIBLE: f64 = 0.01;

/// Says what a run came to, against the learner's previous run where there is one.
pub fn what_changed(previous: Option<&Outcome>, current: &Outcome, language: Language) -> String {
    let sentences = match previous {
        None => vec![course(&current.summary, language)],
        Some(previous) => compare(previous, current, language),
    };
    sentences.join(language.pick("", " "))
}

/// What the losses did in one run.
fn course(summary: &Summary, language: Language) -> String {
    let value = |name: &str| summary.get(name).copied().unwrap_or_default();
    let (steps, best_step) = (value("steps"), value("best_step"));
    let (val, best, gap) = (value("val_loss"), value("best_val_loss"), value("gap"));
    if value("train_accuracy") < 0.75 {
        let share = 100.0 * value("train_accuracy");
        return match language {
            Language::Chinese => {
                format!("网络连训练集也没有学会（准确率 {share:.0}%）：容量、步数或学习率可能不够。")
            }
            Language::English => format!(
                "The network has not even learned the training set (accuracy {share:.0} %): capacity, steps or learning rate may be too small."
            ),
        };
    }
    if val > best + VISIBLE && best_step < 0.9 * steps {
        return match language {
            Language::Chinese => format!(
                "验证损失在第 {best_step} 步最低（{best:.3}），之后回升到 {val:.3}，训练损失却仍在下降，差距为 {gap:.3}：这就是过拟合。"
            ),
            Language::English => format!(
                "Validation loss was lowest at step {best_step} ({best:.3}) and then rose to {val:.3} while training loss kept falling; the gap is {gap:.3}. That is overfitting."
            ),
        };
    }
    if best_step >= 0.95 * steps {
        return match language {
            Language::Chinese => format!("直到最后一步验证损失仍在下降（{val:.3}），多训练几步可能更好。"),
            Language::English => {
                format!(
                    "Validation loss was still falling at the last step ({val:.3}): more steps may help."
                )
            }
        };
    }
    match language {
        Language::Chinese => {
            format!("两条曲线已经走平：验证损失 {val:.3}，与训练损失的差距 {gap:.3}。")
        }
        Language::English => {
            format!("Both curves have settled: validation loss {val:.3}, gap to training loss {gap:.3}.")
        }
    }
}

fn compare(previous: &Outcome, current: &Outcome, language: Language) -> Vec<String> {
    let changes = changes(&previous.run, &current.run, language);
    if changes.is_empty() {
        return vec![
            language
                .pick(
                    "种子和参数都与上一次相同，所以曲线逐步相同。",
                    "Seed and parameters are those of the previous run, so the curve is the same, step by step.",
                )
                .to_owned(),
        ];
    }
    let value = |outcome: &Outcome, name: &str| outcome.summary.get(name).copied().unwrap_or_default();
    let pair = |name: &str| (value(previous, name), value(current, name));
    let ((val_was, val), (gap_was, gap)) = (pair("val_loss"), pair("gap"));
    let (train_was, train) = pair("train_loss");
    let list = changes.join(language.pick("、", ", "));
    let delta = (val - val_was).abs();
    let first = match (language, delta < VISIBLE, val < val_was) {
        (Language::Chinese, true, _) => {
            format!("{list}：验证损失几乎不变（{val_was:.3} → {val:.3}），")
        }
        (Language::Chinese, false, true) => {
            format!("{list}：验证损失下降 {delta:.3}（{val_was:.3} → {val:.3}），")
        }
        (Language::Chinese, false, false) => {
            format!("{list}：验证损失上升 {delta:.3}（{val_was:.3} → {val:.3}），")
        }
        (Language::English, true, _) => {
            format!("{list}: validation loss hardly changed ({val_was:.3} → {val:.3});")
        }
        (Language::English, false, true) => {
            format!("{list}: validation loss fell by {delta:.3} ({val_was:.3} → {val:.3});")
        }
        (Language::English, false, false) => {
            format!("{list}: validation loss rose by {delta:.3} ({val_was:.3} → {val:.3});")
        }
    };
    let first = match language {
        Language::Chinese => format!("{first}与训练损失的差距由 {gap_was:.3} 变为 {gap:.3}。"),
        Language::English => {
            format!("{first} the gap to training loss went from {gap_was:.3} to {gap:.3}.")
        }
    };
    let mut sentences = vec![first];
    sentences.extend(meaning(val - val_was, gap - gap_was, train - train_was, language));
    sentences.extend(caution(&previous.run, &current.run, changes.len(), language));
    sentences
}

/// What the three differences mean together; nothing where they say nothing.
fn meaning(val: f64, gap: f64, train: f64, language: Language) -> Option<String> {
    let sentence = if val <= -VISIBLE && gap <= -VISIBLE {
        (
            "模型不再追逐个别噪声点，泛化更好。",
            "The model chases single noisy points less and generalises better.",
        )
    } else if val <= -VISIBLE {
        ("两个集合都学得更好。", "It learned both halves better.")
    } else if val >= VISIBLE && gap >= VISIBLE {
        (
            "训练集学得更细，验证集却更差：过拟合加重了。",
            "It fits the training half more closely than it generalises: more overfitting.",
        )
    } else if val >= VISIBLE && train >= VISIBLE {
        (
            "两个集合的损失都升高：模型受限过多或训练不足，属于欠拟合。",
            "Both losses rose: the model is held back or trained too little, which is underfitting.",
        )
    } else if val.abs() < VISIBLE && gap >= VISIBLE {
        (
            "训练损失更低而验证损失没有变好，多学到的只是训练集的偶然。",
            "Training loss fell without helping validation: what was gained belongs to the training half alone.",
        )
    } else {
        return None;
    };
    Some(language.pick(sentence.0, sentence.1).to_owned())
}

/// Why the difference should not be read too closely.
fn caution(
    previous: &PlaygroundRun,
    current: &PlaygroundRun,
    changes: usize,
    language: Language,
) -> Option<String> {
    let other_points = previous.set() != current.set()
        || previous.seed() != current.seed()
        || ["noise", "samples"].iter().any(|name| previous.value(name) != current.value(name));
    let sentence = if other_points {
        (
            "注意：数据点也换了，两次损失不是在同一批点上量的。",
            "Note that the points changed too: the two losses are not measured on the same ones.",
        )
    } else if changes > 1 {
        (
            "一次改了几个参数，说不清是哪一个起了作用。",
            "Several parameters changed at once, so none of them alone explains the difference.",
        )
    } else {
        return None;
    };
    Some(language.pick(sentence.0, sentence.1).to_owned())
}

/// Each thing that differs, as "learning rate 0.03 → 0.1".
fn changes(previous: &PlaygroundRun, current: &PlaygroundRun, language: Language) -> Vec<String> {
    let mut changes = Vec::new();
    if previous.set() != current.set() {
        let (was, is) = (set_name(previous.set(), language), set_name(current.set(), language));
        changes.push(match language {
            Language::Chinese => format!("数据由{was}换为{is}"),
            Language::English => format!("Data {was} → {is}"),
        });
    }
    for parameter in &PARAMETERS {
        let (was, is) = (previous.value(parameter.name), current.value(parameter.name));
        if was != is {
            changes.push(format!("{} {} → {}", parameter.label(language), written(was), written(is)));
        }
    }
    if previous.seed() != current.seed() {
        let (label, was, is) = (language.pick("随机种子", "Seed"), previous.seed(), current.seed());
        changes.push(format!("{label} {was} → {is}"));
    }
    changes
}

/// The name of a data set.
pub fn set_name(set: DataSet, language: Language) -> &'static str {
    match set {
        DataSet::Moons => language.pick("两弯月", "two moons"),
        DataSet::Circles => language.pick("同心圆", "circles"),
        DataSet::Xor => language.pick("异或", "xor"),
        DataSet::Spiral => language.pick("螺旋", "spiral"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(parameters: &[(&str, f64)], seed: u64, values: [f64; 5]) -> Outcome {
        let parameters = parameters.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        let names = ["train_loss", "val_loss", "best_val_loss", "best_step", "train_accuracy"];
        let mut summary: Summary = names.into_iter().map(str::to_owned).zip(values).collect();
        summary.insert("gap".into(), values[1] - values[0]);
        summary.insert("steps".into(), 400.0);
        Outcome {
            run: PlaygroundRun::new(DataSet::Moons, &parameters, seed).expect("legal parameters"),
            summary,
        }
    }

    #[test]
    fn one_run_alone_is_told_by_its_course() {
        let say = |values| what_changed(None, &outcome(&[], 1, values), Language::English);
        insta::assert_snapshot!(say([0.05, 0.40, 0.25, 80.0, 1.0]), @"Validation loss was lowest at step 80 (0.250) and then rose to 0.400 while training loss kept falling; the gap is 0.350. That is overfitting.");
        insta::assert_snapshot!(say([0.30, 0.32, 0.32, 399.0, 0.9]), @"Validation loss was still falling at the last step (0.320): more steps may help.");
        insta::assert_snapshot!(say([0.20, 0.25, 0.25, 300.0, 0.9]), @"Both curves have settled: validation loss 0.250, gap to training loss 0.050.");
        insta::assert_snapshot!(say([0.69, 0.70, 0.70, 3.0, 0.5]), @"The network has not even learned the training set (accuracy 50 %): capacity, steps or learning rate may be too small.");
    }

    #[test]
    fn two_runs_are_told_by_their_difference() {
        let before = outcome(&[], 1, [0.05, 0.95, 0.25, 80.0, 1.0]);
        let after = outcome(&[("weight_decay", 1.0)], 1, [0.10, 0.33, 0.30, 300.0, 0.97]);
        insta::assert_snapshot!(what_changed(Some(&before), &after, Language::Chinese), @"权重衰减 0 → 1：验证损失下降 0.620（0.950 → 0.330），与训练损失的差距由 0.900 变为 0.230。模型不再追逐个别噪声点，泛化更好。");
        insta::assert_snapshot!(what_changed(Some(&after), &before, Language::English), @"Weight decay 1 → 0: validation loss rose by 0.620 (0.330 → 0.950); the gap to training loss went from 0.230 to 0.900. It fits the training half more closely than it generalises: more overfitting.");
        let held = outcome(&[("weight_decay", 10.0)], 1, [0.60, 0.62, 0.60, 300.0, 0.8]);
        insta::assert_snapshot!(what_changed(Some(&after), &held, Language::English), @"Weight decay 1 → 10: validation loss rose by 0.290 (0.330 → 0.620); the gap to training loss went from 0.230 to 0.020. Both losses rose: the model is held back or trained too little, which is underfitting.");
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let one = outcome(&[], 1, [0.20, 0.30, 0.30, 300.0, 0.9]);
        let other = outcome(&[("noise", 0.3)], 2, [0.20, 0.30, 0.30, 300.0, 0.9]);
        insta::assert_snapshot!(what_changed(Some(&one), &other, Language::English), @"Noise in the data 0.2 → 0.3, Seed 1 → 2: validation loss hardly changed (0.300 → 0.300); the gap to training loss went from 0.100 to 0.100. Note that the points changed too: the two losses are not measured on the same ones.");
        insta::assert_snapshot!(what_changed(Some(&one), &one, Language::Chinese), @"种子和参数都与上一次相同，所以曲线逐步相同。");
    }
}
