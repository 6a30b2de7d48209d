//! Made-up submissions.

use std::fmt::Write as _;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use yanxi::curriculum::{Course, Exercise, Form, Kind, Letter};

/// `count` submissions as JSONL: every kind but `lab`, right and wrong answers mixed.
pub fn jsonl(course: &Course, count: usize, seed: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let exercises: Vec<&Exercise> =
        course.exercises().map(AsRef::as_ref).filter(|exercise| exercise.kind != Kind::Lab).collect();
    let mut text = String::with_capacity(count * 90);
    for line in 0..count {
        let exercise = exercises[below(&mut random, exercises.len())];
        let answer = answer(exercise, &mut random);
        writeln!(
            text,
            r#"{{"learner":"s{:05}","exercise":"{}","answer":{answer}}}"#,
            line % 30_000,
            exercise.id
        )
        .expect("writing to a string");
    }
    text.into_bytes()
}

fn below(random: &mut ChaCha8Rng, bound: usize) -> usize {
    (random.next_u64() % bound.max(1) as u64) as usize
}

fn letter(index: usize) -> char {
    Letter::new(index).map_or('z', Letter::as_char)
}

fn answer(exercise: &Exercise, random: &mut ChaCha8Rng) -> String {
    match &exercise.form {
        Form::Options { options } if exercise.kind == Kind::Choice => {
            format!("\"{}\"", letter(below(random, options.len())))
        }
        Form::Options { options } => {
            let ticked: Vec<String> = (0..options.len())
                .filter(|_| random.next_u64().is_multiple_of(2))
                .map(|index| format!("\"{}\"", letter(index)))
                .collect();
            format!("[{}]", ticked.join(","))
        }
        Form::Order { entries } => {
            let mut order: Vec<usize> = (0..entries.len()).collect();
            for last in (1..order.len()).rev() {
                order.swap(last, below(random, last + 1));
            }
            let letters: Vec<String> =
                order.iter().map(|&index| format!("\"{}\"", letter(index))).collect();
            format!("[{}]", letters.join(","))
        }
        Form::Match { left, right, .. } => {
            let pairs: Vec<String> = (1..=left.len())
                .map(|row| format!("\"{row}\":\"{}\"", letter(below(random, right.len()))))
                .collect();
            format!("{{{}}}", pairs.join(","))
        }
        Form::Numeric { unit } => {
            let number = below(random, 10_000) as f64 / 10.0;
            match unit {
                Some(unit) if random.next_u64().is_multiple_of(2) => format!("\"{number} {unit}\""),
                _ => number.to_string(),
            }
        }
        Form::Text | Form::Lab { .. } => {
            ["\"过拟合\"", "\"Over-fitting\"", "\"ＯＶＥＲＦＩＴＴＩＮＧ。\"", "\"cross correlation\""]
                [below(random, 4)]
            .to_owned()
        }
    }
}
