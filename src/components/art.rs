//! Drawings of small networks of people. Must not import anything but `domain`.

use leptos::prelude::*;

use super::raw;
use crate::domain::course::Course;
use crate::domain::network_art;

/// A course's cover, drawn from its key in its own hue.
pub fn cover(course: &Course) -> impl IntoView + use<> {
    raw(network_art::cover_svg(&course.key, course.hue))
}

/// The illustration of the front page.
pub fn landing() -> impl IntoView {
    raw(network_art::landing_svg())
}

/// The fine pattern behind a certificate.
pub fn certificate_pattern(number: &str) -> impl IntoView + use<> {
    raw(network_art::certificate_pattern_svg(number))
}

/// A few people who have lost each other, for a page that is not there.
pub fn lost() -> impl IntoView {
    raw(network_art::empty_state_svg())
}

/// A page that has nothing to show says why, and offers one next step.
pub fn empty(title: &'static str, why: impl IntoView, step: impl IntoView) -> impl IntoView {
    view! {
        <section class="empty">
            {raw(network_art::empty_state_svg())}
            <h2>{title}</h2>
            <p>{why}</p>
            {step}
        </section>
    }
}
