//! Receipts: the hashes from which anyone with the bundle can recompute a grade.
//!
//! Everything is SHA-256 over canonical JSON (RFC 8785). What could be guessed is hashed with a
//! nonce: the content digest covers the key together with the key's nonce, and the answer and
//! result digests cover the attempt's. Without those nonces a receipt betrays neither.

use serde::{Deserialize, Serialize};

use super::{Answer, Grade, Status, grader_version};
use crate::curriculum::{Exercise, Solution};
use crate::digest::{Digest, Nonce};
use crate::id::ExerciseId;

/// The proof of one grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The exercise.
    pub exercise: ExerciseId,
    /// Content version: public content, key, feedback and the key's nonce.
    pub content: Digest,
    /// The answer, with the attempt's nonce.
    pub answer: Digest,
    /// Version of the grader, `choice/1`.
    pub grader: String,
    /// Digest of the model that took part, if one did.
    pub model: Option<Digest>,
    /// Seed of the variant, if the exercise draws one.
    pub seed: Option<u64>,
    /// Status, points and full points, with the attempt's nonce.
    pub result: Digest,
    /// All of the above.
    pub hash: Digest,
}

#[derive(Serialize)]
struct Body<'a> {
    exercise: &'a ExerciseId,
    content: &'a Digest,
    answer: &'a Digest,
    grader: &'a str,
    model: Option<&'a Digest>,
    seed: Option<u64>,
    result: &'a Digest,
}

impl Receipt {
    /// The receipt of `grade`, which `answer` got.
    pub fn new(
        exercise: &Exercise,
        solution: &Solution,
        answer: &Answer,
        grade: &Grade,
        seed: Option<u64>,
        nonce: &Nonce,
    ) -> Self {
        #[derive(Serialize)]
        struct AnswerPart<'a> {
            nonce: String,
            answer: &'a Answer,
        }
        #[derive(Serialize)]
        struct ResultPart {
            nonce: String,
            status: Status,
            points: f64,
            max_points: f64,
        }
        let answer = Digest::of_json(&AnswerPart { nonce: nonce.hex(), answer });
        let result = Digest::of_json(&ResultPart {
            nonce: nonce.hex(),
            status: grade.status,
            points: grade.points,
            max_points: grade.max_points,
        });
        let grader = grader_version(exercise.kind);
        let hash = Digest::of_json(&Body {
            exercise: &exercise.id,
            content: &solution.content,
            answer: &answer,
            grader,
            model: None,
            seed,
            result: &result,
        });
        Self {
            exercise: exercise.id.clone(),
            content: solution.content,
            answer,
            grader: grader.to_owned(),
            model: None,
            seed,
            result,
            hash,
        }
    }

    /// Whether the outer hash covers the fields as they stand.
    pub fn is_sealed(&self) -> bool {
        self.hash
            == Digest::of_json(&Body {
                exercise: &self.exercise,
                content: &self.content,
                answer: &self.answer,
                grader: &self.grader,
                model: self.model.as_ref(),
                seed: self.seed,
                result: &self.result,
            })
    }

    /// The name of the first field in which `self` differs from `again`, if any does.
    pub fn first_difference(&self, again: &Self) -> Option<&'static str> {
        let fields = [
            ("exercise", self.exercise == again.exercise),
            ("content", self.content == again.content),
            ("grader", self.grader == again.grader),
            ("model", self.model == again.model),
            ("seed", self.seed == again.seed),
            ("answer", self.answer == again.answer),
            ("result", self.result == again.result),
            ("hash", self.hash == again.hash),
        ];
        fields.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
    }
}

/// The nonce of an attempt that stands in a file without one of its own: derived from the
/// course's secret, so that the same file gives the same receipts, and nobody without the
/// secret can guess an answer from its hash.
pub fn attempt_nonce(secret: &[u8], learner: &str, exercise: &str, line: u64) -> Nonce {
    // JSON quotes the parts, so that no two sets of parts run together to one purpose.
    let purpose = serde_json::json!(["attempt", learner, exercise, line]).to_string();
    Nonce::derive(secret, purpose.as_bytes())
}
