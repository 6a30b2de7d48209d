//! SQL that two databases read alike: see the module doc of `store::value`.

use std::fs;
use std::path::Path;

#[test]
fn parameters_first_appear_in_their_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let (mut statements, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for statement in text.split("\nconst ").skip(1).filter_map(|rest| rest.split("\";").next()) {
            let mut highest = 0;
            for number in statement.split('$').skip(1) {
                let number: u32 = number
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
                    .parse()
                    .unwrap_or(0);
                if number > highest + 1 {
                    wrong.push(format!("{}: {statement}", path.display()));
                }
                highest = highest.max(number);
            }
            statements += usize::from(highest > 0);
        }
    }
    assert!(statements > 40, "the statements are found at all: {statements}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
