//! One library: open now, where, when, what it has.

use super::cards;
use crate::client::load;
use crate::clock;
use crate::locale::{language, path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::libraries::DayHours;
use jaettu_domain::libraries::api::{GetLibrary, LibraryView};
use jaettu_domain::time;
use leptos::prelude::*;

/// `/libraries/{id}`.
pub fn one(id: &str) -> AnyView {
    let asked = GetLibrary::new(id);
    let library = load(move || asked.clone());
    view! {
        <a class="j-back" href=path("/libraries")>{icon(icon::BACK)}{t().libraries_back()}</a>
        {show(library, skeleton, |view| ready(&view))}
    }
    .into_any()
}

fn ready(view: &LibraryView) -> AnyView {
    let words = t();
    let library = view;
    let address = [&text(&library.street), ", ", &library.zip, " Helsinki"].concat();
    let about = (!library.about.is_empty()).then(|| view! { <p>{text(&library.about)}</p> });
    let offers = library
        .offers
        .iter()
        .map(|offer| view! { <li>{words.offer(*offer)}</li> })
        .collect_view();
    view! {
        <Heading text=text(&library.name) />
        <div class="j-answer">
            {cards::state(view, "j-state j-state--big")}
            <p>{address}</p>
        </div>
        {library.tprek.map(map_link)}
        {about}
        <div class="j-columns">
            <section class="j-section" aria-labelledby="hours">
                <h2 id="hours">{words.libraries_hours()}</h2>
                {hours(&view.hours)}
            </section>
            <section class="j-section" aria-labelledby="offers">
                <h2 id="offers">{words.libraries_offers()}</h2>
                <ul class="j-list">{offers}</ul>
                <p><a href=path(&["/items?library=", library.id.as_str()].concat())>{words.libraries_borrow_here()}</a></p>
            </section>
        </div>
    }
    .into_any()
}

fn map_link(tprek: u32) -> impl IntoView {
    let words = t();
    let url = [
        "https://palvelukartta.hel.fi/",
        language().code(),
        "/unit/",
        &tprek.to_string(),
    ]
    .concat();
    view! {
        <div class="j-buttons">
            <a class="hds-button hds-button--secondary hds-button--small" href=url rel="external">
                {icon(icon::PLACE)}<span>{words.libraries_map()}</span>
            </a>
        </div>
        <p class="j-quiet">{words.libraries_map_note()}</p>
    }
}

fn hours(days: &[DayHours]) -> impl IntoView + use<> {
    let words = t();
    let today = time::today(clock::now());
    let days: Vec<&DayHours> = days.iter().filter(|day| day.date >= today).collect();
    let missing = days
        .is_empty()
        .then(|| view! { <p>{words.libraries_hours_missing()}</p> });
    view! {
        <table class="j-table">
            <caption>{words.libraries_hours_caption()}</caption>
            <thead>
                <tr><th scope="col">{words.libraries_hours_day()}</th><th scope="col">{words.libraries_hours_open()}</th></tr>
            </thead>
            <tbody>{days.into_iter().map(|day| row(day, day.date == today)).collect_view()}</tbody>
        </table>
        {missing}
    }
}

fn row(day: &DayHours, today: bool) -> impl IntoView + use<> {
    let words = t();
    let prefix = if today {
        [words.common_today(), " "].concat()
    } else {
        String::new()
    };
    let name = [
        &prefix,
        words.day(day.date),
        " ",
        &time::short_date_text(day.date),
    ]
    .concat();
    let spans = day.openings.iter().map(|opening| {
        let times = [opening.from.to_string(), "–".to_owned(), opening.to.to_string()].concat();
        view! { <span class="j-hours__span"><span>{times}</span>" "<span>{words.service(opening.service)}</span></span> }
    });
    let closed = day.openings.is_empty().then(|| words.libraries_hours_closed());
    let exception = day.exception.as_ref().map(|reason| {
        let lang = reason.language_of(language()).code();
        view! { <span class="j-table__note" lang=lang>{words.libraries_hours_exception(reason.get(language()))}</span> }
    });
    view! {
        <tr class:j-table__today=today>
            <th scope="row">{name}</th>
            <td>{spans.collect_view()}{closed}{exception}</td>
        </tr>
    }
}

fn skeleton() -> AnyView {
    view! { <div class="j-skeleton j-skeleton--page"><p>"\u{a0}"</p><p>"\u{a0}"</p><p>"\u{a0}"</p></div> }
        .into_any()
}
