//! Remembers how far a lesson was read, and leads back there. Shows nothing without JavaScript. Must not import anything
//! but `domain` and `api`.

use leptos::prelude::*;

/// Offers to go on where reading stopped, and reports how far it gets.
#[island]
pub fn ReadingPosition(
    /// Course key.
    course: String,
    /// Lesson key.
    lesson: String,
    /// Thousandths of the page that were read before.
    position: i32,
) -> impl IntoView {
    let offered = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::follow(course, lesson, position, offered);
    #[cfg(not(feature = "hydrate"))]
    let _ = (course, lesson);

    view! {
        <p class="resume" hidden=move || !offered.get()>
            <button class="button button-quiet button-small" type="button" on:click=move |_| {
                offered.set(false);
                scroll_to(position);
            }>"Go on where you stopped"</button>
        </p>
    }
}

#[cfg(not(feature = "hydrate"))]
fn scroll_to(_: i32) {}

#[cfg(feature = "hydrate")]
use browser::scroll_to;

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::prelude::*;
    use leptos::task::spawn_local;

    use crate::api::reading::record_position;

    /// Positions nearer to the ends than this are not worth going back to, in thousandths.
    const MARGIN: i32 = 50;
    /// How long a reader must have paused before the place is reported.
    const PAUSE: Duration = Duration::from_secs(2);

    pub fn follow(course: String, lesson: String, position: i32, offered: RwSignal<bool>) {
        // After hydration, which takes the page to be as the server sent it.
        Effect::new(move |_| offered.set((MARGIN..1000 - MARGIN).contains(&position)));
        let place = StoredValue::new((course, lesson));
        let reported = StoredValue::new(position);
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let report = move || {
            let now = position_now();
            // Only forwards: leafing back to look something up does not lose the place.
            if now <= reported.get_value() {
                return;
            }
            reported.set_value(now);
            let (course, lesson) = place.get_value();
            // A lost report is no loss: the next pause sends a newer one.
            spawn_local(async move { drop(record_position(course, lesson, now).await) });
        };
        let handle = window_event_listener(ev::scroll, move |_| {
            if let Some(timer) = waiting.get_value() {
                timer.clear();
            }
            waiting.set_value(set_timeout_with_handle(report, PAUSE).ok());
        });
        on_cleanup(move || handle.remove());
    }

    /// Thousandths of the page above the lower edge of the window.
    fn position_now() -> i32 {
        let read = |value: Option<f64>| value.unwrap_or_default();
        let top = read(window().scroll_y().ok());
        let height = read(window().inner_height().ok().and_then(|height| height.as_f64()));
        ((top + height) / total_height().max(1.0) * 1000.0) as i32
    }

    fn total_height() -> f64 {
        document().document_element().map_or(1.0, |page| f64::from(page.scroll_height()))
    }

    /// Brings the place to the lower half of the window.
    pub fn scroll_to(position: i32) {
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        window().scroll_to_with_x_and_y(0.0, f64::from(position) / 1000.0 * total_height() - height * 0.6);
    }
}
