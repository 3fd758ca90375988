//! Which people to list: read from the address, written into addresses, and the form that asks for it. Must not import
//! `app` or another page's insides.

use leptos::prelude::*;
use url::form_urlencoded;

use super::{Area, Sight};
use crate::components::{Icon, notice};
use crate::domain::ids::UnitId;
use crate::domain::person::Role;
use crate::domain::status::Status;
use crate::store::overview::{Filter, Scope, Standing};

/// Longest search that is taken, in characters.
const MAX_WORDS: usize = 100;

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words of the name or of the address.
    pub words: String,
    /// Only people of this unit or of one below it.
    pub unit: Option<UnitId>,
    /// Only people who stand so.
    pub standing: Option<Standing>,
    /// Only people held to this program.
    pub program: Option<String>,
    /// Only people with this role.
    pub role: Option<Role>,
    /// Page, from 0.
    pub page: u64,
    ignored: Vec<&'static str>,
}

impl Search {
    /// Reads the part of an address behind the question mark. What is not known is left out, and the page says so.
    pub fn read(query: Option<&str>, sight: &Sight) -> Self {
        let mut search = Self::default();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.trim();
            if !value.is_empty() {
                search.take(&name, value, sight);
            }
        }
        search
    }

    fn take(&mut self, name: &str, value: &str, sight: &Sight) {
        match name {
            "q" => self.words = value.chars().take(MAX_WORDS).map(|c| if c.is_control() { ' ' } else { c }).collect(),
            "unit" => {
                self.unit =
                    value.parse().ok().filter(|unit| sight.tree.unit(*unit).is_some() && sight.scope.includes(*unit));
                self.note(self.unit.is_some(), "The unit in this address is not known, so all units are shown.");
            }
            "status" => {
                self.standing =
                    standings(sight.area).into_iter().find(|(slug, ..)| *slug == value).map(|(.., found)| found);
                self.note(
                    self.standing.is_some(),
                    "The status in this address is not known, so every status is shown.",
                );
            }
            "program" => {
                self.program = sight.content.catalog().program(value).map(|program| program.key.clone());
                self.note(self.program.is_some(), "The requirement in this address is not known, so all are shown.");
            }
            "role" => {
                self.role = Role::from_word(value);
                self.note(self.role.is_some(), "The role in this address is not known, so every role is shown.");
            }
            "page" => self.page = value.parse::<u64>().unwrap_or(1).saturating_sub(1),
            _ => {}
        }
    }

    fn note(&mut self, known: bool, otherwise: &'static str) {
        if !known {
            self.ignored.push(otherwise);
        }
    }

    /// Everybody of a unit.
    pub fn of_unit(unit: UnitId) -> Self {
        Self { unit: Some(unit), ..Self::default() }
    }

    /// Everybody held to a program.
    pub fn of_program(program: &str) -> Self {
        Self { program: Some(program.to_owned()), ..Self::default() }
    }

    /// The same people, narrowed to those who stand so, from the first page on.
    pub fn standing(&self, standing: Standing) -> Self {
        Self { standing: Some(standing), page: 0, ..self.clone() }
    }

    /// Another page of the same list.
    pub fn page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    /// Whether it asks for everybody.
    pub fn is_everybody(&self) -> bool {
        let Self { words, unit, standing, program, role, .. } = self;
        words.is_empty() && unit.is_none() && standing.is_none() && program.is_none() && role.is_none()
    }

    /// The address that asks for this.
    pub fn address(&self, area: Area) -> String {
        self.address_of(area.people(), area)
    }

    /// The address of another page about the same people.
    pub fn address_of(&self, page: &str, area: Area) -> String {
        match self.query(area) {
            query if query.is_empty() => page.to_owned(),
            query => format!("{page}?{query}"),
        }
    }

    /// The address of a page from which one comes back to this list, filters and page and all.
    pub fn from_here(&self, page: &str, area: Area) -> String {
        match self.query(area) {
            query if query.is_empty() => page.to_owned(),
            query => {
                let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                format!("{page}?back={query}")
            }
        }
    }

    /// The part of an address behind the question mark.
    fn query(&self, area: Area) -> String {
        let pairs = [
            ("q", Some(self.words.clone()).filter(|words| !words.is_empty())),
            ("unit", self.unit.map(|unit| unit.to_string())),
            ("status", self.status_word(area).map(str::to_owned)),
            ("program", self.program.clone()),
            ("role", self.role.map(|role| role.word().to_owned())),
            ("page", (self.page > 0).then(|| (self.page + 1).to_string())),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }

    /// The word of the status in addresses, if it is narrowed to one.
    pub fn status_word(&self, area: Area) -> Option<&'static str> {
        standings(area).into_iter().find(|(.., one)| self.standing == Some(*one)).map(|(slug, ..)| slug)
    }

    /// In words, for pages about the same people: `Status: Overdue`.
    pub fn in_words(&self, sight: &Sight) -> Vec<String> {
        let unit = self.unit.and_then(|unit| sight.tree.unit(unit)).map(|unit| format!("Unit: {}", unit.name));
        let standing = standings(sight.area).into_iter().find(|(.., one)| self.standing == Some(*one));
        let program = self.program.as_ref().and_then(|key| sight.content.catalog().program(key));
        let words = (!self.words.is_empty()).then(|| format!("Name or e-mail: {}", self.words));
        let standing = standing.map(|(_, words, _)| format!("Status: {words}"));
        let program = program.map(|program| format!("Requirement: {}", program.title));
        let role = self.role.map(|role| format!("Role: {}", role_name(role)));
        [words, unit, standing, program, role].into_iter().flatten().collect()
    }

    /// The scope that it leaves.
    pub fn scope(&self, sight: &Sight) -> Scope {
        self.unit.map_or_else(|| sight.scope.clone(), |unit| sight.scope_of(unit))
    }

    /// The filter of its query.
    pub fn filter(&self) -> Filter {
        Filter { search: self.words.clone(), standing: self.standing, program: self.program.clone(), role: self.role }
    }

    /// What was left out of the address, each as a notice.
    pub fn notices(&self) -> impl IntoView + use<> {
        self.ignored.iter().map(|ignored| notice::warning(*ignored)).collect::<Vec<_>>()
    }

    /// The form that asks for it.
    pub fn form(&self, sight: &Sight) -> impl IntoView + use<> {
        let units = sight.units();
        let several = units.len() > 1;
        let units = units.into_iter().map(|(depth, unit)| {
            let name = format!("{}{}", "\u{a0}\u{a0}".repeat(depth), unit.name);
            (unit.id.to_string(), name, self.unit == Some(unit.id))
        });
        let standings = standings(sight.area).into_iter();
        let standings =
            standings.map(|(slug, words, one)| (slug.to_owned(), words.to_owned(), self.standing == Some(one)));
        let programs = sight.content.catalog().programs.iter();
        let programs =
            programs.map(|one| (one.key.clone(), one.title.clone(), self.program.as_ref() == Some(&one.key)));
        let roles = (sight.area == Area::Organisation).then(|| {
            let roles = [Role::Learner, Role::Manager, Role::Reviewer, Role::Administrator, Role::Auditor].into_iter();
            let roles = roles.map(|one| (one.word().to_owned(), role_name(one).to_owned(), self.role == Some(one)));
            choice("role", "Role", "Any", roles)
        });
        let everybody = (!self.is_everybody())
            .then(|| view! { <a class="link-alone" href=sight.area.people()>"Show everybody"</a> });
        view! {
            <form class="filters" method="get" action=sight.area.people() role="search" aria-label="People">
                <div class="field field-grow">
                    <label for="q">"Name or e-mail"</label>
                    <input class="input" id="q" name="q" type="search" value=self.words.clone() maxlength=MAX_WORDS.to_string()/>
                </div>
                {several.then(|| choice("unit", "Unit", "All units", units))}
                {choice("status", "Status", "Any", standings)}
                {choice("program", "Requirement", "All", programs)}
                {roles}
                <button class="button" type="submit">{Icon::SEARCH.view()}"Search"</button>
                {everybody}
            </form>
        }
    }
}

/// A role in words; learners are those without another.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Learner => "No other role",
        Role::Manager => "Manager",
        Role::Reviewer => "Reviewer",
        Role::Administrator => "Administrator",
        Role::Auditor => "Auditor",
    }
}

/// How people can stand: word in addresses, words on pages. Managers do not see those who left.
fn standings(area: Area) -> Vec<(&'static str, &'static str, Standing)> {
    let statuses =
        [Status::Overdue, Status::DueSoon, Status::InProgress, Status::NotStarted, Status::Complete, Status::Exempt];
    let statuses = statuses.into_iter().map(|status| (status.slug(), status.label(), Standing::In(status)));
    let mut standings: Vec<_> = statuses.collect();
    standings.push(("required", "Has a requirement", Standing::Held));
    standings.push(("nothing-required", "Has no requirement", Standing::Free));
    if area == Area::Organisation {
        standings.push(("cannot-sign-in", "Cannot sign in yet", Standing::Waiting));
        standings.push(("access-ended", "Access ended", Standing::Left));
    }
    standings
}

/// A choice of one: (value, words, chosen).
fn choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: impl Iterator<Item = (String, String, bool)>,
) -> impl IntoView {
    let options: Vec<_> =
        options.map(|(value, words, chosen)| view! { <option value=value selected=chosen>{words}</option> }).collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="select" id=name name=name><option value="">{any}</option>{options}</select>
        </div>
    }
}
