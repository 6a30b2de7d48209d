//! Nonces and content versions: the last step, which needs all keys of the course.

use std::collections::BTreeMap;

use super::item::Draft;
use super::notes::Notes;
use super::version::{Secret, content_version, plain};
use super::{Exercise, Position, Solution, codes};
use crate::digest::{Digest, Nonce};

/// Fewer hexadecimal digits are no secret.
const MIN_DIGITS: usize = 32;
/// Parts the derived secret from every other digest.
const DOMAIN: &str = "yanxi course secret v1";

/// Settles the course's secret and with it the nonce and content version of each exercise.
pub(crate) fn seal(
    drafts: Vec<Draft>,
    secret: Option<&[u8]>,
    notes: Notes<'_>,
) -> (Vec<u8>, Vec<(Exercise, Solution)>) {
    let own = secret.and_then(|bytes| {
        let read = read_secret(bytes);
        if read.is_none() {
            // The text is a secret: it is not shown.
            notes.add(
                codes::E0613,
                Position::START,
                format!("`keys/secret` must be at least {MIN_DIGITS} hexadecimal digits"),
                format!("`keys/secret` 应为至少 {MIN_DIGITS} 位十六进制数字"),
            );
        }
        read
    });
    if secret.is_none() && !drafts.is_empty() {
        notes
            .add(
                codes::W0615,
                Position::START,
                "the course has no secret of its own; one is derived from its keys",
                "课程没有自己的密钥，暂由答案推导",
            )
            .help(
                "write 64 random hexadecimal digits into `keys/secret` and keep that file off public hosts",
                "请在 `keys/secret` 中写入 64 位随机十六进制数字，并且不要公开该文件",
            );
    }
    let secret = own.unwrap_or_else(|| derived(&drafts));
    let exercises = drafts.into_iter().map(|draft| sealed(draft, &secret)).collect();
    (secret, exercises)
}

fn read_secret(bytes: &[u8]) -> Option<Vec<u8>> {
    let text: String = std::str::from_utf8(bytes).ok()?.split_whitespace().collect();
    (text.len() >= MIN_DIGITS).then(|| hex::decode(text).ok())?
}

/// A secret out of everything that is secret in the course.
fn derived(drafts: &[Draft]) -> Vec<u8> {
    let all: BTreeMap<&str, serde_json::Value> =
        drafts.iter().map(|draft| (draft.exercise.id.as_str(), plain(&secret_of(draft)))).collect();
    Digest::of_json(&(DOMAIN, all)).bytes().to_vec()
}

const fn secret_of(draft: &Draft) -> Secret<'_> {
    Secret {
        key: &draft.key,
        letters: draft.letters.as_slice(),
        feedback: &draft.feedback,
        explanation: &draft.explanation,
    }
}

fn sealed(draft: Draft, secret: &[u8]) -> (Exercise, Solution) {
    let nonce = draft.nonce.unwrap_or_else(|| Nonce::derive(secret, draft.exercise.id.as_str().as_bytes()));
    let content = content_version(nonce, draft.exercise.version, &secret_of(&draft));
    let solution = Solution {
        key: draft.key,
        letters: draft.letters,
        feedback: draft.feedback,
        explanation: draft.explanation,
        wrong: draft.wrong,
        nonce,
        content,
    };
    (draft.exercise, solution)
}
