//! `/`: what this is, in one screen.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::{Icon, art};
use crate::domain::course::Course;
use crate::server::page::{Layout, Page};
use crate::server::state::App;

/// Shows the front page; a signed-in person is already past it.
pub async fn show(page: Page, State(app): State<App>) -> Response {
    if page.actor().is_some() {
        return Redirect::to("/home").into_response();
    }
    let content = app.content();
    page.show(Layout::Wide, "Know who you learn from", || {
        let courses: Vec<_> = content.catalog().courses.iter().map(course_card).collect();
        view! {
            <div class="stack stack-l">
                {hero()}
                {doors()}
                <section class="stack" id="courses">
                    <h2>"Courses"</h2>
                    <ul class="grid">{courses}</ul>
                </section>
            </div>
        }
    })
}

fn hero() -> impl IntoView {
    view! {
        <section class="hero">
            <div class="hero-text">
                <h1>"Know who you learn from"</h1>
                <p class="lead">
                    "Netwise teaches you to build a personal learning network and to use social media well, in lessons as \
                     short as a bus ride. What you earn is a certificate anyone can check."
                </p>
                <p class="actions">
                    <a class="button button-primary" href="/sign-in">"Sign in"{Icon::ARROW_RIGHT.view()}</a>
                    <a class="button button-quiet" href="#courses">"See the courses"</a>
                </p>
            </div>
            {art::landing()}
        </section>
    }
}

fn doors() -> impl IntoView {
    view! {
        <section class="doors" aria-label="What you can do here">
            <div class="door">
                <h2>{Icon::BOOK_OPEN.view()}"Learn"</h2>
                <p>"Short lessons on your phone, one clear next step, and a record of what you know."</p>
                <a class="button" href="/courses">"Browse courses"</a>
            </div>
            <div class="door">
                <h2>{Icon::USERS.view()}"Watch over a group"</h2>
                <p>"Teachers and managers see who is on time, who needs a nudge, and why."</p>
                <a class="button" href="/sign-in?next=%2Fteam">"Sign in to your team"</a>
            </div>
            <div class="door">
                <h2>{Icon::SHIELD_CHECK.view()}"Verify a certificate"</h2>
                <p>"Type the number printed on it. No account needed."</p>
                <form class="field-row" method="get" action="/verify">
                    <div class="field">
                        <label for="number">"Certificate number"</label>
                        <input class="input input-number" id="number" name="number" autocomplete="off" spellcheck="false"/>
                    </div>
                    <button class="button" type="submit">"Verify"</button>
                </form>
            </div>
        </section>
    }
}

fn course_card(course: &Course) -> impl IntoView + use<> {
    view! {
        <li class="card card-course">
            {art::cover(course)}
            <div class="card-body">
                <h3><a href=format!("/courses/{}", course.key)>{course.title.clone()}</a></h3>
                <p>{course.outcome.clone()}</p>
                <p class="facts"><span>{Icon::CLOCK.view()}{format!("{} minutes", course.minutes())}</span></p>
            </div>
        </li>
    }
}
