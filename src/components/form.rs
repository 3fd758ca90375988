//! Forms that keep what was typed and say what is wrong, on top and beside the field. Must not import anything but
//! `domain`.

use leptos::prelude::*;

use super::Icon;
use crate::domain::refusal::Refusal;

/// What is wrong with a form: (name of the field, message). The field's name is also its `id`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<(String, String)>);

impl Problems {
    /// The problem behind a refusal; one that is about no field points at `fallback`.
    pub fn of(refusal: &Refusal, fallback: &str) -> Self {
        let field = match refusal {
            Refusal::Field { field, .. } => field,
            _ => fallback,
        };
        Self(vec![(field.to_owned(), refusal.to_string())])
    }

    /// Adds a problem.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push((field.to_owned(), message.into()));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The message about one field.
    pub fn about(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }

    /// The page's title, beginning with "Error:" when something is wrong.
    pub fn title(&self, title: &str) -> String {
        if self.is_empty() { title.to_owned() } else { format!("Error: {title}") }
    }
}

/// The summary on top of a wrong form, focused and linking to each field; nothing when all is well.
pub fn error_summary(problems: &Problems) -> impl IntoView + use<> {
    let links: Vec<_> = problems
        .0
        .iter()
        .cloned()
        .map(|(field, message)| view! { <li><a href=format!("#{field}")>{message}</a></li> })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="problem">
                <h2 id="problem">"There is a problem"</h2>
                <ul>{links}</ul>
            </div>
        }
    })
}

/// One line of text to fill in.
#[derive(Debug, Clone, Copy)]
pub struct TextField<'a> {
    /// Name and `id`.
    pub name: &'static str,
    /// What to fill in.
    pub label: &'static str,
    /// How, if that is not plain.
    pub hint: Option<&'static str>,
    /// `text`, `email`, `password` or `search`.
    pub kind: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// What was typed; never a password.
    pub value: &'a str,
}

impl TextField<'_> {
    /// The field, with its problem if it has one.
    pub fn view(self, problems: &Problems) -> impl IntoView + use<> {
        let Self { name, label, hint, kind, autocomplete, .. } = self;
        let value = self.value.to_owned();
        let error_id = format!("{name}-error");
        let hint_id = format!("{name}-hint");
        let problem = problems.about(name).map(str::to_owned);
        let described = [hint.map(|_| hint_id.clone()), problem.as_ref().map(|_| error_id.clone())];
        let described: Vec<String> = described.into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        view! {
            <div class="field">
                <label for=name>{label}</label>
                {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                {problem.clone().map(|problem| field_error(error_id, problem))}
                <input
                    class="input" id=name name=name type=kind autocomplete=autocomplete value=value
                    aria-invalid=problem.map(|_| "true") aria-describedby=described
                />
            </div>
        }
    }
}

/// The message beside a wrong field.
pub fn field_error(id: String, problem: String) -> impl IntoView {
    view! {
        <p class="field-error" id=id>
            {Icon::CIRCLE_ALERT.view()}
            <span><span class="visually-hidden">"Error: "</span>{problem}</span>
        </p>
    }
}
