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

    /// Adds what is wrong with a field, if anything is.
    pub fn check<T>(&mut self, field: &str, outcome: Result<T, &'static str>) {
        if let Err(message) = outcome {
            self.add(field, message);
        }
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
        let Around { top, described, invalid } = around(name, label, hint, problems);
        view! {
            <div class="field">
                {top}
                <input
                    class="input" id=name name=name type=kind autocomplete=autocomplete value=value
                    aria-invalid=invalid aria-describedby=described
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

/// A choice of one from a list.
#[derive(Debug, Clone)]
pub struct SelectField<'a> {
    /// Name and `id`.
    pub name: &'static str,
    /// What to choose.
    pub label: &'static str,
    /// How, if that is not plain.
    pub hint: Option<&'static str>,
    /// What there is: (value, words).
    pub options: Vec<(String, String)>,
    /// What is chosen.
    pub value: &'a str,
}

impl SelectField<'_> {
    /// The field, with its problem if it has one.
    pub fn view(self, problems: &Problems) -> impl IntoView + use<> {
        let Self { name, label, hint, value, .. } = self;
        let Around { top, described, invalid } = around(name, label, hint, problems);
        let options = self.options.into_iter().map(|(option, words)| {
            let chosen = option == value;
            view! { <option value=option selected=chosen>{words}</option> }
        });
        let options: Vec<_> = options.collect();
        view! {
            <div class="field">
                {top}
                <select class="select" id=name name=name aria-invalid=invalid aria-describedby=described>{options}</select>
            </div>
        }
    }
}

/// Several lines of text to fill in.
#[derive(Debug, Clone, Copy)]
pub struct TextArea<'a> {
    /// Name and `id`.
    pub name: &'static str,
    /// What to fill in.
    pub label: &'static str,
    /// How, if that is not plain.
    pub hint: Option<&'static str>,
    /// What was typed.
    pub value: &'a str,
}

impl TextArea<'_> {
    /// The field, with its problem if it has one.
    pub fn view(self, problems: &Problems) -> impl IntoView + use<> {
        self.of_height("4", problems)
    }

    /// The field for many lines.
    pub fn tall(self, problems: &Problems) -> impl IntoView + use<> {
        self.of_height("14", problems)
    }

    fn of_height(self, rows: &'static str, problems: &Problems) -> impl IntoView + use<> {
        let Self { name, label, hint, .. } = self;
        let value = self.value.to_owned();
        let Around { top, described, invalid } = around(name, label, hint, problems);
        view! {
            <div class="field">
                {top}
                <textarea class="textarea" id=name name=name rows=rows aria-invalid=invalid aria-describedby=described>{value}</textarea>
            </div>
        }
    }
}

/// A box to tick, by which somebody says to be sure.
#[derive(Debug, Clone)]
pub struct TickField {
    /// Name and `id`.
    pub name: &'static str,
    /// What a ticked box sends.
    pub value: String,
    /// What one agrees to.
    pub label: String,
    /// Whether it is ticked.
    pub checked: bool,
}

impl TickField {
    /// The box, with its problem if it has one.
    pub fn view(self, problems: &Problems) -> impl IntoView + use<> {
        let Self { name, value, label, checked } = self;
        let id = format!("{name}-error");
        let problem = problems.about(name).map(str::to_owned);
        let invalid = problem.as_ref().map(|_| "true");
        let described = problem.as_ref().map(|_| id.clone());
        view! {
            <div class="field">
                {problem.map(|problem| field_error(id, problem))}
                <label class="tick" for=name>
                    <input
                        type="checkbox" id=name name=name value=value checked=checked aria-invalid=invalid
                        aria-describedby=described
                    />
                    {label}
                </label>
            </div>
        }
    }
}

/// A file to choose.
#[derive(Debug, Clone, Copy)]
pub struct FileField {
    /// Name and `id`.
    pub name: &'static str,
    /// What to choose.
    pub label: &'static str,
    /// Which, if that is not plain.
    pub hint: Option<&'static str>,
    /// Kinds of files, as browsers name them.
    pub accept: &'static str,
}

impl FileField {
    /// The field, with its problem if it has one.
    pub fn view(self, problems: &Problems) -> impl IntoView + use<> {
        let Self { name, label, hint, accept } = self;
        let Around { top, described, invalid } = around(name, label, hint, problems);
        view! {
            <div class="field">
                {top}
                <input
                    class="input" type="file" id=name name=name accept=accept aria-invalid=invalid
                    aria-describedby=described
                />
            </div>
        }
    }
}

/// What stands above a field, and how the field refers to it.
struct Around {
    top: AnyView,
    described: Option<String>,
    invalid: Option<&'static str>,
}

fn around(name: &'static str, label: &'static str, hint: Option<&'static str>, problems: &Problems) -> Around {
    let (error_id, hint_id) = (format!("{name}-error"), format!("{name}-hint"));
    let problem = problems.about(name).map(str::to_owned);
    let described = [hint.map(|_| hint_id.clone()), problem.as_ref().map(|_| error_id.clone())];
    let described: Vec<String> = described.into_iter().flatten().collect();
    let invalid = problem.as_ref().map(|_| "true");
    let top = view! {
        <label for=name>{label}</label>
        {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        {problem.map(|problem| field_error(error_id, problem))}
    };
    Around { top: top.into_any(), described: (!described.is_empty()).then(|| described.join(" ")), invalid }
}
