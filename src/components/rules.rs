//! The rules of an assessment in plain words, for those who will take it. Must not import anything but `domain`.

use crate::domain::course::Course;

/// What counts beyond the pass mark: one sentence each.
pub fn rules_in_words(course: &Course) -> Vec<String> {
    let rules = &course.assessment;
    let mut words = Vec::new();
    if rules.objective_percent > 0 {
        words.push(format!(
            "Besides {}\u{a0}% of all points you need {}\u{a0}% on every single objective.",
            rules.pass_percent, rules.objective_percent
        ));
    }
    if rules.critical_items > 0 {
        words.push(
            "A few questions are about what nobody should get wrong. A miss does not fail you, but you read that \
             lesson again and answer another such question before the course counts."
                .to_owned(),
        );
    }
    if rules.wait_hours > 0 {
        let hours = if rules.wait_hours == 1 { "1 hour".to_owned() } else { format!("{} hours", rules.wait_hours) };
        words.push(format!("Before the last attempt you wait {hours}, so that you can read again what was hard."));
    }
    if let Some(minutes) = rules.limit_minutes {
        words.push(format!(
            "There is a time limit of {minutes} minutes. What you saved in time counts. Who needs more time asks a teacher or manager."
        ));
    }
    words
}
