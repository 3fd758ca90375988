//! Status and its explanation, from one function. Must not import anything outside `domain`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::credential::Number;
use super::ids::{AssignmentId, AttemptId};
use super::intervention::Ground;
use super::time::{DAY, Timestamp};

/// How long before its due date a requirement counts as due soon, in milliseconds.
pub const DUE_SOON: i64 = 7 * DAY;

/// Where one person stands with one requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The due date has passed and something is missing.
    Overdue,
    /// Something is missing and the due date is at most [`DUE_SOON`] away.
    DueSoon,
    /// Something is done, something is missing, and there is time.
    InProgress,
    /// Nothing is done yet, and there is time.
    NotStarted,
    /// Everything asked for is done.
    Complete,
    /// It need not be done.
    Exempt,
}

impl Status {
    /// Whether nothing more is asked.
    pub fn is_met(self) -> bool {
        matches!(self, Self::Complete | Self::Exempt)
    }

    /// The word shown on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::DueSoon => "Due soon",
            Self::InProgress => "In progress",
            Self::NotStarted => "Not started",
            Self::Complete => "Complete",
            Self::Exempt => "Exempt",
        }
    }

    /// The word used in addresses and style classes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::DueSoon => "due-soon",
            Self::InProgress => "in-progress",
            Self::NotStarted => "not-started",
            Self::Complete => "complete",
            Self::Exempt => "exempt",
        }
    }
}

/// One course as a requirement asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseRule {
    /// Course key.
    pub key: String,
    /// Course title.
    pub title: String,
    /// Version as its author numbers it, for the explanation.
    pub version: String,
    /// Lessons that must be studied: (key, title).
    pub lessons: Vec<(String, String)>,
    /// Pass mark of its assessment, in percent.
    pub pass_percent: u8,
    /// Pass mark on every objective, in percent.
    pub objective_percent: u8,
}

/// A due date that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Where to.
    pub due_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A decision that somebody need not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Since when.
    pub at: Timestamp,
    /// On which ground.
    pub ground: Ground,
    /// Why.
    pub reason: String,
}

/// A certificate that was taken back. The results it rested on count no longer: who wants it again passes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The assignment that had earned it.
    pub assignment: AssignmentId,
    /// Its number.
    pub number: Number,
    /// When it was taken back.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// When each course that it was for had been passed.
    pub courses: BTreeMap<String, Timestamp>,
}

/// What was decided about one assignment, and not taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// In the order they were made; the last one counts.
    pub extensions: Vec<Extension>,
    /// The exemption, if there is one.
    pub exemption: Option<Exemption>,
    /// The last revocation of a certificate that it had earned, if there was one.
    pub revocation: Option<Revocation>,
}

/// What one assignment asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Title of the program.
    pub title: String,
    /// Version of the program as its author numbers it.
    pub version: String,
    /// When it was due as first given.
    pub due_at: Timestamp,
    /// What was decided since.
    pub decisions: Decisions,
    /// When it was completed, once it was: what is taught later does not take that back.
    pub completed_at: Option<Timestamp>,
    /// Courses, all of which must be completed.
    pub courses: Vec<CourseRule>,
}

/// A passed assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// The attempt that passed.
    pub attempt: AttemptId,
    /// When it was submitted.
    pub at: Timestamp,
    /// Score in percent, rounded down.
    pub percent: u8,
    /// Pass mark that was asked for, in percent.
    pub pass_percent: u8,
    /// Hash of the course's version that was assessed.
    pub course_hash: String,
    /// Whether it stands for the whole course: the score was high, and no lesson had been opened before.
    pub tested_out: bool,
    /// Missed critical questions that are still to be answered again.
    pub critical_open: u8,
    /// When the last of them was answered rightly, if there were any and none is open.
    pub critical_done_at: Option<Timestamp>,
}

impl Pass {
    /// Whether nothing is left to be answered again.
    pub fn is_settled(&self) -> bool {
        self.critical_open == 0
    }

    /// What is left to be answered again, in words.
    pub fn critical_in_words(&self) -> String {
        match self.critical_open {
            1 => "1 critical question to answer again".to_owned(),
            open => format!("{open} critical questions to answer again"),
        }
    }
}

/// What one person has done, whatever requirement it counts for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// When each lesson, by (course, lesson), was completed.
    pub lessons: BTreeMap<(String, String), Timestamp>,
    /// The first pass of each course's assessment.
    pub passes: BTreeMap<String, Pass>,
    /// How many attempts at each course's assessment were submitted without passing.
    pub misses: BTreeMap<String, u8>,
    /// Certificates that were taken back, in that order. Their results are not among the passes.
    pub revoked: Vec<Revocation>,
}

impl Facts {
    /// The moment up to which results in a course count no longer, because a certificate that rested on them was taken back.
    pub fn void_until(&self, course: &str) -> Option<Timestamp> {
        self.revoked.iter().filter_map(|revoked| revoked.courses.get(course)).copied().max()
    }
}

/// One line of the explanation: a rule, whether the facts meet it, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Whether the rule is met.
    pub met: bool,
    /// The rule, in words.
    pub rule: String,
    /// The fact behind it, in words; what would change it where it is not met.
    pub fact: String,
    /// When the fact happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The rules this one is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

impl Reason {
    /// The explanation of a requirement without what was decided about the person: what somebody wrote about them is no part
    /// of what they achieved.
    pub fn of_what_was_achieved(&self) -> Self {
        // Courses are made of lessons and an assessment, decisions of nothing.
        let parts = self.parts.iter().filter(|part| !part.parts.is_empty()).cloned().collect();
        Self { parts, ..self.clone() }
    }
}

/// Status and explanation, which can therefore not disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Where the person stands.
    pub status: Status,
    /// When it is due, extensions included.
    pub due_at: Timestamp,
    /// When the last missing part was done, once everything is.
    pub completed_at: Option<Timestamp>,
    /// Parts done: lessons studied and assessments passed.
    pub done: usize,
    /// Parts asked for.
    pub total: usize,
    /// Whether anything that counts was done or tried.
    pub begun: bool,
    /// Why.
    pub why: Reason,
    /// The due date, and what moved it.
    pub deadline: Reason,
}

/// Turns a requirement and the facts into a status with its explanation, at the moment `now`.
pub fn evaluate(requirement: &Requirement, facts: &Facts, now: Timestamp) -> Evaluation {
    let parts: Vec<Reason> = requirement.courses.iter().map(|course| course_reason(course, facts)).collect();
    let leaves = || parts.iter().flat_map(|course| &course.parts);
    let done = leaves().filter(|part| part.met).count();
    let total = leaves().count();
    // A requirement that asks for nothing is not met by doing nothing.
    let all_met = total > 0 && parts.iter().all(|course| course.met);
    let completed = all_met || requirement.completed_at.is_some();
    let exemption = requirement.decisions.exemption.as_ref();
    let met = completed || exemption.is_some();
    let due_at = requirement.decisions.extensions.last().map_or(requirement.due_at, |extension| extension.due_at);
    let last_part = || all_met.then(|| leaves().filter_map(|part| part.at).max()).flatten();
    let completed_at = requirement.completed_at.or_else(last_part);
    let tried = requirement.courses.iter().any(|course| {
        let open = facts.passes.get(&course.key).is_some_and(|pass| !pass.is_settled());
        // What was taken back counts no longer, but it was not nothing.
        open || facts.misses.contains_key(&course.key) || facts.void_until(&course.key).is_some()
    });
    let status = if completed {
        Status::Complete
    } else if exemption.is_some() {
        Status::Exempt
    } else if now > due_at {
        Status::Overdue
    } else if due_at.since(now) <= DUE_SOON {
        Status::DueSoon
    } else if done > 0 || tried {
        Status::InProgress
    } else {
        Status::NotStarted
    };
    let revocation = requirement.decisions.revocation.as_ref().filter(|_| !completed);
    let revoked = revocation.map(revocation_reason);
    let why = Reason {
        met,
        rule: format!("{} (version {}): complete every course", requirement.title, requirement.version),
        fact: match completed && !all_met {
            true => "Completed as it was taught then; what has been added since is not asked for".to_owned(),
            false => format!("{done} of {total} parts done"),
        },
        at: completed_at,
        parts: exemption.map(exemption_reason).into_iter().chain(revoked).chain(parts).collect(),
    };
    let deadline = deadline(requirement, due_at, now);
    Evaluation { status, due_at, completed_at, done, total, begun: done > 0 || tried, why, deadline }
}

fn exemption_reason(exemption: &Exemption) -> Reason {
    Reason {
        met: true,
        rule: format!("Exempt: {}", exemption.ground.label().to_lowercase()),
        fact: format!("“{}”", exemption.reason),
        at: Some(exemption.at),
        parts: vec![],
    }
}

fn revocation_reason(revocation: &Revocation) -> Reason {
    Reason {
        met: false,
        rule: format!("Certificate {} was revoked, so its results count no longer", revocation.number),
        fact: format!("“{}”", revocation.reason),
        at: Some(revocation.at),
        parts: vec![],
    }
}

fn deadline(requirement: &Requirement, due_at: Timestamp, now: Timestamp) -> Reason {
    let met = now <= due_at;
    let date = |rule: &str, fact: String, at| Reason { met, rule: rule.to_owned(), fact, at: Some(at), parts: vec![] };
    let extensions = &requirement.decisions.extensions;
    let mut parts = Vec::new();
    if !extensions.is_empty() {
        parts.push(date("First due", String::new(), requirement.due_at));
        let moved = |one: &Extension| date("More time given", format!("“{}”, until", one.reason), one.due_at);
        parts.extend(extensions.iter().map(moved));
    }
    let fact = if met { "In time so far" } else { "This date has passed" };
    Reason { parts, ..date("Be done by the due date", fact.to_owned(), due_at) }
}

fn course_reason(course: &CourseRule, facts: &Facts) -> Reason {
    // Who tests out shows the course's result without its lessons.
    let tested_out = facts.passes.get(&course.key).is_some_and(|pass| pass.tested_out);
    let lessons = course.lessons.iter().filter(|_| !tested_out);
    let mut parts: Vec<Reason> = lessons.map(|lesson| lesson_reason(course, lesson, facts)).collect();
    parts.push(assessment_reason(course, facts));
    let met = parts.iter().all(|part| part.met);
    let rule = match tested_out {
        true => "met by assessment before any lesson, so lessons are not asked for",
        false => "study every lesson and pass the assessment",
    };
    Reason {
        met,
        rule: format!("{} (version {}): {rule}", course.title, course.version),
        fact: format!("{} of {} parts done", parts.iter().filter(|part| part.met).count(), parts.len()),
        at: met.then(|| parts.iter().filter_map(|part| part.at).max()).flatten(),
        parts,
    }
}

fn lesson_reason(course: &CourseRule, (key, title): &(String, String), facts: &Facts) -> Reason {
    let at = facts.lessons.get(&(course.key.clone(), key.clone())).copied();
    Reason {
        met: at.is_some(),
        rule: format!("Study “{title}”"),
        fact: if at.is_some() {
            "Marked as done".into()
        } else {
            "Not done yet: open the lesson and mark it as done".into()
        },
        at,
        parts: vec![],
    }
}

fn assessment_reason(course: &CourseRule, facts: &Facts) -> Reason {
    let pass = facts.passes.get(&course.key);
    let fact = match (pass, facts.misses.get(&course.key)) {
        (Some(pass), _) if pass.is_settled() => format!("Passed with {} %", pass.percent),
        (Some(pass), _) => format!("Passed with {} %; {}", pass.percent, pass.critical_in_words()),
        (None, Some(tries)) => format!("Tried {tries} {}, not passed yet", if *tries == 1 { "time" } else { "times" }),
        (None, None) => "Not taken yet".into(),
    };
    let each = match course.objective_percent {
        0 => String::new(),
        percent => format!(", and {percent} % or more on every objective"),
    };
    let settled = pass.filter(|pass| pass.is_settled());
    Reason {
        met: settled.is_some(),
        rule: format!("Pass the assessment with {} % or more{each}", course.pass_percent),
        fact,
        at: settled.map(|pass| pass.critical_done_at.map_or(pass.at, |done| done.max(pass.at))),
        parts: vec![],
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DUE: Timestamp = Timestamp(100 * DAY);

    fn requirement() -> Requirement {
        Requirement {
            title: "Onboarding".into(),
            version: "1.0.0".into(),
            due_at: DUE,
            decisions: Decisions::default(),
            completed_at: None,
            courses: vec![CourseRule {
                key: "start-100".into(),
                title: "First steps".into(),
                version: "1.0.0".into(),
                lessons: vec![("a".into(), "A".into()), ("b".into(), "B".into())],
                pass_percent: 80,
                objective_percent: 50,
            }],
        }
    }

    fn facts(lessons: &[(&str, i64)], pass: Option<i64>) -> Facts {
        Facts {
            lessons: lessons.iter().map(|(key, at)| (("start-100".into(), (*key).into()), Timestamp(*at))).collect(),
            passes: pass
                .map(|at| {
                    let pass = Pass {
                        attempt: AttemptId::new(),
                        at: Timestamp(at),
                        percent: 90,
                        pass_percent: 80,
                        course_hash: "h".into(),
                        tested_out: false,
                        critical_open: 0,
                        critical_done_at: None,
                    };
                    ("start-100".into(), pass)
                })
                .into_iter()
                .collect(),
            misses: BTreeMap::new(),
            revoked: vec![],
        }
    }

    #[test]
    fn each_status_at_its_edge() {
        let nothing = facts(&[], None);
        let some = facts(&[("a", 5)], None);
        let all = facts(&[("a", 5), ("b", 6)], Some(9));
        for (facts, now, expected) in [
            (&nothing, 0, Status::NotStarted),
            (&some, 0, Status::InProgress),
            (&some, DUE.0 - DUE_SOON - 1, Status::InProgress),
            (&some, DUE.0 - DUE_SOON, Status::DueSoon),
            (&nothing, DUE.0 - DUE_SOON, Status::DueSoon),
            (&some, DUE.0, Status::DueSoon),
            (&some, DUE.0 + 1, Status::Overdue),
            (&all, DUE.0 + 1, Status::Complete),
        ] {
            assert_eq!(evaluate(&requirement(), facts, Timestamp(now)).status, expected, "at {now}");
        }
    }

    fn with_pass(lessons: &[(&str, i64)], change: impl FnOnce(&mut Pass)) -> Facts {
        let mut facts = facts(lessons, Some(9));
        if let Some(pass) = facts.passes.values_mut().next() {
            change(pass);
        }
        facts
    }

    #[test]
    fn a_missed_critical_question_keeps_a_course_open() {
        let all = &[("a", 5), ("b", 6)];
        let open = evaluate(&requirement(), &with_pass(all, |pass| pass.critical_open = 1), Timestamp(20));
        assert_eq!((open.status, open.completed_at), (Status::InProgress, None));
        let line = &open.why.parts[0].parts[2];
        assert!(!line.met && line.at.is_none());
        assert_eq!(line.fact, "Passed with 90 %; 1 critical question to answer again");
        assert_eq!(line.rule, "Pass the assessment with 80 % or more, and 50 % or more on every objective");
        let done = with_pass(all, |pass| pass.critical_done_at = Some(Timestamp(15)));
        let done = evaluate(&requirement(), &done, Timestamp(20));
        assert_eq!((done.status, done.completed_at), (Status::Complete, Some(Timestamp(15))));
    }

    #[test]
    fn a_pass_with_an_open_question_is_a_beginning() {
        let evaluation = evaluate(&requirement(), &with_pass(&[], |pass| pass.critical_open = 2), Timestamp(20));
        assert_eq!((evaluation.status, evaluation.begun, evaluation.done), (Status::InProgress, true, 0));
    }

    #[test]
    fn who_tests_out_is_asked_for_no_lessons() {
        let out = evaluate(&requirement(), &with_pass(&[], |pass| pass.tested_out = true), Timestamp(20));
        assert_eq!((out.status, out.completed_at), (Status::Complete, Some(Timestamp(9))));
        assert_eq!((out.done, out.total), (1, 1));
        assert!(out.why.parts[0].rule.contains("met by assessment"), "{:?}", out.why);
        let open = with_pass(&[], |pass| (pass.tested_out, pass.critical_open) = (true, 1));
        assert_eq!(evaluate(&requirement(), &open, Timestamp(20)).status, Status::InProgress);
        // Lessons done afterwards neither help nor harm.
        let later = with_pass(&[("a", 40)], |pass| pass.tested_out = true);
        assert_eq!(evaluate(&requirement(), &later, Timestamp(50)).completed_at, Some(Timestamp(9)));
    }

    #[test]
    fn a_missed_attempt_alone_is_progress() {
        let facts = Facts { misses: BTreeMap::from([("start-100".into(), 1)]), ..Facts::default() };
        let evaluation = evaluate(&requirement(), &facts, Timestamp(0));
        assert_eq!(evaluation.status, Status::InProgress);
        assert_eq!(evaluation.why.parts[0].parts[2].fact, "Tried 1 time, not passed yet");
    }

    #[test]
    fn a_missed_attempt_at_another_course_is_no_progress_here() {
        let facts = Facts { misses: BTreeMap::from([("other".into(), 1)]), ..Facts::default() };
        assert_eq!(evaluate(&requirement(), &facts, Timestamp(0)).status, Status::NotStarted);
    }

    #[test]
    fn what_is_taught_later_takes_no_completion_back() {
        let completed = Requirement { completed_at: Some(Timestamp(7)), ..requirement() };
        let evaluation = evaluate(&completed, &facts(&[("a", 5)], Some(6)), Timestamp(DUE.0 + 1));
        assert_eq!(evaluation.status, Status::Complete);
        assert_eq!(evaluation.completed_at, Some(Timestamp(7)));
        assert!(evaluation.why.met && evaluation.why.fact.starts_with("Completed as it was taught then"));
    }

    fn decided(extensions: &[i64], exempt: bool) -> Requirement {
        let extensions = extensions.iter().map(|at| Extension { due_at: Timestamp(*at), reason: "On leave".into() });
        let exemption = Exemption { at: Timestamp(3), ground: Ground::PriorLearning, reason: "Diploma".into() };
        let decisions =
            Decisions { extensions: extensions.collect(), exemption: exempt.then_some(exemption), revocation: None };
        Requirement { decisions, ..requirement() }
    }

    #[test]
    fn the_last_extension_is_the_due_date() {
        let later = decided(&[DUE.0 + DAY, DUE.0 + 30 * DAY], false);
        let evaluation = evaluate(&later, &facts(&[], None), Timestamp(DUE.0 + DAY));
        assert_eq!((evaluation.status, evaluation.due_at), (Status::NotStarted, Timestamp(DUE.0 + 30 * DAY)));
        let dates: Vec<_> = evaluation.deadline.parts.iter().filter_map(|part| part.at).collect();
        assert_eq!(dates, [DUE, Timestamp(DUE.0 + DAY), Timestamp(DUE.0 + 30 * DAY)]);
        assert_eq!(evaluate(&later, &facts(&[], None), Timestamp(DUE.0 + 31 * DAY)).status, Status::Overdue);
    }

    #[test]
    fn an_exemption_meets_it_and_completes_nothing() {
        let late = Timestamp(DUE.0 + 1);
        let evaluation = evaluate(&decided(&[], true), &facts(&[("a", 5)], None), late);
        assert_eq!((evaluation.status, evaluation.completed_at, evaluation.done), (Status::Exempt, None, 1));
        assert!(evaluation.why.met);
        assert_eq!(evaluation.why.parts[0].rule, "Exempt: recognition of prior learning");
        // Who does it all the same has completed it.
        let done = evaluate(&decided(&[], true), &facts(&[("a", 5), ("b", 6)], Some(9)), late);
        assert_eq!((done.status, done.completed_at), (Status::Complete, Some(Timestamp(9))));
    }

    #[test]
    fn completion_is_the_moment_of_the_last_fact() {
        let evaluation = evaluate(&requirement(), &facts(&[("a", 5), ("b", 60)], Some(9)), Timestamp(70));
        assert_eq!(evaluation.completed_at, Some(Timestamp(60)));
        assert!(evaluation.why.met);
    }

    #[test]
    fn a_requirement_without_courses_is_never_complete() {
        let empty = Requirement { courses: vec![], ..requirement() };
        assert_ne!(evaluate(&empty, &Facts::default(), Timestamp(0)).status, Status::Complete);
    }

    proptest! {
        #[test]
        fn status_and_explanation_agree(a in any::<bool>(), b in any::<bool>(), pass in any::<bool>(), now in 0i64..200) {
            let mut lessons = vec![];
            if a { lessons.push(("a", 1)); }
            if b { lessons.push(("b", 2)); }
            let evaluation = evaluate(&requirement(), &facts(&lessons, pass.then_some(3)), Timestamp(now * DAY));
            prop_assert_eq!(evaluation.status == Status::Complete, evaluation.why.met);
            prop_assert_eq!(evaluation.why.met, a && b && pass);
            prop_assert_eq!(evaluation.done, usize::from(a) + usize::from(b) + usize::from(pass));
            prop_assert_eq!(evaluation.completed_at.is_some(), evaluation.why.met);
        }

        #[test]
        fn waiting_never_improves_a_status(early in 0i64..200, later in 0i64..200, a in any::<bool>()) {
            let facts = facts(if a { &[("a", 1)] } else { &[] }, None);
            let at = |days: i64| evaluate(&requirement(), &facts, Timestamp(days * DAY)).status;
            let (first, second) = (early.min(later), early.max(later));
            prop_assert!(at(second) <= at(first));
        }
    }
}
